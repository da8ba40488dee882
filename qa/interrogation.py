"""A sentence of an article -> questions that it answers, by turning the order of its own words around.

No word is made up and no verb is changed, so that a question is as grammatical as its sentence. Whatever leans on
the sentences around it (a pronoun, "on Friday" in the question, a surname of two people) makes no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from index.articles import Article
from index.chunking import split_sentences
from index.terms import is_stop_word
from qa.editing.names import BODY, SPEAKS, TITLE, WORD, is_date, is_person, proper_names, surname
from qa.parts.subquestions import WEEKDAYS
from qa.sentence_forms import ASIDE, DATELINE, LEANING, NAME, OWN, PARTICIPLE, THING, TIMED, TURNED, UNSURE
from qa.verbs import BASE_OF

Kind = Literal["fact", "who", "what", "said"]

_ODD: Final = re.compile(r"[“”\"‘()\[\]<>{}*|_`\\/•]|\.\.\.|…|\w@|https?:")  # quoted, or no running text
_LONGEST_SENTENCE: Final = 320
_LONGEST_QUESTION: Final = 90
_MOST_WORDS: Final = 14

_PROFESSION: Final = (
    r"(?:executive|director|manager|engineer|secretary|treasurer|chairman|chairwoman|spokes(?:man|woman|person)|mayor|minister|president|judge|prosecutor|"
    r"lawyer|attorney|solicitor|barrister|biologist|scientist|professor|researcher|economist|historian|analyst|coach|captain|goalkeeper|striker|"
    r"businessman|businesswoman|quarterback|cornerback|principal|restorer|architect|artist|author|novelist|pianist|singer|composer|actor|actress|film-maker|photographer|projectionist|baker|farmer|skipper|"
    r"pilot|master|teacher|nurse|surgeon|doctor|senator|governor|commissioner|councillor|inspector|superintendent|sheriff|founder|owner|editor|"
    r"organiser|designer|leader|officer|astronaut|champion|curator|conductor|surveyor|auditor|mechanic|driver)"
)
_APPOSED: Final = re.compile(rf"(?P<the>\b[Tt]he )?(?<![\w’'-])(?P<name>{NAME}), (?:an?|the) [a-z][^,“”]{{6,110}}[,.]")
_AGED: Final = re.compile(rf"(?P<the>)(?P<name>{NAME}), \d\d, (?:an?|the|of|from|who) [^“”]{{6,110}}")
_TITLED: Final = re.compile(rf"(?P<the>)\b(?i:{_PROFESSION}),? (?P<name>{NAME})\b(?! [A-Z])")
_IS_A: Final = re.compile(rf"^(?P<the>The )?(?P<name>{NAME}){ASIDE} (?:is|was) (?:an?|the) [a-z]")
_TOLD: Final = re.compile(
    rf"^(?P<who>(?:The )?{NAME})(?:, [^,]{{3,60}},)?(?: on (?:{WEEKDAYS}))? (?:said|says|warned|explained)\b(?: (?:on )?(?:{WEEKDAYS}))?(?: that)? (?P<what>.+)"
)
_LEAD: Final = re.compile(rf"^(?:On|In|At|By|During|Since|For|From|After) [^,]{{2,40}}, (?=(?:the )?{WORD})")
_TOLD_OF: Final = re.compile(
    r"^(?:[A-Z]{2,}|\d.*|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)$"
)  # mostly who was told, as CNN, or when
_NO_NAME: Final = re.compile(
    r"[a-z’'] [A-Z]{3,5}\b|\b(\w+) \1\b"  # how shares are named: "Netflix NFLX"
    r"|^\w+-year-old\b|^(?:Even|Only|Just|Former|\w+ing|\w+ly) |[’']s?$"
)
_VAGUE_NOUNS: Final = frozenset(
    "group man woman day year week month city country state people number time report story case first second".split()
)
_HONORIFIC: Final = re.compile(rf"^(?:{TITLE}\.? )+")
_ROLES: Final = frozenset(
    "CEO Superintendent Justice Justices Rep Sen Gov Lt Officer Officers Attorney Chairman Chair Democrat "
    "Republican Skipper Shopkeeper Farmer Teacher Nurse Detective Cllr Councillor Deputy".split()
)
_OFFICE: Final = re.compile(
    rf"^(?:.* )?(?:{TITLE}|(?i:{_PROFESSION})|[\w-]+-rival|Speaker|Administrator|Congress(?:man|woman)|State|Representative|Republican|Democrat) "
    rf"(?={WORD} {WORD}$)"
)  # "House of Commons Speaker Lindsay Hoyle"
_OFFICE_ALONE: Final = re.compile(
    rf"(?:(?:{TITLE}|(?i:{_PROFESSION})|Deputy|Chief of Staff|Speaker|Administrator|Attorney|House|Senate|State|Vice)(?: of)?(?: |$))+"
)
_OWNED: Final = re.compile(rf"^.*[’']s? (?={WORD} {WORD}$)")  # "Minnesota’s Kirill Kaprizov"
_OF_MAPS: Final = re.compile(r"\b(?:County|City|Street|Road|Island|Bay|Park|River|Lake|Mount|States|Kingdom|House)$")
_GOES_ON: Final = re.compile(
    r"[A-Z]\w*’?s? (?:on|for|of|to|and|with|in|&) (?:[Tt]he )?$|[•–—-] ?$"
)  # a name began before
_HALF: Final = re.compile(
    r" (?:in|on|at|for|to|of|with|from|by|as|and|or|the|an?)$| the [a-z-]+$"  # "the award" leans on another sentence
    r"|\b(?:Rep|Sen|Gov|Lt|St|Jr|Sr|Dr|Mr|Mrs|Ms|No|vs)$"  # a short form, whose full stop ended the match
)
_FIRST_NAMES: Final = rf"{WORD}(?: {WORD}){{0,2}}"


@dataclass(frozen=True, slots=True)
class Answerable:
    """A question and the sentence it was made of: `article.text[start_char:end_char]`."""

    question: str
    kind: Kind
    article_id: str
    start_char: int
    end_char: int


def questions_in(article: Article) -> Iterator[Answerable]:
    """Yield the questions that single sentences of an article answer, in the order of the text."""
    for start, end in split_sentences(article.text):
        if end - start > _LONGEST_SENTENCE or "\n" in article.text[start:end]:
            continue  # a heading that ran into its text makes no sentence
        sentence = DATELINE.sub("", " ".join(article.text[start:end].split()))
        if not sentence.endswith((".", ".”")) or not _is_told(sentence):
            continue
        sentence = _LEAD.sub("", sentence)
        sentence = sentence[:1].upper() + sentence[1:]
        for kind, question in _asked(sentence, article.text):
            if len(question) <= _LONGEST_QUESTION and len(question.split()) <= _MOST_WORDS:
                yield Answerable(question[:1].upper() + question[1:], kind, article.id, start, end)


def _asked(sentence: str, text: str) -> Iterator[tuple[Kind, str]]:
    for form, pattern in TURNED:
        match = pattern.match(sentence)
        if match and _is_sure(match) and (question := _turned(form, match, text)):
            yield "fact", question
    if _ODD.search(sentence):
        return
    for pattern in (_IS_A, _APPOSED, _AGED, _TITLED):
        for match in pattern.finditer(sentence):
            if described := _described(match, sentence, text):
                yield described
    if (match := _TOLD.search(sentence)) and (question := _told(match, text)):
        yield "said", question


def _is_told(sentence: str) -> bool:
    """Tell whether a sentence is the article's own: no part of a longer quotation, whose marks do not pair up."""
    marks = re.findall(r"[“”]", sentence)
    return marks == ["“", "”"] * (len(marks) // 2)


def _is_sure(match: re.Match[str]) -> bool:
    """Tell whether what a form matched is plain text, and neither it nor the words that end its clause say no or perhaps."""
    clause = re.match(r"[^,;:.–—]*", match.string[match.end() :])
    return not _ODD.search(match[0]) and not UNSURE.search(match[0] + (clause[0] if clause else ""))


def _turned(form: str, match: re.Match[str], text: str) -> str | None:
    parts = {name: part for name, part in match.groupdict().items() if part is not None}
    if "agent" in parts and (BODY.search(parts["agent"]) or not is_person(parts["agent"], text)):
        return None
    if "verb" in parts:
        parts["verb"] = BASE_OF[parts["verb"]]
    said = parts.get("rest", "")
    leaning = OWN.sub("", said) if "subject" in parts else said  # "its" is the subject's
    if _HALF.search(said) or LEANING.search(leaning) or TIMED.search(said):
        return None
    if "subject" in parts:
        subject = _subject(parts["subject"], text)
        if subject is None:
            return None
        parts["subject"] = subject
    elif LEANING.search(parts.get("things", "")) or not any(True for _ in proper_names(f"x {said}", text)):
        return None
    if any(_is_surname(name, text) for name in re.findall(NAME, said)):
        return None
    return form.format(**parts)


def _subject(phrase: str, text: str) -> str | None:
    """Return what a sentence is about as it can be named without it: people by their full name; None if it cannot be."""
    if re.search(rf"\b(?:{SPEAKS}|told|as|but|when|while|after|before)\b", phrase) or TIMED.search(phrase):
        return None
    if re.fullmatch(THING, phrase):
        noun = phrase.removeprefix("The ")
        if re.search(rf"\b(?:{PARTICIPLE}|is|was|were|are|has|have|had|will)\b", noun):
            return None
        return _named(noun, text)
    bare = _bare(phrase)
    named = any(start == 0 for start, _ in proper_names(bare, text))
    if not named or LEANING.search(bare) or _NO_NAME.search(bare) or _OFFICE_ALONE.fullmatch(bare):
        return None
    if bare != phrase:
        return f"the {bare}"
    return None if _begins_by_chance(phrase, text) else _full_name(phrase, text)


def _begins_by_chance(phrase: str, text: str) -> bool:
    """Tell whether the first word of a phrase that begins a sentence is likely no part of the name, as in "Parts of Rome"."""
    first, _, rest = phrase.partition(" ")
    if not rest or not re.search(rf"\b{re.escape(first.lower())}\b", text) or _plain_name(phrase, text) != phrase:
        return False
    return not re.search(rf"[a-z,] {re.escape(' '.join(phrase.split()[:2]))}\b", text)


def _named(noun: str, text: str) -> str | None:
    """Return the only name of an article that ends in a noun, "Ropewalk Bridge" for "bridge"; None if it is not one."""
    if noun in _VAGUE_NOUNS:
        return None
    names = {
        (match["the"] or "", match["name"])
        for match in re.finditer(rf"(?P<the>\b[Tt]he )?(?P<name>{NAME})(?<= {noun.title()})\b(?![’'-])", text)
    }
    bare = {re.sub(r"^The ", "", name) for _, name in names}
    if len(bare) != 1:
        return None
    (name,) = bare
    return f"the {name}" if all(the or name_.startswith("The ") for the, name_ in names) else name


def _is_surname(name: str, text: str) -> bool:
    """Tell whether one word is what an article calls somebody whose full name it has."""
    return " " not in name and is_person(name, text) and bool(re.search(rf"[A-Z][\w’-]+ {re.escape(name)}\b", text))


def _full_name(name: str, text: str) -> str | None:
    plain = _plain_name(name, text)
    if " " in plain:
        return plain
    if plain == name and not is_person(name, text) and not re.search(rf"[A-Z][\w’-]+ {re.escape(name)}\b", text):
        return name
    return _called(plain, text)


def _described(match: re.Match[str], sentence: str, text: str) -> tuple[Kind, str] | None:
    name = _plain_name(match["name"], text)
    before = sentence[: match.start("name")]
    if (
        " " not in name
        or is_date(name)
        or TIMED.search(name)
        or LEANING.search(name)
        or re.search(r"[’'0-9]| and ", name)
    ):
        return None
    if _GOES_ON.search(before) or not any(True for _ in proper_names(name, text)):
        return None
    if _is_somebody(name, text):
        return "who", f"Who is {name}?"
    if (
        "the" not in match.re.groupindex
        or match.re in (_AGED, _TITLED)
        or not BODY.search(name)
        or _OF_MAPS.search(name)
    ):
        return None
    return "what", f"What is {'the ' if match['the'] else ''}{name}?"


def _told(match: re.Match[str], text: str) -> str | None:
    who = _subject(match["who"], text)
    about = _matter(match["what"], text)
    if who is None or about is None or _GOES_ON.search(match.string[: match.start("who")]):
        return None
    if _bare(who) in about or _bare(about) in who:
        return None
    return f"What did {who} say about {about}?"


def _matter(clause: str, text: str) -> str | None:
    """Return the first name of what somebody said; None if it is part of a longer phrase, as in "Russian authorities"."""
    start, end = next(proper_names(f"x {clause}", text), (0, 0))
    name, after = f"x {clause}"[start:end], f"x {clause}"[end:]
    follows = re.match(r" ([a-z]+)(?! [A-Z])|[.,;:]", after)
    if not follows or (follows[1] and not is_stop_word(follows[1])) or _TOLD_OF.search(name):
        return None
    return _subject(("The " if re.search(r"\bthe $", f"x {clause}"[:start]) else "") + name, text)


def _bare(name: str) -> str:
    return re.sub(r"^[Tt]he ", "", name)


def _plain_name(name: str, text: str) -> str:
    """Return a name without the titles before it: Mr, Skipper, Chief Executive."""
    name = _HONORIFIC.sub("", _OFFICE.sub("", _OWNED.sub("", name)))
    first, _, rest = name.partition(" ")
    while rest and is_stop_word(first):
        name = rest
        first, _, rest = name.partition(" ")
    if not is_person(name, text):
        return name
    while " " in rest and (
        first in _ROLES or re.fullmatch(r"\w+-[a-z]+", first) or re.search(rf"\b{re.escape(first.lower())}\b", text)
    ):
        name = rest
        first, _, rest = name.partition(" ")
    return name


def _is_somebody(name: str, text: str) -> bool:
    """Tell whether a full name is surely a person's: an article says Mr, or calls them by the surname alone."""
    if (
        not 2 <= len(name.split()) <= 3
        or BODY.search(name)
        or not is_person(name, text)
        or re.search(r"[&\d]|^(?:The|De|Van|Al|El|In|While) ", name)
    ):
        return False
    last = re.escape(surname(name))
    alone = rf"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? {last}\b|(?:^|[a-z,.:;”\"] |\n){last}\b(?! [A-Z])"
    return bool(re.search(alone, text)) and not re.search(rf"\b[Tt]he (?:\w+ )?{re.escape(name)}\b(?! [A-Z])", text)


def _called(last: str, text: str) -> str | None:
    """Return the full name of somebody called by the surname; None where nobody or several people have it."""
    names = {
        _plain_name(match[1], text)
        for match in re.finditer(rf"(?<![\w’'.-])({_FIRST_NAMES} {re.escape(last)})\b", text)
    }
    found = {name for name in names if _is_somebody(name, text)}
    return found.pop() if len(found) == 1 else None
