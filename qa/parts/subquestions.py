"""What a question of several parts is made of, and the wording that all ways of taking one apart share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How the parts of a question belong together."""

    COMPARE = "compare"
    LIST = "list"
    TOTAL = "total"
    SEQUEL = "sequel"
    BRIDGE = "bridge"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions a question is made of.

    Attributes:
        text: A question that can be understood by itself, apart from `refers`.
        wording: The stretch of the question it was read from.
        refers: Words of `text` that stand for what the first part finds, such as "that employer".
        wants_figure: It asks for a figure, though its wording does not say so.
        later: It asks for what came after the first part.
    """

    text: str
    wording: str
    refers: str | None = None
    wants_figure: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A question taken apart: at least two parts, in the order of the question or, for a bridge, of the two searches."""

    relation: Relation
    parts: tuple[Part, ...]


MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
PREPOSITIONS = "in|on|at|by|for|from|to|of|under|during|over|with|near|off|before|after|through|into|about"
YEAR = r"(?:1[5-9]|20)\d\d"
_WORD = r"[A-ZÀ-ÞŁŚŻ][\w’'-]*"
_NO_NAME = (
    rf"(?!(?:{MONTHS}|{WEEKDAYS}|I|The|An?|He|She|It|They|We|You|His|Her|Its|Their|Who|Whom|Whose|What|Which|When|"
    r"Where|Why|How|By|In|On|At|For|From|To|Of|Was|Were|Is|Are|Did|Does|Do|Has|Have|Had|Will|Would|Can|Could|Should|"
    r"And|Or|But|If|As|This|That|These|Those|There|List|Name|Tell|Give|Compare|Between|After|Before|During)\b)"
)
NAME = rf"{_NO_NAME}{_WORD}(?: (?:(?:&|of|de|du|van|von) )?{_NO_NAME}{_WORD})*"
FIND_NAME = re.compile(rf"(?<![\w’'-]){NAME}")
AUXILIARIES = "was|were|is|are|did|does|do|has|have|had|will|would|can|could|should|may|might|must"
LATER = re.compile(
    r"\b(?:afterwards?|later|next|in the end|finally|final|actual(?:ly)?|eventual(?:ly)?|since then|after that)\b",
    re.IGNORECASE,
)
_WH = r"who|whom|whose|what|which|when|where|why|how"
_FIGURE_OR_NAME = re.compile(rf"\d|(?<![\w’'-]){NAME}")
_OF_PHRASE = re.compile(rf" (?:{PREPOSITIONS}) .+$")
_ONE_OF_THEM = re.compile(
    r"^(?:those|that|the ones?|the figures?)(?: (?:of|for)(?= (?:in|at|on|from)\b))? ", re.IGNORECASE
)
_YEAR_BESIDE = {
    "before": re.compile(
        r"^(?:in )?(?:the (?:previous|preceding) year|the year before|(?:a|one) year (?:earlier|before))$"
    ),
    "after": re.compile(r"^(?:in )?(?:the (?:following|next) year|the year after|(?:a|one) year (?:later|after))$"),
}


def names(text: str) -> list[str]:
    """Return the names in a text, in order, without a possessive ending."""
    return [re.sub(r"[’']s?$", "", found) for found in FIND_NAME.findall(text)]


def question_text(text: str) -> str:
    """Write some words as a question: white space collapsed, a capital first, a question mark last."""
    collapsed = " ".join(text.split()).strip(" ,;?")
    return f"{collapsed[:1].upper()}{collapsed[1:]}?"


def what_was(noun_phrase: str, *, now: bool = False) -> str:
    """Ask for a thing: "What were the landings in 2021?"."""
    noun = re.split(rf" (?:{PREPOSITIONS}|that|which|who)\b", noun_phrase)[0].split()[-1:]
    several = bool(noun) and noun[0].endswith("s") and not noun[0].endswith(("ss", "’s", "'s", "us", "is"))
    verb = ("are" if several else "is") if now else ("were" if several else "was")
    return question_text(f"what {verb} {noun_phrase}")


