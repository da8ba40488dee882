"""Who and what a text mentions, and what kind of thing each may be, as far as its wording tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from index.terms import is_stop_word
from qa.followups.vocabulary import AUX, GROUP_NOUNS, PERSON_NOUNS, PLACE_NOUNS, PREP, THING_NOUNS, WH
from qa.parts.subquestions import FIND_NAME, MONTHS, WEEKDAYS


class Kind(StrEnum):
    """What a pronoun can stand for."""

    PERSON = "person"
    PLACE = "place"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a noun phrase of a text.

    Attributes:
        text: As it can be set in a question.
        kinds: What it may be; several where its wording leaves that open.
        plural: It stands for several.
        start: Where it stands.
        female: True or False where a title tells; else None.
    """

    text: str
    kinds: frozenset[Kind]
    plural: bool
    start: int
    female: bool | None = None

    @property
    def head(self) -> str:
        """Its last word, in lower case: the noun of a noun phrase."""
        return self.text.split()[-1].lower()

    @property
    def named(self) -> bool:
        """It holds a name."""
        return any(word[:1].isupper() for word in self.text.split()[1:]) or self.text[:1].isupper()


_HE = r"Mr|Sir|Lord|King|Prince|Father|Brother"
_SHE = r"Mrs|Ms|Miss|Lady|Dame|Queen|Princess|Sister"
_HE_TITLED, _SHE_TITLED = (
    re.compile(rf"\b(?:{titles})\.? ([A-ZÀ-Þ][\w-]+)(?: ([A-ZÀ-Þ][\w-]+))?") for titles in (_HE, _SHE)
)
_TITLES = (
    rf"{_HE}|{_SHE}|Dr|Prof|Professor|President|Minister|Mayor|Chancellor|Senator|Governor|Judge|Captain|General|Colonel|"
    r"Major|Sergeant|Inspector|Superintendent|Pope|Bishop|Secretary|Spokesman|Spokeswoman|Coach|Marshal|Director|Chief|Leader"
)
_TITLE = re.compile(rf"^(?:.*\b)?(?:{_TITLES})\.? (?=[A-ZÀ-Þ])")
_BEFORE_PERSON = re.compile(rf"\b(?:{_TITLES}|{'|'.join(sorted(PERSON_NOUNS))}),? $", re.IGNORECASE)
_AFTER_PERSON = re.compile(
    r"^(?:, (?:aged )?\d\d\b|,? (?:who|whose)\b|,? (?:the |a |an )?(?:former |retired |late )?(?:"
    + "|".join(sorted(PERSON_NOUNS))
    + r")\b)"
)
_IN_A_PLACE = re.compile(
    r"\b(?:in|at|near|off|on|outside|across|around|into|through|towards?) (?:the )?$", re.IGNORECASE
)
_AFTER_ORGANISATION = re.compile(
    r"^, (?:the |a |an )(?:[\w’'-]+ ){0,3}?(?:"
    + "|".join(sorted(GROUP_NOUNS))
    + r")\b(?! (?!of|in|for|from|at|that|which|whose|based|and|with|to|owned|called|named|run)\w)"
)
_THE = re.compile(r"\b(?:the|The|a|an|its|this|that) $")
_PEOPLE = re.compile(
    r"(?:(?:South|North|East|West) )?(?:(?!(?:Brian|Ian|Adrian|Julian|Lilian|Vivian|Damian|Fabian|Christian|Caspian)s?$)[A-Z][a-z]+(?:ian|ean|ese|ish|ican)|"
    r"German|French|Dutch|Greek|Afghan|Iraqi|Israeli|Saudi|Pakistani|Swiss|Thai|Welsh|Czech|Turk|Kurd)s?"
)
_NO_PERSON = PLACE_NOUNS | GROUP_NOUNS | THING_NOUNS
_DATE = re.compile(rf"^(?:{MONTHS}|{WEEKDAYS})\b")
_VERB = re.compile(
    rf"^(?:{AUX}|{PREP}|{WH}|and|or|but|that|as|if|because|not|there|so|to|he|she|it|they|we|you|I|its|his|her|their|my|our|your|this|these|those|any|some|all|each|every|no|the|an?)$",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"^(?:\w{3,}ed|built|sold|held|born|made|won|lost|found|taken|seen|given|hit|shut|known|written|chosen|sunk|stolen|struck|led|"
    r"paid|sent|set|cut|bought|caught|drawn|driven|fought|grown|heard|kept|killed|left|put|read|run|said|shot|shown|sung|told|"
    r"thrown|worn|located|important|open|dead|alive|safe|expensive|still|now|currently|usually|really|\w+ly)$",
    re.IGNORECASE,
)  # fmt: skip
_PHRASE = re.compile(
    r"(?<![\w’'-])(?P<determiner>the|an?|one of the|all the|both|these|those|my|our|its|his|her|their|how many|what|which) "
    r"(?P<words>[\w’'.-]+(?: [\w’'-]+){0,5})",
    re.IGNORECASE,
)
_DO = re.compile(
    r"\b(?:do|does|did|will|would|can|could|should|must|may|might|shall)\b(?: not)? (?=the |an? |its |his |her |their |my |our )",
    re.IGNORECASE,
)
_PAIR = re.compile(r"^,? and (?:the )?$")


