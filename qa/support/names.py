"""Names of people, places and bodies: what a sentence names must be named in what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from index.dictionary import is_listed
from index.terms import fold, is_stop_word
from qa.support.findings import Evidence, Finding, Kind
from qa.support.places import same_place
from qa.support.texts import Text, Word

# Written with a capital, and no name that a passage would have to mention: titles, days, institutions every country has.
TITLES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
    mr mrs ms miss dr sir dame lord lady king queen prince princess pope president vice prime minister chancellor premier governor
    mayor senator congressman congresswoman councillor secretary deputy judge justice professor prof captain general colonel
    major sergeant lieutenant admiral inspector chief officer chairman chairwoman director ceo mp mps mep ex former acting
    i ok tv pm am gmt bst utc est et iq pc pcs phd ceo cfo diy gdp god bible christmas easter new year eve internet
    web earth moon sun parliament government cabinet council congress senate house state court police ministry department committee party
    commission union church army navy air force st saint mount mt lake river sea ocean north south east west northern southern eastern
    western central great upper lower covid note source article passage summary answer conclusion according report""".split()
)
_JOINS = re.compile(r" |-|['’]s? | & | of (?:the )?| de | van | von | al-| bin ")
# "Th2", "CK-666", "SHP-2" and what stands in brackets as the short form of the words before.
_PART_OF_A_CODE = re.compile(r"\d|^\([A-Z]\w*\)|[A-Z]-\d")
_CODE = re.compile(r"[A-Z]{2,}[a-z]|[a-z][A-Z]{2}")  # "IncRNAs", "mRNA"
_LONG_NOUN = 9  # letters, from which a word that no dictionary lists is rather a term than a name
_LONG_WORD = 7  # letters, from which one slip of spelling is passed over


@dataclass(frozen=True, slots=True)
class Name:
    """Words with a capital that follow one another.

    Attributes:
        words: Those that make up the name; titles and a first word that only begins its sentence are left out.
        is_sure: It is a name and not a word that begins a sentence.
    """

    words: tuple[Word, ...]
    is_sure: bool

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.words[-1].end


@lru_cache(maxsize=4096)
def names_in(text: Text) -> tuple[Name, ...]:
    """Return the names in a text, in order."""
    is_headline = len(text.content) > 3 and all(word.has_capital or word.surface[0].isdigit() for word in text.content)
    runs: list[list[Word]] = []
    for word in text.words:
        if not word.has_capital or is_stop_word(word.surface) or len(word.surface) == 1:
            continue
        if _PART_OF_A_CODE.search(text.text[max(0, word.start - 1) : word.end + 2]):
            continue
        joined = runs and not word.begins and _JOINS.fullmatch(text.text[runs[-1][-1].end : word.start])
        if joined:
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        first = run[0]
        # A capital that only begins a sentence makes no name of a word that a dictionary lists.
        is_doubtful = first.begins and is_listed(first.lower) and not same_place(first.surface)
        rest = run[1:] if is_doubtful and len(run) > 1 else run
        words = tuple(word for word in rest if word.lower not in TITLES)
        if is_headline:
            words = tuple(word for word in words if not is_listed(word.lower))
        if words:
            found.append(Name(words, not (is_doubtful and len(run) == 1)))
    return tuple(found)


