"""Several questions in one sentence: "Who won in 2022, and who in 2023?" asks two, the second cut short."""

from __future__ import annotations

import re

from qa.parts.subquestions import (
    AUXILIARIES,
    LATER,
    MONTHS,
    NAME,
    PREPOSITIONS,
    YEAR,
    Decomposition,
    Part,
    Relation,
    names,
    question_text,
    replaced,
    stands_alone,
    topic,
)

_MOST_PARTS = 6
_FEWEST_WORDS = 3  # of a part with a verb of its own
_WH = r"who|whom|whose|what|which|when|where|why|how"
_ASKS = rf"(?:(?:by|in|on|at|to|for|from|with|since) )?(?:{_WH})"
_SUBJECT = r"(?:it|he|she|they|there|the|an?|this|that|his|her|its|their)\b|[A-ZÀ-ÞŁŚŻ]"
_NEXT = re.compile(
    rf"[,;?]? and (?=(?i:{_ASKS})\b|(?:did|was|were|is|are|has|have|does|do|will) (?:{_SUBJECT}))|[?;] (?=\w)"
)
_CLAUSE = re.compile(rf"^(?:when|where|while|as|if)\b(?! (?:{AUXILIARIES})\b)", re.IGNORECASE)
_HEAD = re.compile(rf"^{_ASKS}\b(?: (?:much|many|long|often|far|tall|high|old|big|deep|heavy|about))?", re.IGNORECASE)
_NOUN_ASKED = re.compile(
    rf"^(?P<head>(?:what|which)|how (?:many|much)) (?P<noun>(?!(?:{AUXILIARIES}|{PREPOSITIONS})\b)[\w’'-]+(?: (?!(?:{AUXILIARIES}|{PREPOSITIONS})\b)[\w’'-]+)?) (?:{AUXILIARIES})\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^(?P<head>what|which|how (?:many|much)) (?=(?:{AUXILIARIES})\b)", re.IGNORECASE)
_QUESTION = re.compile(rf"^{_ASKS}\b.*?(?P<rest>\b(?:{AUXILIARIES}) .+)$", re.IGNORECASE)
_CUT_SHORT = re.compile(rf"^(?:(?:according to|{PREPOSITIONS}) .+|{YEAR}|the [\w -]+|(?:[A-ZÀ-ÞŁŚŻ][\w’'-]* ?)+)$")
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him|its|their|his|her)\b", re.IGNORECASE)
_STANDS_FOR_ONE = re.compile(r"\b(?P<whose>its|his|her(?= [a-z]))\b|\b(?:it|he|she|him)\b", re.IGNORECASE)
_PERSON = {"he", "she", "him", "his", "her"}
_REFERS = re.compile(
    r"\b(?:that|this) (?:same )?(?:employer|company|firm|club|team|person|man|woman|place|town|city|village|country|school|party|"
    r"group|body|boat|ship|bridge|building|owner|buyer|seller|winner|author|band|paper|newspaper|bank|hospital|factory|plant|"
    r"yard|organisation|organization|association|agency)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"^(?P<main>.+?(?<!between))(?:,| ) ?and (?P<tail>(?:then |also )?(?P<prep>in|at|on|for|under|during|by|from|to|according to) (?:the )?(?:\w+ ){0,3}\S+)$"
)
_DATES = rf"(?:{YEAR}|(?:{MONTHS})(?: {YEAR})?)"
_LISTED = re.compile(
    rf"(?P<first>{_DATES})(?P<more>(?:, {_DATES})*),? and (?:in |for )?(?P<last>{YEAR}|(?:{MONTHS}) {YEAR})\b"
)
_RANGE = re.compile(
    rf"\b(?P<how>from|between|over(?: the years)?|(?:in|during) the years) (?P<first>{YEAR}) (?:to|and|until|till|through) (?P<last>{YEAR})\b"
)
_TOTAL = re.compile(
    r",? ?\b(?:in total|in all|altogether|all told|all together|taken together|together|combined|in sum|overall)\b|\b(?:the )?(?:combined|total|overall) (?=number|amount|sum|cost|attendance|figure)",
    re.IGNORECASE,
)
_EACH = re.compile(r",? ?\b(?:each|respectively|both)\b", re.IGNORECASE)
_NP = r"(?:the |a )?(?:[\w’'-]+ ){0,2}[\w’'-]+"
_TWO_PLACES = re.compile(
    rf"\b(?P<prep>in|at|on|for|by|to|from) (?P<a>{_NP}) and (?:(?P<again>in|at|on|for|by|to|from) )?(?P<b>{_NP})"
)
_TWO_NAMES = re.compile(rf"(?P<a>(?:the )?{NAME}) and (?P<b>(?:the )?{NAME})")
_ONE_NAME = re.compile(
    r"\b(?:Trinidad and Tobago|Antigua and Barbuda|Bosnia and Herzegovina|(?:St\.?|Saint) (?:Kitts and Nevis|Vincent and)|"
    r"S[ãa]o Tom[ée] and|Turks and Caicos|Wallis and Futuna|Newfoundland and Labrador|Tyne and Wear|Dumfries and Galloway|"
    r"Perth and Kinross|Marks and Spencer|Procter and Gamble|Johnson and Johnson|Standard and Poor|Health and|Great Britain and)"
)