def stands_alone(phrase: str) -> bool:
    """Say whether a phrase names something or gives a figure, so that it needs no context."""
    return bool(_FIGURE_OR_NAME.search(phrase))


def topic(question: str) -> str:
    """Return a question without what makes it one: "how much more pay did they ask?" -> "pay they ask"."""
    text = question.strip(" ?,;")
    asked = rf"^(?:(?:by|in|on|at|to|for) )?(?:{_WH})(?: (?:many|much|long))?(?: (?:more|fewer|less))?(?: happened (?:to|with|in|at))?\b"
    text = re.sub(asked, "", text, flags=re.IGNORECASE).strip()
    return " ".join(re.sub(rf"^((?:[\w’'-]+ ){{0,3}}?)(?:{AUXILIARIES}) ", r"\1", text, flags=re.IGNORECASE).split())


def with_context(phrase: str, other: str) -> str:
    """Complete a noun phrase by what a parallel one says more: "the first estimate" + " of the tidal array".

    A phrase with a name stays as it is; one with only a figure or with nothing gets the phrase that
    follows the noun of the other, or its names.
    """
    if names(phrase) or not phrase.lower().startswith("the "):
        return phrase
    if re.search(r"\d", phrase):
        found = [name for name in names(other) if name.lower() not in phrase.lower()]
        return f"{phrase} ({', '.join(found)})" if found else phrase
    more = _OF_PHRASE.search(other)
    if more and not _OF_PHRASE.search(phrase):
        return phrase + more.group()
    return f"{phrase} ({', '.join(found)})" if (found := names(other)) else phrase


def replaced(main: str, tail: str) -> str | None:
    """Put a phrase in the place of the one that stands parallel to it.

    ("boats at the end of 2021", "the end of 2023") -> "boats at the end of 2023". Years, months and
    weekdays stand parallel to their like, a name to the last name before it, and an ending such as
    "the year before" to a year. None if nothing stands parallel.
    """
    tail = _ONE_OF_THEM.sub("", tail.strip(" ,;?"))
    if tail.startswith("according to") and "according to" in main:
        return main[: main.rindex("according to")] + tail
    years = list(re.finditer(rf"\b{YEAR}\b", main))
    for where, pattern in _YEAR_BESIDE.items():
        if years and pattern.match(tail):
            return replaced(main, str(int(years[-1].group()) + (1 if where == "after" else -1)))
    for kind in (rf"\b{YEAR}\b", rf"\b(?:{MONTHS})\b", rf"\b(?:{WEEKDAYS})\b", rf"(?<![\w’'-]){NAME}"):
        wanted = list(re.finditer(kind, tail))
        present = [match for match in re.finditer(kind, main) if match.start() and match.group() not in tail]
        if wanted and present:
            return _put(main, present[-1], tail, wanted[-1])
    return None


def _put(main: str, present: re.Match[str], tail: str, wanted: re.Match[str]) -> str:
    """Replace a match, and the words around it that the new phrase has itself, by that phrase."""
    left, right = main[: present.start()].split(), main[present.end() :].split()
    before, after = tail[: wanted.start()].split(), tail[wanted.end() :].split()
    if before:
        for drop in range(1, min(len(left), len(before) + 2) + 1):
            if left[-drop].lower() == before[0].lower():
                left = left[:-drop]
                break
        else:
            both = f"{left[-1].lower()} {before[0].lower()}" if left else ""
            if re.match(rf"(?:{PREPOSITIONS}) (?:{PREPOSITIONS})$|(?:the|an?) ", both):
                left = left[:-1]
    while after and right and right[0].lower().strip(",?") == after[0].lower():
        right, after = right[1:], after[1:]
        tail = " ".join(tail.split())
    return " ".join([*left, tail, *right])
