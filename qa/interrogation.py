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
from index.terms import content_terms, is_stop_word, terms
from qa.editing.names import BODY, JOINS, SPEAKS, TITLE, WORD, is_date, is_person, proper_names, surname
from qa.parts.subquestions import MONTHS, WEEKDAYS, YEAR
from qa.verbs import BASE_OF

Kind = Literal["fact", "who", "what", "said"]

_LONGEST_SENTENCE: Final = 320
_LONGEST_QUESTION: Final = 90
_MOST_WORDS: Final = 14

_NAME: Final = rf"{WORD}(?: (?:{JOINS} )?{WORD})*"
_THING: Final = r"The (?:[a-z]+ )?[a-z]+"  # one that the article has named, or that the reader has in mind
_NAMED: Final = rf"(?:{_THING}|(?:The )?{_NAME}(?:[’']s? (?:[a-z]+ ){{0,1}}[a-z]+)?(?: [a-z]+(?<!s)(?<!ed))?)"
_ASIDE: Final = r"(?:, (?:an? |the |now |then |who |whose |which |where )[^,]{3,120},)?"
_DATELINE: Final = re.compile(r"^[A-Z][A-Z .’'-]+(?:, [A-Z][\w .]+)?(?: \([\w /]+\))? ?[-–—] ")
_UNSURE: Final = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|cannot|without|denie[sd]|unclear|if|unless|whether|would|could|may|might|should|"
    r"can|must|expected|planned|alleged(?:ly)?|reported(?:ly)?|accus\w+|suspect\w*|due to \w+ (?:on|in|at)|false\w*|wrong\w*|mis\w+)\b|n[’']t\b",
    re.IGNORECASE,
)
_LEANING: Final = re.compile(
    r"\b(?:he|she|it|they|we|you|I|him|her|them|us|his|hers|its|their|theirs|our|your|my|this|that|these|those|here|there|then|now|"
    r"who|which|whose|whom|what|when|where|why|how|one|ones|other|others|another|same|such|so|said|says|also|again|too|further|more|"
    r"earlier|later|since|ago|yesterday|today|tomorrow|tonight|last|next|former|latter|both|yet|still|already|just)\b",
    re.IGNORECASE,
)
_OWN: Final = re.compile(r"\b(?:its|his|her|their)\b")
_TIMED: Final = re.compile(
    rf"\b(?:{MONTHS}|{WEEKDAYS}|{YEAR}|before|after|while|during|(?:morning|day|night|week|month|year|time)s)\b"
)
_PARTICIPLE: Final = (
    r"(?:[a-z]{2,}ed|born|built|held|found|shot|hit|won|lost|sold|bought|made|sent|seen|given|taken|known|written|drawn|grown|shown|"
    r"thrown|broken|chosen|driven|stolen|frozen|beaten|brought|caught|taught|cut|set|shut|sunk|struck|swung|laid|paid|put|led|lit|torn)"
)
_WHEN: Final = (
    rf"(?:on (?:the )?(?:(?:{WEEKDAYS}),? )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})|on (?:{MONTHS}) \d|"
    rf"on (?:{WEEKDAYS})|in (?:(?:early|late|mid)[- ])?(?:{MONTHS})|in {YEAR}|at (?:noon|midnight)|at \d{{1,2}}[.:]?\d{{0,2}} ?(?:am|pm))"
)
_EVENT: Final = (
    r"(?:born|held|built|found|arrested|launched|killed|buried|raised|filmed|opened|seen|discovered|assembled|based|located|staged|signed|"
    r"shot|detained|founded|crowned|sworn in|elected|jailed|tried|unveiled|hosted|sentenced|laid to rest)"
)
_FIRSTS: Final = (  # what mostly one person does, once
    r"(?:won|founded|designed|directed|wrote|built|invented|discovered|opened|created|painted|composed|succeeded|replaced|defeated|beat|"
    r"bought|acquired|chaired|hosted|captained|drafted|edited|unveiled|signed)"
)
_PAST: Final = rf"(?:{'|'.join(BASE_OF)})"
_OBJECT: Final = r"(?: [\w’'-]+){0,6}"
_STOP: Final = rf"(?=[.,;]| (?:after|when|while|and|but|because|before) | on (?:{WEEKDAYS})| in (?:{MONTHS}|{YEAR}))"
_COUNTED: Final = (
    r"(?P<number>\d[\d,.]*(?: (?:million|billion|thousand))?|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Dozens of|Hundreds of|"
    r"Thousands of)"
)
_MONEY: Final = r"(?:(?:about|around|nearly|almost|over|some|more than|up to|at least) )?(?:[$£€¥]\s?\d|\d[\d,.]*(?: (?:million|billion))? [a-z]+)"

