"""Comparisons taken apart: "Was the count higher than the estimate?" asks for the count and for the estimate."""

from __future__ import annotations

import re

from qa.parts.subquestions import (
    AUXILIARIES,
    LATER,
    PREPOSITIONS,
    YEAR,
    Decomposition,
    Part,
    Relation,
    names,
    question_text,
    replaced,
    stands_alone,
    what_was,
    with_context,
)

# Comparative -> how its measure is asked for; the rest are asked by "what was ...?".
_ASKED_BY = {
    "longer": "how long", "shorter": "how long", "taller": "how tall", "deeper": "how deep", "wider": "how wide",
    "older": "how old", "younger": "how old", "heavier": "how heavy", "lighter": "how heavy", "faster": "how fast",
    "slower": "how fast", "bigger": "how big", "larger": "how big", "smaller": "how big", "farther": "how far",
    "further": "how far", "earlier": "when", "later": "when", "sooner": "when", "first": "when",
    "longest": "how long", "tallest": "how tall", "oldest": "how old", "biggest": "how big", "largest": "how big",
    "heaviest": "how heavy", "fastest": "how fast", "cheaper": "how expensive", "dearer": "how expensive",
}  # fmt: skip
_WORSE = "|".join(
    [*_ASKED_BY, "higher", "lower", "greater", "better", "worse", "stronger", "weaker", "costlier", "lesser"]
)
_COMPARATIVE = (
    rf"(?:(?:much|far|any|even|slightly) )?(?P<word>more|less|fewer|{_WORSE})(?: or (?:more|less|fewer|{_WORSE}))?"
)
_YEARS = rf"(?P<a>{YEAR}) or (?:in )?(?P<b>{YEAR})"
_VERB = rf"(?P<verb>{AUXILIARIES})"

