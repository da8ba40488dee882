"""Pronouns and descriptions of a follow-up, and what they stand for in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.terms import content_terms, terms
from qa import prompts
from qa.followups.history import Exchange
from qa.followups.mentions import Kind, Mention, mentions, names
from qa.followups.vocabulary import (
    AUX,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREP,
    THING_NOUNS,
    is_general,
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A follow-up whose pronouns were replaced.

    Attributes:
        open: Words that stand for something which the conversation does not name.
    """

    text: str
    reasons: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A mention that a pronoun may stand for.

    Attributes:
        within: The text it stands in.
        asked: It stands in a question, or is what one asked for.
    """

    mention: Mention
    origin: str
    within: str
    asked: bool = True


_PRONOUN = re.compile(
    r"(?<![\w’'-])(?P<word>he|she|it|they|him|her|them|his|its|their|there)(?:[’'](?P<short>s|re|ll|d|ve))?(?![\w’'-])",
    re.IGNORECASE,
)
_POSSESSIVE = {"his", "its", "their"}
_HER_OWN = re.compile(
    rf"^ (?!(?:{AUX}|{PREP}|and|or|there|then|that|so|when|after|before|because|again)\b)\w", re.IGNORECASE
)
_EXISTENTIAL = re.compile(
    rf"\b(?:{AUX}|has|have) there\b|\bthere(?:[’']s| (?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|seems?))\b",
    re.IGNORECASE,
)
_EASE = (
    "possible|impossible|true|safe|legal|illegal|likely|unlikely|necessary|better|best|worth|important|ok|okay|easier|easy|hard|difficult|"
    "common|normal|known|expected|allowed|good|bad|wise|fair|correct|right|clear|time|too late|too early|cheaper|required|mandatory|a good idea"
)
_PLEONASTIC = re.compile(
    rf"\bit (?:is |was |be |been |not |still |also |really |always )*(?:{_EASE})\b.{{0,40}}?\b(?:to|that|if|for|when|\w+ing)\b|"
    r"\bit (?:takes?|took|costs?|feels?|means?|makes? sense|made sense)\b.*\bto \w|\bit comes to\b|\bit (?:rain|snow)\w*|\bwhat time is it\b|"
    rf"\bit(?:[’']s| is| was) (?:{_EASE})\b|\b(?:is|was) it (?:that|because)\b|\bit (?:seems?|turns? out|appears?)\b|^(?:so )?it (?:is|was) (?:said|reported)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[,;:?.]|\b(?:and|or|but|when|because|if|that|after|before|while|who|which|as|since|until|so|than|whether)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:where|(?:what|which|in what|in which) (?:city|country|town|place|state|village|venue|location|stadium|island|port))\b",
    re.IGNORECASE,
)
_WHO_DID = re.compile(
    rf"^(?:and |but |so )?(?:who|which (?:\w+ ){{1,3}}?|what (?:person|man|woman|company|team) )(?!{AUX}\b)|^(?:and )?who (?:is|was|are|were)\b",
    re.IGNORECASE,
)
_SITUATED = re.compile(r"\b(?P<where>in|at|near|on|off|outside|inside|around)(?P<the> the)? $", re.IGNORECASE)
_DESCRIBED = re.compile(
    rf"(?<![\w’'-])(?P<which>the|this|that|these|those)(?: same| very)? (?P<noun>[a-z][\w-]+)(?=$|[?.!,;)]| (?:{AUX}|{PREP}|and|or|when|after|before|to)\b|[’']s\b|"
    r" \w+(?=$|[?.!]| (?:to|in|on|at|for|by|with|from|about|over)\b))",
)
_CLASSES = PERSON_NOUNS | GROUP_NOUNS | PLACE_NOUNS | THING_NOUNS
_JOINS_CLAUSES = re.compile(
    r"\b(?:an?|the|any|no|some|one|this) (?:[\w’'-]+ )?[\w’'-]+ $|\b(?:sa(?:y|id|ys)|th(?:ink|ought)|kn(?:ow|ew)|true|claim\w*|believe\w*|"
    r"sure|mean\w*|show\w*|found|find|hear|heard|told|report\w*|so|fact|likely|possible) $",
    re.IGNORECASE,
)
_CALLED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {Kind.PERSON: PERSON_NOUNS, Kind.PLACE: PLACE_NOUNS, Kind.THING: GROUP_NOUNS | THING_NOUNS}
)
# With "the", others are rather things that everybody knows which: "the whale", "the president".
_CALLED_BY_ARTICLE = frozenset(
    "man woman town city village country island company club firm group band team film movie book song album show series".split()
)
_OWNED = re.compile(r"^(?:my|our|your|his|her|its|their|both)\b", re.IGNORECASE)
_LAST_FOR_THINGS = 2  # exchanges
_MANY_BEFORE = 4  # words before a pronoun from which it rather takes up one of them
_OF_NOUN = re.compile(r"^(?: of\b| that\b| who\b| which\b| called\b| named\b)", re.IGNORECASE)


def resolve(question: str, past: Sequence[Exchange]) -> Resolved:
    """Replace the pronouns and descriptions of a question by what they stand for.

    Of several things a pronoun may stand for, the one asked about last is taken, and of one question the
    first; the answer is looked at only where the question names nothing of the kind, or asked for just that.

    Args:
        question: As typed.
        past: The conversation, the latest exchange first; at least one.
    """
    told = " ".join(f"{exchange.asked} {exchange.replied} {exchange.around}" for exchange in past)
    text, reasons, unknown, seen = question, list[str](), list[str](), dict[str, bool]()
    shift = 0
    existential = [match.span() for match in _EXISTENTIAL.finditer(question)]
    pleonastic = [match.span() for match in _PLEONASTIC.finditer(question)]
    for match in _PRONOUN.finditer(question):
        word = match["word"].lower()
        if word == "it" and match["word"] == "IT":
            continue
        group = _group(word)
        if group == "there" and any(start <= match.start() < end for start, end in existential):
            continue
        if word == "it" and any(start <= match.start() < end or (end == match.start()) for start, end in pleonastic):
            continue
        if group in seen or _inside(question, match, group):
            seen.setdefault(group, False)
            continue
        known = _antecedent(group, past, told, question)
        seen[group] = known is not None
        if known is None:
            unknown.append(word)
            continue
        possessive = word in _POSSESSIVE or (word == "her" and bool(_HER_OWN.match(question[match.end() :])))
        written = _written(group, known, possessive, match["short"])
        at = match.start() + shift
        lead = text[:at]
        if group == "there" and (before := _SITUATED.search(lead)):
            written = re.sub(r"^\w+ ", "", written) if before else written
        text = lead + written + text[match.end() + shift :]
        shift = len(text) - len(question)
        reasons.append(prompts.FOLLOW_UP_STANDS_FOR.format(word=word, name=known.mention.text, origin=known.origin))
    if not any(seen.values()):
        described = _descriptions(text, past)
        text, reasons = described.text, [*reasons, *described.reasons]
        unknown += described.open
    return Resolved(text, tuple(reasons), tuple(unknown))


def _group(word: str) -> str:
    for group, members in {"he": {"he", "him", "his"}, "she": {"she", "her"}, "it": {"it", "its"}}.items():
        if word in members:
            return group
    return "there" if word == "there" else "they"


def _inside(question: str, match: re.Match[str], group: str) -> bool:
    """Say whether a pronoun stands for something that the question itself names before it."""
    before = question[: match.start()]
    if group in {"it", "they"} and sum(not is_general(term) for term in content_terms(before)) >= _MANY_BEFORE:
        return True
    boundary = [found.end() for found in _BOUNDARY.finditer(before)]
    own = mentions(before)
    possessive = match["word"].lower() in {*_POSSESSIVE, "her"}
    wanted = {"he": Kind.PERSON, "she": Kind.PERSON, "there": Kind.PLACE}.get(group)
    fitting = [
        mention
        for mention in own
        if (wanted in mention.kinds if wanted else mention.kinds != {Kind.PERSON} or group == "they")
        and not (mention.head.endswith("s") and group == "it" and mention.plural)
    ]
    if possessive and fitting:
        return True
    if not boundary:
        return False
    first = before[: boundary[-1]]
    if any(mention.start < boundary[-1] for mention in fitting):
        return True
    return group in {"it", "they"} and sum(not is_general(term) for term in content_terms(first)) >= 1 and not wanted


def _known(past: Sequence[Exchange]) -> Iterator[tuple[int, _Known]]:
    """Yield (how far back, mention) in the order in which they are likely meant, whatever their kind."""
    for back, exchange in enumerate(past):
        asked = [_Known(found, _origin(back, "question"), exchange.asked) for found in mentions(exchange.asked)]
        short = [
            _Known(found, _origin(back, "answer"), exchange.replied or exchange.short) for found in _short(exchange)
        ]
        mine = {found.mention.text.lower() for found in asked}
        reply = [
            _Known(found, _origin(back, "answer"), exchange.replied, asked=False)
            for found in names(exchange.replied)
            if found.text.lower() not in mine
        ]
        if _WHO_DID.match(exchange.asked) or _WHERE.search(exchange.asked):
            yield from ((back, known) for known in (*short, *asked, *reply))
        else:
            yield from ((back, known) for known in (*asked, *short, *reply))


def _short(exchange: Exchange) -> list[Mention]:
    found = names(exchange.replied)
    return (
        [name for name in found if name.text in exchange.short or exchange.short in name.text] if exchange.short else []
    )


def _origin(back: int, part: str) -> str:
    if part == "question":
        return prompts.FROM_QUESTION if back == 0 else prompts.FROM_EARLIER_QUESTION
    return prompts.FROM_ANSWER if back == 0 else prompts.FROM_EARLIER_ANSWER


def _antecedent(group: str, past: Sequence[Exchange], told: str, question: str) -> _Known | None:
    own = question.lower()
    options = [
        (back, replace(known, mention=_narrowed(known.mention, told)))
        for back, known in _known(past)
        if known.mention.text.lower() not in own and not _OWNED.match(known.mention.text)
    ]
    if group in {"he", "she"}:
        return _person(group, options, past, told)
    if group == "there":
        return _place(options, past)
    if group == "they":
        return _several(options)
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
    fuller = [other.text for other in same if other.text.endswith(mention.text) and other.kinds & {Kind.PERSON}]
    text = max([mention.text, *fuller], key=len) if Kind.PERSON in kinds else mention.text
    return replace(mention, kinds=kinds, text=text)


def _person(group: str, options: list[tuple[int, _Known]], past: Sequence[Exchange], told: str) -> _Known | None:
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
    if _WHO_DID.match(past[nearest].asked) and not past[nearest].short:
        replied = [known for known in here if known.within == past[nearest].replied and not known.asked]
        if replied:
            return replied[0]
    sure = [known for known in here if known.mention.kinds == {Kind.PERSON} and known.origin == first]
    named = [known for known in here if known.mention.named and known.origin == first]
    return (sure or named or here)[0]


def _gender(mention: Mention, told: str) -> str | None:
    if mention.female is None and mention.named:
        family = mention.text.split()[-1]
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
    """Return the pronoun that follows a name in a sentence without another name of a person between."""
    for sentence in re.split(r"(?<=[.!?”]) ", told):
        place = sentence.find(family)
        if place < 0:
            continue
        rest = sentence[place + len(family) :]
        found = re.search(r"\b(he|she|his|her|him)\b", rest)
        if found and not any(Kind.PERSON in other.kinds and other.start for other in names(rest[: found.start()])):
            return "she" if found.group() in {"she", "her"} else "he"
    return None


def _place(options: list[tuple[int, _Known]], past: Sequence[Exchange]) -> _Known | None:
    fitting = [
        (back, known) for back, known in options if Kind.PLACE in known.mention.kinds and not known.mention.plural
    ]
    for back in dict.fromkeys(back for back, _ in fitting):
        here = [known for at, known in fitting if at == back]
        here = [
            known
            for known in here
            if not re.match(r"[’']s", known.within[known.mention.start + len(known.mention.text) :])
        ]
        situated = [known for known in here if _SITUATED.search(known.within[: known.mention.start])]
        only = [known for known in here if Kind.PERSON not in known.mention.kinds]
        if _WHERE.search(past[back].asked):
            replied = [known for known in here if known.within == past[back].replied and known in (situated or only)]
            if replied:
                return replied[0]
        both = [known for known in situated if known in only] or only
        if both:
            return both[0]
    return None


def _several(options: list[tuple[int, _Known]]) -> _Known | None:
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
    return mention.text.split()[-1].islower() and is_general(_stem(mention.head))


def _is_several(known: _Known) -> bool:
    return known.mention.plural and not _is_general(known.mention)


def _is_group(known: _Known) -> bool:
    mention = known.mention
    called = bool({mention.head, mention.head.removesuffix("s")} & GROUP_NOUNS)
    return called or (mention.named and Kind.THING in mention.kinds and Kind.PLACE not in mention.kinds)


def _is_person(known: _Known) -> bool:
    return known.mention.kinds == {Kind.PERSON}


def _thing(options: list[tuple[int, _Known]]) -> _Known | None:
    for back in dict.fromkeys(back for back, _ in options if back < _LAST_FOR_THINGS):
        fitting = [
            known
            for at, known in options
            if at == back and known.asked and not known.mention.plural and not _is_general(known.mention)
        ]
        things = [known for known in fitting if Kind.PERSON not in known.mention.kinds]
        if things:
            return next((known for known in things if Kind.THING in known.mention.kinds), things[0])
    return None


def _stem(word: str) -> str:
    return (terms(word) or [word])[0]


def _written(group: str, known: _Known, possessive: bool, short: str | None) -> str:
    name = known.mention.text
    if group == "there":
        before = _SITUATED.search(known.within[: known.mention.start])
        return f"{before['where'].lower() if before else 'in'}{before['the'] or '' if before else ''} {name}"
    if possessive:
        return f"{name}’" if name.endswith("s") and known.mention.plural else f"{name}’s"
    verb = {"s": " is", "re": " are", "ll": " will", "d": " would", "ve": " have", None: ""}[short]
    return name + verb


def _descriptions(text: str, past: Sequence[Exchange]) -> Resolved:
    """Complete "the ferry" to "the Storr ferry" where the conversation says which, in a question without a name of its own."""
    own = [name for name in names(text) if name.start]
    if own:
        return Resolved(text)
    for match in _DESCRIBED.finditer(text):
        noun, which = match["noun"].lower(), match["which"].lower()
        if which == "that" and (noun.endswith("s") or _JOINS_CLAUSES.search(text[: match.start()])):
            continue
        if is_general(_stem(noun)) or _OF_NOUN.match(text[match.end("noun") :]):
            if which != "the" and not _OF_NOUN.match(text[match.end("noun") :]):
                return Resolved(text, open=(f"{which} {noun}",))
            continue
        full = _fuller(noun, past)
        if full:
            written = text[: match.start()] + full.mention.text + text[match.end("noun") :]
            reason = prompts.FOLLOW_UP_STANDS_FOR.format(
                word=f"{which} {noun}", name=full.mention.text, origin=full.origin
            )
            return Resolved(written, (reason,))
        if bearer := _bearer(noun, which, past):
            written = f"{text[: match.end('noun')]} ({bearer.mention.text}){text[match.end('noun') :]}"
            reason = prompts.FOLLOW_UP_STANDS_FOR.format(
                word=f"{which} {noun}", name=bearer.mention.text, origin=bearer.origin
            )
            return Resolved(written, (reason,))
        if which != "the" or (noun in _CLASSES and noun in past[0].replied.lower().split()):
            return Resolved(text, open=(f"{which} {noun}",))
    return Resolved(text)


def _fuller(noun: str, past: Sequence[Exchange]) -> _Known | None:
    found = (known for back, known in _known(past) if back < 2 and known.mention.head in {noun, noun.removesuffix("s")})
    return next((known for known in found if len(known.mention.text.split()) > 2 and not known.mention.plural), None)


def _bearer(noun: str, which: str, past: Sequence[Exchange]) -> _Known | None:
    """Return what the last question is about, if it can be called by a noun: a company for "the company"."""
    kind = next((kind for kind, nouns in _CALLED.items() if noun.removesuffix("s") in nouns or noun in nouns), None)
    if kind is None or (which == "the" and noun not in _CALLED_BY_ARTICLE):
        return None
    fitting = [
        known
        for back, known in _known(past)
        if back == 0
        and kind in known.mention.kinds
        and (kind is Kind.PERSON or Kind.PERSON not in known.mention.kinds or " " not in known.mention.text)
        and known.mention.named
        and known.asked
        and not known.mention.plural
    ]
    answering = [known for known in fitting if known.origin == prompts.FROM_ANSWER]
    found = answering or fitting
    return found[0] if len(found) == 1 else None