def read_coordination(text: str) -> Decomposition | None:
    """Read questions joined by "and", or one asked of several years or places; None if there is only one."""
    asked = text.strip(" ?!.")
    total = _TOTAL.search(asked) is not None
    plain = " ".join(_TOTAL.sub(" ", asked).split()).replace(" ?", "?") if total else asked
    parts = (
        _questions(plain) or _listed(plain, total=total) or _shortened(plain) or _two_places(asked, plain, total=total)
    )
    if not parts:
        return None
    return Decomposition(Relation.TOTAL if total else Relation.LIST, tuple(parts[:_MOST_PARTS]))


def _questions(text: str) -> list[Part]:
    """Split where a question word follows "and"; a part without a verb takes that of the first."""
    wordings = [piece.strip(" ,;?") for piece in _NEXT.split(text)]
    asks = _HEAD.match(wordings[0]) or re.match(rf"(?:{AUXILIARIES})\b", wordings[0], re.IGNORECASE)
    if len(wordings) < 2 or not asks:
        return []
    if _relative(wordings) or _CLAUSE.match(wordings[0]):
        return []
    parts = [Part(question_text(wordings[0]), wordings[0])]
    for wording in wordings[1:]:
        whole = _completed(wording, wordings[0])
        if whole is None:
            return []
        refers = _REFERS.search(whole)
        later = LATER.search(wording) is not None
        parts.append(Part(question_text(whole), wording, refers=refers.group() if refers else None, later=later))
    return parts


def _relative(wordings: list[str]) -> bool:
    """Say whether a later "who" goes on with a clause of the first piece: "the man who fell and who died"."""
    inner = {word.lower() for word in re.findall(rf"(?<=\w )\b(?:{_WH}|that)\b", wordings[0], re.IGNORECASE)}
    return any(wording.split()[0].lower() in inner for wording in wordings[1:])


def _completed(wording: str, first: str) -> str | None:
    """Return a later question so that it can be asked alone, or None if it is none."""
    head = _HEAD.match(wording)
    rest = wording[head.end() :].strip() if head else wording
    if head and re.match(r"(?:(?:what|how) about)\b", wording, re.IGNORECASE):
        return replaced(first, rest)
    if head and len(rest.split()) < 2 and not stands_alone(rest):
        asked = _QUESTION.match(first)
        return f"{wording} {asked['rest']}" if asked else None
    if head and _CUT_SHORT.match(rest) and (other := replaced(first, rest)):
        return other
    if len(wording.split()) < _FEWEST_WORDS or len(first.split()) < _FEWEST_WORDS:
        return None
    bare, asked = _BARE.match(wording), _NOUN_ASKED.match(first)
    if bare and asked and asked["head"].lower() == bare["head"].lower():
        noun = re.sub(r"^(?:more|fewer|less) ", "", asked["noun"])
        wording = f"{bare['head']} {noun} {wording[bare.end() :]}"
    return _with_antecedent(wording, first)