_TURNED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        ("When {aux} {subject} {rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<aux>was|were) (?P<rest>{_PARTICIPLE}(?: [\w’'-]+){{0,6}}?) {_WHEN}"),
        ("When will {subject} {rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} will (?P<rest>[a-z]+(?: [\w’'-]+){{0,6}}?) {_WHEN}"),
        ("Where {aux} {subject} {rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<aux>was|were|is) (?P<rest>{_EVENT}) (?:in|at|near|outside|off) (?:the )?(?!{MONTHS}|{WEEKDAYS}){WORD}"),
        ("Why {aux} {subject} {rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<aux>was|were|is|are) (?P<rest>{_PARTICIPLE}(?: [\w’'-]+){{0,5}}?),? (?:because|owing to|due to)\b"),
        ("Who {rest} {subject}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?:was|were|is|are) (?P<rest>[a-z]{{2,}}ed) by (?:{TITLE} )?(?P<agent>{_NAME})"),
        ("Who {rest}?", rf"^(?P<agent>(?:{TITLE} )?{_NAME}){_ASIDE} (?P<rest>{_FIRSTS} (?:the )?{_NAME})(?=[.,]| (?:on|in|at|as|with|by|after|for|to) (?!{WORD})| (?:on|in) (?:{WEEKDAYS}|{MONTHS}|{YEAR}))"),
        ("When did {subject} {verb}{rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<verb>{_PAST})(?P<rest>{_OBJECT}?) {_WHEN}"),
        ("Why did {subject} {verb}{rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<verb>{_PAST})(?P<rest>{_OBJECT}?),? (?:because|owing to|due to)\b"),
        ("How many {things} did {subject} {verb}{rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<verb>{_PAST}) (?:(?:about|around|more than|nearly|almost|some|over|at least) )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z]{{3,}}s|people|men|women|children))(?P<rest>(?: (?:in|for|at|from|on|to) [^,;:.–—]{{3,40}}?)??){_STOP}"),
        ("How much did {subject} {verb}{rest}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<verb>paid|spent|raised|lost|earned|donated|made|invested|borrowed) {_MONEY}(?P<rest>(?: (?:in|for|on|to|from) [^,;:.–—]{{3,40}}?)??){_STOP}"),
        ("What did {subject} {verb}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<verb>announced|launched|banned|proposed|rejected|demanded|approved|cancelled|recalled|discovered|bought|sold|invented|introduced|unveiled|published|stole|won|abolished|designed|destroyed|acquired) (?:an? |the |its |his |her |all |{WORD})"),
        ("How {size} {aux} {subject}?", rf"^(?P<subject>{_NAMED}){_ASIDE} (?P<aux>is|was) (?:(?:about|nearly|almost|just|only|some) )?\d[\d,.]* ?[a-z]+ (?P<size>long|tall|high|wide|deep|old|thick)\b"),
        ("How much did {subject} cost?", rf"^(?P<subject>{_NAMED}){_ASIDE}(?: (?:is|was) [^,]{{3,40}} and)? cost {_MONEY}"),
        ("How many {things} {aux} {rest}?", rf"^(?:(?:At least|About|Around|More than|Nearly|Almost|Some|Over) )?{_COUNTED} (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z]{{3,}}s|people|men|women|children)) (?P<aux>were|are) (?P<rest>[a-z][^,;:–—]*?)(?=,|[.;:]? ?$| on (?:{WEEKDAYS}|\d)| in (?:{MONTHS}|{YEAR})| (?:after|when|while|and|but|as|by|with|to) )"),
    )
)  # fmt: skip
_PROFESSION: Final = (
    r"(?:executive|director|manager|engineer|secretary|treasurer|chairman|chairwoman|spokes(?:man|woman|person)|mayor|minister|president|judge|prosecutor|"
    r"lawyer|attorney|solicitor|barrister|biologist|scientist|professor|researcher|economist|historian|analyst|coach|captain|goalkeeper|striker|"
    r"restorer|architect|artist|author|novelist|pianist|singer|composer|actor|actress|film-maker|photographer|projectionist|baker|farmer|skipper|"
    r"pilot|master|teacher|nurse|surgeon|doctor|senator|governor|commissioner|councillor|inspector|superintendent|sheriff|founder|owner|editor|"
    r"organiser|designer|leader|officer|astronaut|champion|curator|conductor|surveyor|auditor|mechanic|driver)"
)
_APPOSED: Final = re.compile(rf"(?P<the>\b[Tt]he )?(?<![\w’'-])(?P<name>{_NAME}), (?:an?|the) [a-z][^,“”]{{6,110}}[,.]")
_AGED: Final = re.compile(rf"(?P<the>)(?P<name>{_NAME}), \d\d, (?:an?|the|of|from|who) [^“”]{{6,110}}")
_TITLED: Final = re.compile(rf"(?P<the>)\b(?i:{_PROFESSION}),? (?P<name>{_NAME})\b(?! [A-Z])")
_IS_A: Final = re.compile(rf"^(?P<the>The )?(?P<name>{_NAME}){_ASIDE} (?:is|was) (?:an?|the) [a-z]")
_TOLD: Final = re.compile(
    rf"(?P<who>{_NAME})(?:, [^,]{{3,60}},)? (?:said|warned|announced|explained)\b(?: that)? (?P<what>.+)"
)
_LEAD: Final = re.compile(rf"^(?:On|In|At|By|During|Since|For|From|After) [^,]{{2,40}}, (?=(?:the )?{WORD})")
_SAID_OF: Final = re.compile(
    rf"^(?P<name>(?:the )?{_NAME}) (?:has|had|was|were|is|are|will|would|could|might|should)\b"
)
_VAGUE_NOUNS: Final = frozenset(
    "group man woman day year week month city country state people number time report story case first second".split()
)
_HONORIFIC: Final = re.compile(rf"^(?:{TITLE}\.? )+")
_ROLES: Final = frozenset(
    "CEO Superintendent Justice Justices Rep Sen Gov Lt Officer Officers Attorney Chairman Chair Democrat "
    "Republican Skipper Shopkeeper Farmer Teacher Nurse Detective Cllr Councillor Deputy".split()
)
_OF_MAPS: Final = re.compile(r"\b(?:County|City|Street|Road|Island|Bay|Park|River|Lake|Mount|States|Kingdom|House)$")
_GOES_ON: Final = re.compile(
    r"[A-Z]\w*’?s? (?:on|for|of|to|and|with|in|&) (?:[Tt]he )?$|[•–—-] ?$"
)  # a name began before
_SHORT_FORM: Final = re.compile(r"\b(?:Rep|Sen|Gov|Lt|St|Jr|Sr|Dr|Mr|Mrs|Ms|No|vs)$")  # its full stop ended the match
_FIRST_NAMES: Final = rf"{WORD}(?: {WORD}){{0,2}}"