def mentions(text: str) -> list[Mention]:
    """Return the names and noun phrases of a text in order; a noun phrase that holds a name takes its place."""
    phrases = list(_phrases(text))
    found = phrases + [
        name for name in _names(text) if not any(p.start <= name.start < p.start + len(p.text) for p in phrases)
    ]
    found.sort(key=lambda mention: mention.start)
    return [*_pairs(text, found), *found]


@lru_cache(maxsize=64)
def names(text: str) -> tuple[Mention, ...]:
    """Return the names of a text in order, without noun phrases."""
    return tuple(_names(text))


def _names(text: str) -> Iterator[Mention]:
    for match in FIND_NAME.finditer(text):
        name = re.sub(r"(?:[’']s?|[.,]+)$", "", match.group())
        begins = not re.search(r"\w", re.split(r"[.!?:“\"(]\s*", text[: match.start()])[-1])
        first = name.split()[0]
        if _DATE.match(name) or (begins and is_stop_word(first)) or _PEOPLE.fullmatch(name):
            continue
        lead, rest = text[: match.start()], text[match.start() + len(name) :]
        doubtful = begins and " " not in name and not re.search(rf"(?<=[a-z,] ){re.escape(name)}\b", text)
        if doubtful and (not re.match(r"(?:[’']s)? [a-z]", rest) or re.fullmatch(r"[A-Z][a-z]+(?:s|ing|ed|ly)", name)):
            continue
        kinds, female = _kinds_of_name(name, lead, rest, text)
        start = match.start()
        if titled := _TITLE.match(name):
            start += titled.end()
            name = name[titled.end() :]
        yield Mention(name, kinds, False, start, female)


def _kinds_of_name(name: str, lead: str, rest: str, text: str) -> tuple[frozenset[Kind], bool | None]:
    words = name.split()
    last = words[-1].lower()
    female = _is_female(words[-1], text)
    made_of_class_nouns = any(word.lower() in _NO_PERSON for word in words)
    thing = last in _NO_PERSON or _THE.search(lead) or re.search(r"\d|&", name) or (name.isupper() and len(name) > 1)
    several_names = len(words) in {2, 3, 4} and not made_of_class_nouns
    rules: tuple[tuple[bool, set[Kind]], ...] = (
        (female is not None or bool(_TITLE.match(name) or _BEFORE_PERSON.search(lead)), {Kind.PERSON}),
        (last in PLACE_NOUNS, {Kind.PLACE, Kind.THING}),
        (bool(thing or _AFTER_ORGANISATION.match(rest)), {Kind.THING}),
        (bool(_AFTER_PERSON.match(rest)), {Kind.PERSON}),
        (bool(_IN_A_PLACE.search(lead)), {Kind.PLACE}),
        (len(words) == 1 and lead.endswith("of "), {Kind.PLACE, Kind.THING}),
        (several_names, {Kind.PERSON, Kind.THING}),
    )
    return frozenset(next((kinds for holds, kinds in rules if holds), set(Kind))), female