def _with_antecedent(wording: str, first: str) -> str:
    """Put what the first question is about in the place of a pronoun, or beside words that name nothing."""
    named = names(wording)
    about = _about(first)
    if not named and about and _STANDS_FOR_ONE.search(wording):
        someone = (names(first) or [about])[-1]
        put = lambda m: (someone if m.group().lower() in _PERSON else about) + "’s" * bool(m["whose"])  # noqa: E731
        return _STANDS_FOR_ONE.sub(put, wording, count=1)
    if named or _REFERS.search(wording):
        return wording
    context = about or topic(first)
    return f"{wording} ({context})" if context else wording


def _about(question: str) -> str | None:
    """Return the first name of a question with the nouns before it: "the fishing boat Clementine"."""
    found = names(question)
    if not found:
        last = re.search(r"(?P<before>\w+) (?P<noun>the(?: [a-z-]+){1,2})$", question)
        return last["noun"] if last and not re.fullmatch(AUXILIARIES, last["before"], re.IGNORECASE) else None
    with_noun = re.search(
        rf"\bthe (?:(?!(?:{AUXILIARIES}|{PREPOSITIONS})\b)[a-z-]+ ){{0,3}}(?:of )?{re.escape(found[0])}", question
    )
    return with_noun.group() if with_noun else found[0]


def _listed(text: str, *, total: bool) -> list[Part]:
    """Read "in 2021, 2022 and 2023", and with a total "from 2021 to 2023"."""
    if total and (span := _RANGE.search(text)):
        first, last = int(span["first"]), int(span["last"])
        years = [str(year) for year in range(first, last + 1)]
        if not 1 < len(years) <= _MOST_PARTS:
            return []
        return [
            Part(question_text(f"{text[: span.start()]}in {year}{text[span.end() :]}"), span.group()) for year in years
        ]
    match = _LISTED.search(text)
    if match is None or re.search(r"\bbetween (?:\w+ ){0,3}$", text[: match.start()]):
        return []
    days = [match["first"], *re.findall(_DATES, match["more"]), match["last"]]
    if (year := re.search(YEAR, days[-1])) and not any(re.search(YEAR, day) for day in days[:-1]):
        days = [*(f"{day} {year.group()}" for day in days[:-1]), days[-1]]
    before, after = _EACH.sub("", text[: match.start()]), _EACH.sub("", text[match.end() :])
    return [Part(question_text(f"{before}{day}{after}"), day) for day in days]


def _shortened(text: str) -> list[Part]:
    """Read "..., and in 2023?": the same question with another time or place."""
    match = _SHORT.match(text)
    if match is None or _ONE_NAME.search(text) or not re.search(rf"\b{match['prep']} ", match["main"]):
        return []
    main, tail = match["main"].strip(" ,"), re.sub(r"^(?:then|also) ", "", match["tail"])
    parallel = stands_alone(tail) or re.search(rf"\b(?:{MONTHS})\b|^according to", tail)
    if not parallel or re.search(r"\b(?:between|from)\b[^,]*$", main):
        return []
    other = replaced(main, tail)
    if other is None or re.sub(r"\s", "", other) == re.sub(r"\s", "", main):
        return []
    return [Part(question_text(main), main), Part(question_text(other), tail)]


def _two_places(asked: str, text: str, *, total: bool) -> list[Part]:
    """Read "in total at the cannery and the yard": two places of one total, or of "each"."""
    each = _EACH.search(asked)
    if not (total or each) or _ONE_NAME.search(text):
        return []
    plain = " ".join(_EACH.sub(" ", text).split())
    if match := _TWO_NAMES.search(plain):
        return [
            Part(question_text(f"{plain[: match.start()]}{name}{plain[match.end() :]}"), name)
            for name in match.groups()
        ]
    match = _TWO_PLACES.search(plain)
    if match is None:
        return []
    a, b = match["a"], match["b"]
    if not (match["again"] or (a.startswith("the ") and b.startswith("the "))):
        return []
    before, after = plain[: match.start()], plain[match.end() :]
    return [
        Part(question_text(f"{before}{match['prep']} {a}{after}"), a),
        Part(question_text(f"{before}{match['again'] or match['prep']} {b}{after}"), b),
    ]