@dataclass(frozen=True, slots=True)
class Answerable:
    """A question and the sentence it was made of: `article.text[start_char:end_char]`."""

    question: str
    kind: Kind
    article_id: str
    start_char: int
    end_char: int


def questions_in(article: Article, context: frozenset[str] = frozenset()) -> Iterator[Answerable]:
    """Yield the questions that single sentences of an article answer, in the order of the text.

    Args:
        article: The article.
        context: Analysed words the reader has just read: of "the whale" it is known which one is meant.
    """
    for start, end in split_sentences(article.text):
        if end - start > _LONGEST_SENTENCE or "\n" in article.text[start:end]:
            continue  # a heading that ran into its text makes no sentence
        sentence = _DATELINE.sub("", " ".join(article.text[start:end].split()))
        if re.search(r"[“”\"‘()\[\]<>{}*|_`\\/•]|\.\.\.|…|\w@|https?:", sentence) or not sentence.endswith("."):
            continue
        sentence = _LEAD.sub("", sentence)
        sentence = sentence[:1].upper() + sentence[1:]
        for kind, question in _asked(sentence, article.text, context):
            if len(question) <= _LONGEST_QUESTION and len(question.split()) <= _MOST_WORDS:
                yield Answerable(question[:1].upper() + question[1:], kind, article.id, start, end)


