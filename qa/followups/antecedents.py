"""What a pronoun can stand for: the mentions of a conversation in the order in which they are likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.terms import terms
from qa import prompts
from qa.followups.history import Exchange
from qa.followups.mentions import Kind, Mention, mentions, names
from qa.followups.vocabulary import AUX, GROUP_NOUNS, is_general


@dataclass(frozen=True, slots=True)
class Known:
    """A mention that a pronoun may stand for.

    Attributes:
        within: The text it stands in.
        asked: It stands in a question, or is what one asked for.
    """

    mention: Mention
    origin: str
    within: str
    asked: bool = True


_WHERE = re.compile(
    r"\b(?:where|(?:what|which|in what|in which) (?:city|country|town|place|state|village|venue|location|stadium|island|port))\b",
    re.IGNORECASE,
)
_WHO_DID = re.compile(
    rf"^(?:and |but |so )?(?:who|which (?:\w+ ){{1,3}}?|what (?:person|man|woman|company|team) )(?!{AUX}\b)|^(?:and )?who (?:is|was|are|were)\b",
    re.IGNORECASE,
)
_WHO_IS_NAMED = re.compile(r"^(?:and |but |so )?who (?:is|was) (?-i:(?:[A-ZÀ-Þ][\w.’'-]* ?){1,5})\W*$", re.IGNORECASE)
_ONE_OF_THEM = re.compile(r"\bof them\b", re.IGNORECASE)
SITUATED = re.compile(r"\b(?P<where>in|at|near|on|off|outside|inside|around)(?P<the> the)? $", re.IGNORECASE)
_OWNED = re.compile(r"^(?:my|our|your|his|her|its|their|both)\b", re.IGNORECASE)
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_LAST_FOR_THINGS = 2  # exchanges


def known_from(past: Sequence[Exchange]) -> Iterator[tuple[int, Known]]:
    """Yield (how far back, mention) in the order in which they are likely meant, whatever their kind."""
    for back, exchange in enumerate(past):
        asked = [Known(found, _origin(back, "question"), exchange.asked) for found in mentions(exchange.asked)]
        short = [
            Known(found, _origin(back, "answer"), exchange.replied or exchange.short) for found in _short(exchange)
        ]
        mine = {found.mention.text.lower() for found in asked}
        reply = [
            Known(found, _origin(back, "answer"), exchange.replied, asked=False)
            for found in names(exchange.replied)
            if found.text.lower() not in mine
        ]
        if _where(exchange):
            short = [replace(known, mention=replace(known.mention, kinds=frozenset({Kind.PLACE}))) for known in short]
        if _who(exchange) or _where(exchange):
            yield from ((back, known) for known in (*short, *asked, *reply))
        else:
            yield from ((back, known) for known in (*asked, *short, *reply))


def _who(exchange: Exchange) -> bool:
    """Tell whether a question asks for somebody, so that the answer names whom it was about."""
    return bool(_WHO_DID.match(exchange.asked)) and not _WHO_IS_NAMED.match(exchange.asked)


def _where(exchange: Exchange) -> bool:
    return bool(_WHERE.search(exchange.asked))


def _short(exchange: Exchange) -> list[Mention]:
    found = names(exchange.replied)
    return (
        [name for name in found if name.text in exchange.short or exchange.short in name.text] if exchange.short else []
    )


def _origin(back: int, part: str) -> str:
    if part == "question":
        return prompts.FROM_QUESTION if back == 0 else prompts.FROM_EARLIER_QUESTION
    return prompts.FROM_ANSWER if back == 0 else prompts.FROM_EARLIER_ANSWER


def antecedent(group: str, past: Sequence[Exchange], told: str, question: str) -> Known | None:
    """Return what a pronoun stands for; None if the conversation names nothing of the kind.

    Args:
        group: "he", "she", "it", "they" or "there".
        past: The conversation, the latest exchange first.
        told: All of its text, which tells the kind of a name and the gender of a person.
        question: The question the pronoun stands in; what it names itself is not meant.
    """
    own = question.lower()
    options = [
        (back, replace(known, mention=_narrowed(known.mention, told)))
        for back, known in known_from(past)
        if known.mention.text.lower() not in own and not _OWNED.match(known.mention.text)
    ]
    if group in {"he", "she"}:
        return _person(group, options, past, told)
    if group == "there":
        return _place(options, past)
    if group == "they":
        found = _several(options)
        single = found is not None and not found.mention.plural
        return None if single and _ONE_OF_THEM.search(question) else found
    return _thing(options)


def _narrowed(mention: Mention, told: str) -> Mention:
    """Tell the kind and the full form of a name by how the conversation uses it elsewhere."""
    if not mention.named or mention.plural:
        return mention
    family = mention.text.split()[-1]
    same = [other for other in names(told) if other.text.split()[-1] == family]
    kinds = mention.kinds
    for other in same:
        kinds = kinds & other.kinds or kinds
    fuller = [
        other.text
        for other in same
        if other.text.endswith(mention.text) and other.kinds & {Kind.PERSON} and not _SHOUTED.search(other.text)
    ]
    text = max([mention.text, *fuller], key=len) if Kind.PERSON in kinds else mention.text
    return replace(mention, kinds=kinds, text=text)


def _person(group: str, options: list[tuple[int, Known]], past: Sequence[Exchange], told: str) -> Known | None:
    fitting = [
        (back, known)
        for back, known in options
        if Kind.PERSON in known.mention.kinds
        and (known.asked or known.mention.kinds != set(Kind))
        and not known.mention.plural
        and _gender(known.mention, told) in {None, group}
        and (known.mention.named or known.mention.kinds == {Kind.PERSON})
    ]
    if not fitting:
        return None
    nearest = fitting[0][0]
    here = [known for back, known in fitting if back == nearest]
    first = here[0].origin
    if _who(past[nearest]) and not past[nearest].short:
        replied = [known for known in here if known.within == past[nearest].replied and not known.asked]
        if replied:
            return replied[0]
    sure = [known for known in here if known.mention.kinds == {Kind.PERSON} and known.origin == first]
    named = [known for known in here if known.mention.named and known.origin == first]
    return (sure or named or here)[0]


def _gender(mention: Mention, told: str) -> str | None:
    if mention.female is None and mention.named:
        family = mention.text.split()[-1]
        bearers = {other.text for other in names(told) if other.text.endswith(f" {family}") and " " in other.text}
        if len({bearer.split()[-2] for bearer in bearers}) > 1:
            return _pronoun_of(mention.text, told)  # as of a brother and a sister
        same = next((other for other in names(told) if other.female is not None and other.text.endswith(family)), None)
        return _pronoun_of(family, told) if same is None else ("she" if same.female else "he")
    if mention.female is None:
        head = mention.head
        female = {
            "woman",
            "girl",
            "queen",
            "princess",
            "actress",
            "lady",
            "spokeswoman",
            "chairwoman",
            "mother",
            "sister",
            "wife",
        }
        male = {
            "man",
            "boy",
            "king",
            "prince",
            "spokesman",
            "chairman",
            "father",
            "brother",
            "husband",
            "fisherman",
            "policeman",
        }
        return "she" if head in female else "he" if head in male else None
    return "she" if mention.female else "he"


def _pronoun_of(family: str, told: str) -> str | None:
    """Return the pronoun that mostly follows a name in its sentence, or begins the next, no other person's name between."""
    balance = 0
    sentences = re.split(r"(?<=[.!?”])\s+", told)
    for sentence, after in zip(sentences, [*sentences[1:], ""], strict=True):
        place = sentence.find(family)
        if place < 0:
            continue
        rest = sentence[place + len(family) :]
        if begins := re.match(r"(?:He|She)\b", after):
            rest += f" {begins.group().lower()}"
        found = re.search(r"\b(he|she|his|her|him)\b", rest)
        if found and not any(Kind.PERSON in other.kinds and other.start for other in names(rest[: found.start()])):
            balance += 1 if found.group() in {"she", "her"} else -1
    return "she" if balance > 0 else "he" if balance < 0 else None