def check_names(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the names that no passage mentions, nor its headline."""
    known = _Known(evidence.whole)
    reported: set[str] = set()
    for name in names_in(sentence):
        missing = [word for word in name.words if not known.holds(word)]
        shown = sentence.text[name.start : name.end]
        if not missing or not name.is_sure or shown in reported or known.abbreviates(name, sentence):
            continue
        reported.add(shown)
        decides = not may_be_a_noun(name, sentence)
        last = name.words[-1]
        if len(name.words) > 1 and last not in missing:
            other = _other_first_name(name, evidence.whole)
            if other:
                yield Finding(Kind.NAME, f"the passage names {other}, the sentence {shown}", contradicts=True)
                continue
            if all(word in missing for word in name.words[:-1]) and not is_listed(last.lower):
                continue  # the passage gives the surname alone
        yield Finding(Kind.NAME, f"the passage does not mention {shown}", decides=decides)


def names_held(sentence: Text, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Yield where the words of names stand that the passages name, in whatever form: "Greek" for "Greece", "UN"."""
    known = _Known(evidence.whole)
    for name in names_in(sentence):
        short = known.abbreviates(name, sentence)
        yield from ((word.start, word.end) for word in name.words if short or known.holds(word))


def may_be_a_noun(name: Name, text: Text) -> bool:
    """Tell whether a single word may be no name: "Upregulation" at the head of a sentence, "MRI" anywhere."""
    word = name.words[0]
    if len(name.words) > 1 or same_place(word.surface):
        return False
    if (word.surface.isupper() and word.says_something) or _CODE.search(word.surface):
        return True
    return word.begins and (len(word.surface) >= _LONG_NOUN or text.text[word.end : word.end + 1] == "-")


class _Known:
    """The words of a passage that a name may be told by."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._folded = {fold(word.surface).removesuffix("'s").removesuffix("’s") for word in text.words}
        self._capitals = {fold(word.surface) for word in text.words if word.has_capital}
        self._joined = " ".join(fold(word.surface) for word in text.words)

    def holds(self, word: Word) -> bool:
        folded = fold(word.surface).replace("’", "'").removesuffix("'s").replace(".", "")
        if folded in self._folded or word.root in self._text.roots or folded.rstrip("s") in self._folded:
            return True
        alike = same_place(folded)
        if any(other in self._folded or (" " in other and other in self._joined) for other in alike):
            return True
        if "usa" in self._text.roots and "usa" in alike:
            return True
        if len(word.surface) > 1 and word.surface.isupper() and folded in self._initials:
            return True
        if len(folded) < _LONG_WORD:
            return False
        return any(
            OSA.distance(folded, other, score_cutoff=1) <= 1 for other in self._capitals if len(other) >= _LONG_WORD - 1
        )

    def abbreviates(self, name: Name, text: Text) -> bool:
        """Tell whether the passage writes a name by its initials, or otherwise stands for it: "EU" for "European Union"."""
        alike = same_place(text.text[name.start : name.end].replace(" ", "_").replace("_", " "))
        if any(other in self._folded for other in alike) or ("usa" in alike and "usa" in self._text.roots):
            return True
        initials = "".join(fold(word.surface)[0] for word in name.words)
        capitals = {fold(word.surface).replace(".", "") for word in self._text.words if word.surface.isupper()}
        return len(initials) > 1 and initials in capitals

    @cached_property
    def _initials(self) -> set[str]:
        """Initials of words that follow one another, joining words left out: "World Health Organization" has "who"."""
        found: set[str] = set()
        words = [word for word in self._text.words if word.says_something]
        for start in range(len(words)):
            run = ""
            for word in words[start : start + 6]:
                run += fold(word.surface)[0]
                if len(run) > 2 or (len(run) == 2 and word.has_capital):
                    found.add(run)
        return found


def _other_first_name(name: Name, text: Text) -> str | None:
    """Return who else a passage calls by the last word of a name: "Elon Musk" for "Kimbal Musk"."""
    last, first = name.words[-1], name.words[-2]
    others: list[str] = []
    for before, word in zip(text.words, text.words[1:], strict=False):
        if word.root != last.root or not word.has_capital:
            continue
        adjoining = text.text[before.end : word.start] == " "
        if not adjoining or not before.has_capital or before.lower in TITLES or is_stop_word(before.surface):
            others.append("")
        elif fold(before.surface)[0] != fold(first.surface)[0] and not (before.begins and is_listed(before.lower)):
            others.append(f"{before.surface} {word.surface}")
    return next((other for other in others if other), None)


def name_words(texts: Sequence[Text]) -> frozenset[str]:
    """Return the roots of words that these texts use as names: with a capital within a sentence."""
    return frozenset(word.root for text in texts for name in names_in(text) if name.is_sure for word in name.words)