def _asked(sentence: str, text: str, context: frozenset[str]) -> Iterator[tuple[Kind, str]]:
    if not _UNSURE.search(sentence):
        for form, pattern in _TURNED:
            if (match := pattern.match(sentence)) and (question := _turned(form, match, text, context)):
                yield "fact", question
    for pattern in (_IS_A, _APPOSED, _AGED, _TITLED):
        for match in pattern.finditer(sentence):
            if described := _described(match, sentence, text):
                yield described
    if (match := _TOLD.search(sentence)) and (question := _told(match, text)):
        yield "said", question


def _turned(form: str, match: re.Match[str], text: str, context: frozenset[str]) -> str | None:
    parts = {name: part for name, part in match.groupdict().items() if part is not None}
    if "agent" in parts and (BODY.search(parts["agent"]) or not is_person(parts["agent"], text)):
        return None
    if "verb" in parts:
        parts["verb"] = BASE_OF[parts["verb"]]
    said = parts.get("rest", "")
    if _SHORT_FORM.search(said):
        return None
    leaning = _OWN.sub("", said) if "subject" in parts else said  # "its" is the subject's
    if _LEANING.search(leaning) or _TIMED.search(said):
        return None
    if "subject" in parts:
        subject = _subject(parts["subject"], text, context)
        if subject is None:
            return None
        parts["subject"] = subject
    elif _LEANING.search(parts.get("things", "")) or not (
        any(True for _ in proper_names(f"x {said}", text)) or context.intersection(content_terms(said))
    ):
        return None
    return form.format(**parts)


def _subject(phrase: str, text: str, context: frozenset[str] = frozenset()) -> str | None:
    """Return what a sentence is about as it can be named without it: people by their full name; None if it cannot be."""
    if re.search(rf"\b(?:{SPEAKS}|told|as|but|when|while|after|before)\b", phrase) or _TIMED.search(phrase):
        return None
    if re.fullmatch(_THING, phrase):
        noun = phrase.removeprefix("The ")
        if re.search(rf"\b(?:{_PARTICIPLE}|is|was|were|are|has|have|had|will)\b", noun):
            return None
        return _named(noun, text) or (
            f"the {noun}" if context.issuperset(terms(noun)) and noun not in _VAGUE_NOUNS else None
        )
    bare = re.sub(r"^[Tt]he ", "", phrase)
    if not any(start == 0 for start, _ in proper_names(f"{bare}", text)) or _LEANING.search(bare):
        return None
    if bare.endswith(("’s", "'s")) or (" " not in phrase and not context.issuperset(terms(phrase))):
        return None
    return f"the {bare}" if bare != phrase else _full_name(phrase, text)


def _named(noun: str, text: str) -> str | None:
    """Return the only name of an article that ends in a noun, "Ropewalk Bridge" for "bridge"; None if it is not one."""
    if noun in _VAGUE_NOUNS:
        return None
    names = {
        (match["the"] or "", match["name"])
        for match in re.finditer(rf"(?P<the>\b[Tt]he )?(?P<name>{_NAME})(?<= {noun.title()})\b(?![’'-])", text)
    }
    bare = {re.sub(r"^The ", "", name) for _, name in names}
    if len(bare) != 1:
        return None
    (name,) = bare
    return f"the {name}" if all(the or name_.startswith("The ") for the, name_ in names) else name


def _full_name(name: str, text: str) -> str | None:
    plain = _plain_name(name, text)
    if " " in plain:
        return plain
    if plain == name and not re.search(rf"[A-Z][\w’-]+ {re.escape(name)}\b", text):
        return name
    return _called(plain, text)


def _described(match: re.Match[str], sentence: str, text: str) -> tuple[Kind, str] | None:
    name = _plain_name(match["name"], text)
    before = sentence[: match.start("name")]
    if (
        " " not in name
        or is_date(name)
        or _TIMED.search(name)
        or _LEANING.search(name)
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
    who = _full_name(match["who"], text)
    if who is None or not _is_somebody(who, text) or _GOES_ON.search(match.string[: match.start("who")]):
        return None
    about = (found := _SAID_OF.match(match["what"])) and _subject(found["name"], text)
    if about and who not in about and about not in who:
        return f"What did {who} say about {about}?"
    return f"What did {who} say?"


def _plain_name(name: str, text: str) -> str:
    """Return a name without the titles before it: Mr, Skipper, Chief Executive."""
    name = _HONORIFIC.sub("", name)
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