def _is_female(family: str, text: str) -> bool | None:
    """Return what a title before a family name says, anywhere in the text; None if there is none."""
    return _titled(text).get(family)


@lru_cache(maxsize=64)
def _titled(text: str) -> Mapping[str, bool]:
    """Return whether the bearers of the family names that have a title in a text are women."""
    found: dict[str, bool] = {}
    for titles, female in ((_HE_TITLED, False), (_SHE_TITLED, True)):
        for match in titles.finditer(text):
            found.update((name, female) for name in match.groups() if name)
    return found


def _phrases(text: str) -> Iterator[Mention]:
    """Yield noun phrases that a determiner begins, cut before the verb as far as that can be told without a parser."""
    done = 0
    supported = [match.end() for match in _DO.finditer(text)]
    while match := _PHRASE.search(text, done):
        done = match.start("words")
        words: list[str] = []
        for word in match["words"].split():
            if _VERB.match(word):
                break
            words.append(word.rstrip(".,"))
            if word[-1:] in ".,":
                break
        asked = match["determiner"].lower() in {"how many", "what", "which"}
        after = text[match.start("words") + len(" ".join(words)) :].lstrip()
        if asked and not re.match(rf"{AUX}\b", after, re.IGNORECASE):
            continue
        if match.start() in supported and not after.lower().startswith("of ") and len(words) > 1 and not asked:
            words = _before_verb(words)
        while len(words) > 1 and words[-1].islower() and _PARTICIPLE.match(words[-1]):
            words.pop()
        if not words or (is_stop_word(words[0]) and len(words) == 1) or _DATE.match(words[-1]):
            continue
        head = re.sub(r"[’']s?$", "", words[-1])
        phrase = " ".join([*words[:-1], head])
        determiner = match["determiner"].lower()
        several = determiner in {"how many", "these", "those", "both", "all the", "one of the"} or _is_plural(head)
        if determiner in {"how many", "what", "which", "these", "those", "all the", "one of the", "a", "an"}:
            phrase = f"the {phrase}"
        else:
            phrase = f"{determiner} {phrase}"
        if _TITLE.match(f"{words[0]} {words[-1]}") and len(words) > 1:
            continue
        done = match.start("words") + len(" ".join(words))
        yield Mention(phrase, _kinds_of_noun(head, text[: match.start()]), several, match.start())


def _before_verb(words: list[str]) -> list[str]:
    """Cut the verb that "did" or "will" asks for, and what follows it, from the words after a determiner."""
    capitals = [place for place, word in enumerate(words) if word[:1].isupper()]
    if capitals and len(words) - capitals[-1] > 2:
        end = capitals[-1] + 1
        return words[: end + 1] if words[end].lower() in PERSON_NOUNS | _NO_PERSON else words[:end]
    return words[:-1]


def _kinds_of_noun(head: str, lead: str) -> frozenset[Kind]:
    noun = head.lower()
    singular = noun.removesuffix("s")
    if {noun, singular} & PERSON_NOUNS:
        return frozenset({Kind.PERSON})
    if {noun, singular} & PLACE_NOUNS:
        return frozenset({Kind.PLACE, Kind.THING})
    if _IN_A_PLACE.search(lead) and not {noun, singular} & (GROUP_NOUNS | THING_NOUNS):
        return frozenset({Kind.PLACE, Kind.THING})
    return frozenset({Kind.THING})


def _is_plural(noun: str) -> bool:
    lower = noun.lower()
    return lower in {"people", "men", "women", "children", "police", "mice", "feet"} or (
        len(lower) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "ics", "news", "series"))
    )


def _pairs(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield two mentions of a kind joined by "and", which "they" takes together."""
    for one, other in pairwise(found):
        end = one.start + len(one.text)
        if one.named and other.named and _PAIR.match(text[end : other.start]) and one.kinds & other.kinds:
            yield Mention(f"{one.text} and {other.text}", one.kinds & other.kinds, True, one.start)