_COMPARE = re.compile(
    r"^how (?:well |much )?(?:did|do|does|will|would|has|have|can) (?P<x>.+?) (?:compare|differ) (?:with|to|against|from) (?P<y>.+)$",
    re.IGNORECASE,
)
_COMPARE_THEM = re.compile(
    r"^(?:please )?compare (?P<x>(?:(?! and ).)+?) (?:with|to|against|and(?!.* and )) (?P<y>.+)$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"^(?P<main>.+?),? (?:(?:as )?compared (?:with|to)|in comparison (?:with|to)|(?:as )?against|versus|vs\.?|as opposed to) (?P<y>.+)$",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"\bdifference(?: in (?P<of>[\w -]+?))? between (?P<both>.+)$", re.IGNORECASE)
_EXCEED = re.compile(
    rf"^by (?:how much|how many [\w -]+?|what (?:sum|amount|margin)) {_VERB} (?P<x>.+?) (?:exceed|surpass|outnumber|undercut|differ from|fall short of|(?:{_COMPARATIVE}) than) (?P<y>.+)$",
    re.IGNORECASE,
)
_HOW_MUCH_MORE = re.compile(
    rf"^how (?P<many>much|many) {_COMPARATIVE}(?: (?P<what>(?!(?:{AUXILIARIES})\b)[\w -]+?))?(?: {_VERB} (?P<x>.+?))? than (?P<y>.+)$",
    re.IGNORECASE,
)
_THAN = re.compile(rf"^{_VERB} (?:(?P<x>.+?) )?{_COMPARATIVE}(?P<what> .+?)? than (?P<y>.+)$", re.IGNORECASE)
_EITHER_YEAR = re.compile(
    rf"^{_VERB} (?P<many>more|fewer|less) (?P<noun>[\w-]+) (?P<rest>.+? in |in ){_YEARS}$", re.IGNORECASE
)
_AS_PLANNED = re.compile(
    r"^(?:first |originally )?(?:planned|expected|estimated|announced|promised|hoped|thought|forecast|budgeted|predicted|agreed)$"
)
_STARTS_PHRASE = re.compile(rf"(?:{PREPOSITIONS})\b")
_WHICH = re.compile(
    r"^(?P<wh>which|who|what)(?: of (?:the )?(?:two|three|these|them))?(?P<head> [^,:]+?)[,:]? (?P<a>[^,:]+?),? or (?P<b>[^,:]+)$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    rf"\b(?P<word>more|less|fewer|most|fewest|highest|lowest|{_WORSE})\b(?: (?P<what>[a-z]+))?", re.IGNORECASE
)
_CHANGED = re.compile(
    rf"^(?:how(?: much)?|by how (?:much|many)(?: [a-z]+)?) (?:did|do|does|have|has) (?P<x>.+?) (?:changed?|differ(?:ed)?|develop(?:ed)?|rise|risen|fall|fallen|grow|grown|increased?|decreased?|drop(?:ped)?|declined?|shrink) (?:between|from) (?P<a>{YEAR}) (?:and|to) (?P<b>{YEAR})$",
    re.IGNORECASE,
)  # fmt: skip


def read_comparison(text: str) -> Decomposition | None:
    """Read a comparison of two things; None if the question makes none."""
    asked = text.strip(" ?!.")
    for way in (_changed, _compared_with, _exceeds, _more_than, _compared, _differs, _either):
        if found := way(asked):
            return Decomposition(Relation.COMPARE, found)
    return None


def _pair(first: str, second: str, wordings: tuple[str, str], *, figure: bool) -> tuple[Part, Part] | None:
    if first == second:
        return None
    late = [bool(LATER.search(wording)) for wording in wordings]
    return (
        Part(first, wordings[0], wants_figure=figure, later=late[0] and not late[1]),
        Part(second, wordings[1], wants_figure=figure, later=late[1] and not late[0]),
    )


def _changed(text: str) -> tuple[Part, ...] | None:
    if match := _CHANGED.match(text):
        a, b = f"{match['x']} in {match['a']}", f"{match['x']} in {match['b']}"
        return _pair(what_was(a), what_was(b), (match["a"], match["b"]), figure=True)
    return None


def _compared_with(text: str) -> tuple[Part, ...] | None:
    match = _COMPARE.match(text) or _COMPARE_THEM.match(text)
    return _two_things(match["x"], match["y"]) if match else None


def _exceeds(text: str) -> tuple[Part, ...] | None:
    if match := _EXCEED.match(text):
        return _two_things(match["x"], match["y"], figure=True)
    return None


def _two_things(x: str, y: str, *, figure: bool = False, asking: str | None = None) -> tuple[Part, ...] | None:
    """Ask for x and for y, where y may be no more than what differs: "those in 2021"."""
    elliptic = re.match(
        rf"(?:those|that|the ones?|{PREPOSITIONS})\b|(?:{YEAR})$|(?:the|a|one) (?:\w+ )?year\b", y, re.IGNORECASE
    )
    other = replaced(x, y) if elliptic else with_context(y, x)
    if other is None:
        return None
    figure = figure or bool(re.search(YEAR, x) or re.search(YEAR, y))
    if asking:
        return _pair(question_text(f"{asking} {x}"), question_text(f"{asking} {other}"), (x, y), figure=figure)
    return _pair(what_was(x), what_was(other), (x, y), figure=figure)


def _more_than(text: str) -> tuple[Part, ...] | None:
    if match := _HOW_MUCH_MORE.match(text):
        many, head, x, verb = match["many"], match["what"] or "", match["x"], match["verb"]
    elif match := _THAN.match(text):
        many, head, x, verb = "much", (match["what"] or "").strip(), match["x"] or "", match["verb"]
    else:
        return None
    word, verb, y = match["word"].lower(), (verb or "").lower(), match["y"]
    counts, to_be = word in {"more", "less", "fewer"}, verb in {"was", "were", "is", "are"}
    if to_be and not counts and word not in {"earlier", "later"}:
        asking = f"{_ASKED_BY[word]} {verb}" if word in _ASKED_BY and not head else None
        return _two_things(f"{x} {head}".strip(), y, asking=asking, figure=asking is None)
    if to_be and counts and many == "much" and x and x != "there" and not _STARTS_PHRASE.match(head or "in "):
        return _two_things(x, y, asking=f"how {head} {verb}")  # "more expensive": the head is an adjective
    if not counts:
        main = f"{_ASKED_BY.get(word, 'how much')} {verb} {x} {head}"
    elif not x:
        main = f"how {'much' if word == 'less' else 'many'} {head}"
    elif _STARTS_PHRASE.match(head or "in "):
        main = f"how much {verb} {x} {head}"
    else:
        noun, _, rest = head.partition(" ")
        main = f"how {many if match.re is _HOW_MUCH_MORE else 'many'} {noun} {verb} {x} {rest}"
    return _replacing(main, y, text[: match.start("y")].removesuffix(" than ")) if x or head else None


def _replacing(main: str, y: str, wording: str) -> tuple[Part, ...] | None:
    as_planned = f"{main} as {y}" if _AS_PLANNED.match(y) else None
    other = as_planned or replaced(main, y) or _noun_replaced(main, y)
    return _pair(question_text(main), question_text(other), (wording, y), figure=False) if other else None


def _noun_replaced(main: str, y: str) -> str | None:
    """Put "the yard" in the place of "the cannery" in "how many people did the cannery employ"."""
    count = len(y.split())
    if not y.lower().startswith("the ") or count > 3:
        return None
    return re.sub(
        rf"\b(?:{AUXILIARIES}) the(?: [\w-]+){{{count - 1}}}", lambda m: f"{m.group().split()[0]} {y}", main, count=1
    )


def _compared(text: str) -> tuple[Part, ...] | None:
    match = _COMPARED.match(text)
    if match is None or not re.search(
        rf"\b(?:who|what|which|when|where|how|{AUXILIARIES})\b", match["main"], re.IGNORECASE
    ):
        return None
    main, y = match["main"], match["y"]
    if re.search(r" (?:against|versus|vs\.?) ", text) and not re.search(YEAR, y):
        return None  # a game against, a case against
    other = replaced(main, y)
    if other is None:
        other = what_was(with_context(y, main)) if y.lower().startswith("the ") else None
    return _pair(question_text(main), question_text(other), (main, y), figure=False) if other else None


def _differs(text: str) -> tuple[Part, ...] | None:
    match = _DIFFERENCE.search(text)
    if match is None:
        return None
    both = match["both"]
    cuts = [found.start() for found in re.finditer(r" and ", both)]
    if not cuts or not (stands_alone(both) or both.lower().startswith("the ")):
        return None
    cut = min(cuts, key=lambda at: abs(at - (len(both) - at - 5)))
    x, y = wordings = both[:cut], both[cut + 5 :]
    if re.search(r"(?:[’']s?|\b(?:first|last|final|old|new|original|official|earlier|later|early|previous|two))$", x):
        x = f"{x} {' '.join(y.split()[2 if y.lower().startswith('the ') else 1 :])}"
    if re.match(rf"(?:{PREPOSITIONS}) |{YEAR}$", y):
        y = replaced(x, y) or ""
    if not y:
        return None
    if of := match["of"]:
        x, y = f"the {of} of {x}", f"the {of} of {y}"
    return _pair(
        what_was(with_context(x, y)),
        what_was(with_context(y, x)),
        wordings,
        figure=bool(re.search(r"\d", both) or of),
    )


def _either(text: str) -> tuple[Part, ...] | None:
    """Read "which is longer, the bridge or the pier": both alternatives are names or definite, and measured."""
    if years := _EITHER_YEAR.match(text):
        many = "much" if years["many"] == "less" else "many"
        asked = f"how {many} {years['noun']} {years['verb'].lower()} {years['rest']}"
        return _pair(
            question_text(asked + years["a"]), question_text(asked + years["b"]), (years["a"], years["b"]), figure=False
        )
    match = _WHICH.match(text)
    if match is None:
        return None
    head, a, b = match["head"].strip(), match["a"].strip(), match["b"].strip()
    measured = _MEASURED.search(head)
    definite = all(names(side) or side.lower().startswith(("the ", "in ", "at ")) for side in (a, b))
    if measured is None or not definite or not re.search(r"[,:]", text):
        return None
    if b.lower().startswith(("in ", "at ")) or re.match(YEAR, b):
        return None
    word = measured["word"].lower()
    asked = _ASKED_BY.get(word) or ("how many" if measured["what"] else "how much")
    verb = re.match(r"(?:\w+ )?(was|were|is|are)\b", head)
    if verb and word in _ASKED_BY:
        first, second = (f"{asked} {verb[1]} {side}" for side in (a, b))
    elif verb and not measured["what"]:
        return _pair(what_was(a), what_was(b), (a, b), figure=True)
    else:
        first, second = (f"{side} {head[: measured.start()]} {asked} {head[measured.end('word') :]}" for side in (a, b))
    return _pair(question_text(first), question_text(second), (a, b), figure=False)
