"""Questions for what came of something: the event is one part, what was told of it later is the other."""

from __future__ import annotations

import re

from qa.parts.subquestions import Decomposition, Part, Relation, question_text, topic

_AND_THEN = re.compile(
    r"^(?P<first>.+?)(?P<joint>[,;?]? and |[?;] (?:and )?)(?P<then>(?:then )?(?:what (?:happened|came|became|followed|was done about it|has happened|has come|has become)|"
    r"how did (?:it|that|this|things|the (?:matter|affair|story|case)) (?:all )?(?:end|turn out|go on|finish)|what was the (?:outcome|upshot|end of it))\b(?P<rest>.*))$",
    re.IGNORECASE,
)
_NOTHING_NEW = re.compile(
    r"^(?: (?:next|then|later|afterwards?|after that|after this|since(?: then)?|of (?:it|that|this|them|him|her)(?: all| later| afterwards?| in the end)?|in the end|to (?:it|them|him|her)(?: later| afterwards?| then| in the end| next)?))*$",
    re.IGNORECASE,
)
_CAME_OF = re.compile(
    r"^(?:and )?what (?:(?:happened|has happened|came)(?: next| then| later)? after (?!that$|this$)|(?:came|has come) (?:out )?of |became of |has become of |followed (?:on )?(?:from )?|happened next (?:with|to|after) |was the (?:outcome|upshot) of )(?P<topic>.+?)(?: (?:later|afterwards|in the end|next))?$",
    re.IGNORECASE,
)


def read_sequel(text: str) -> Decomposition | None:
    """Read "..., and what happened next?" or "What came of ...?"; None if no sequel is asked for."""
    asked = text.strip(" ?!.")
    if (match := _AND_THEN.match(asked)) and _NOTHING_NEW.match(match["rest"]):
        first = match["first"].strip(" ,;?")
        after = question_text(f"what happened afterwards ({topic(first)})")
        return Decomposition(
            Relation.SEQUEL, (Part(question_text(first), first), Part(after, match["then"], later=True))
        )
    if match := _CAME_OF.match(asked):
        told = match["topic"]
        return Decomposition(
            Relation.SEQUEL,
            (Part(question_text(f"what about {told}"), told), Part(question_text(asked), asked, later=True)),
        )
    return None