def _place(options: list[tuple[int, Known]], past: Sequence[Exchange]) -> Known | None:
    fitting = [
        (back, known)
        for back, known in options
        if Kind.PLACE in known.mention.kinds and not known.mention.plural and (known.asked or not back)
    ]
    for back in dict.fromkeys(back for back, _ in fitting):
        here = [known for at, known in fitting if at == back]
        here = [
            known
            for known in here
            if not re.match(r"[’']s", known.within[known.mention.start + len(known.mention.text) :])
        ]
        situated = [known for known in here if SITUATED.search(known.within[: known.mention.start])]
        only = [known for known in here if Kind.PERSON not in known.mention.kinds]
        if _where(past[back]):
            replied = [known for known in here if known.within == past[back].replied and known in (situated or only)]
            if replied:
                return replied[0]
        both = [known for known in situated if known in only] or only
        if both:
            return both[0]
    return None


def _several(options: list[tuple[int, Known]]) -> Known | None:
    persons = [
        known
        for back, known in options
        if back == 0 and known.mention.kinds == {Kind.PERSON} and not known.mention.plural
    ]
    persons = [known for known in persons if known.origin == prompts.FROM_QUESTION]
    if len(persons) == 2 and not any(known.mention.plural for back, known in options if back == 0 and known.asked):
        one, other = persons
        both = f"{one.mention.text} and {other.mention.text}"
        return replace(one, mention=replace(one.mention, text=both, plural=True))
    for wanted in (
        _is_several,
        _is_group,
        _is_person,
    ):
        found = [known for back, known in options if back == 0 and known.asked and wanted(known)]
        if found:
            return found[0]
    return None


def _is_general(mention: Mention) -> bool:
    return mention.text.split()[-1].islower() and is_general(stem(mention.head))


def _is_only_where(known: Known) -> bool:
    """Tell whether a name only says where something was: "How many cases are there in Peru?" is not about Peru."""
    mention, lead = known.mention, known.within[: known.mention.start]
    one_word = " " not in mention.text.removeprefix("the ")
    return mention.named and one_word and (mention.kinds == {Kind.PLACE} or bool(SITUATED.search(lead)))


def _is_several(known: Known) -> bool:
    return known.mention.plural and not _is_general(known.mention)


def _is_group(known: Known) -> bool:
    mention = known.mention
    called = bool({mention.head, mention.head.removesuffix("s")} & GROUP_NOUNS)
    return called or (mention.named and Kind.THING in mention.kinds and Kind.PLACE not in mention.kinds)


def _is_person(known: Known) -> bool:
    return known.mention.kinds == {Kind.PERSON}


def _thing(options: list[tuple[int, Known]]) -> Known | None:
    for back in dict.fromkeys(back for back, _ in options if back < _LAST_FOR_THINGS):
        fitting = [
            known
            for at, known in options
            if at == back
            and known.asked
            and not known.mention.plural
            and not _is_general(known.mention)
            and not _is_only_where(known)
        ]
        things = [known for known in fitting if Kind.PERSON not in known.mention.kinds]
        if things:
            return next((known for known in things if Kind.THING in known.mention.kinds), things[0])
    return None


def stem(word: str) -> str:
    """Return a word as the index knows it."""
    return (terms(word) or [word])[0]
