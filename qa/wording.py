"""What a question's wording asks for beyond its words: phrases, and other ways articles may put it.

Nothing here takes a passage away: other wordings are searched for besides the question's own, at a discount.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.dictionary import is_listed
from index.home import Home
from index.lexical import Alternative
from index.records import Filters
from index.terms import analyse, is_stop_word, terms
from index.vocabulary import Correction, Vocabulary
from qa.answer import Notice
from qa.quantities import other_ways
from qa.questions import Question

Phrase = tuple[str, ...]  # analysed terms that follow one another

# Share of its lexical score that another wording earns.
_CORRECTED, _ABBREVIATED, _QUANTITY = 0.8, 0.4, 0.5
_LONGEST_FORM = 12  # terms of a long form that is looked for in a question
# Of what one question may take time with; a page of text pasted as a question has no use for more.
_MOST_CORRECTED, _MOST_REWORDINGS, _MOST_TEXTS = 4, 40, 3

# What a passage gains, in units of the fused score, by holding every quoted phrase: more than all else together can.
PHRASE_BONUS = 1.5

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”“]+)[”“]|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«|(?<!\w)‘(.+?)’(?!\w)")


@dataclass(frozen=True, slots=True)
class Rewording:
    """Another way articles may put some terms of a question.

    Attributes:
        replaces: Terms of the question, in sequence.
        by: Analysed terms in sequence that say the same.
        weight: Share of its lexical score that counts, in (0, 1].
        same_words: They are the same words, spelled otherwise; an abbreviation and its long form are not.
    """

    replaces: Phrase
    by: Phrase
    weight: float
    same_words: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """What to look for besides a question's own terms.

    Attributes:
        phrases: What the question puts in quotation marks.
        rewordings: Other ways to put parts of it.
        texts: The question itself in other words, to be embedded besides it.
        corrections: Its words that no article holds, with what was searched for besides.
    """

    phrases: tuple[Phrase, ...] = ()
    rewordings: tuple[Rewording, ...] = ()
    texts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What to search for besides the question's terms."""
        found = (
            Alternative(" ".join(rewording.by), " ".join(rewording.replaces), rewording.weight)
            for rewording in self.rewordings
            if not set(rewording.by) <= set(rewording.replaces)
        )
        return tuple(dict.fromkeys(found))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What to tell the reader: which words were taken for slips."""
        return tuple(
            Notice("reworded", f"“{found.word}” is not in the articles; also searched for “{found.instead}”.")
            for found in self.corrections
        )

    def told(self, present: frozenset[str] | set[str]) -> frozenset[str]:
        """Return the terms of a text together with the question's terms it tells in other words."""
        return self._completed(present, self.rewordings)

    def spelled(self, present: frozenset[str] | set[str]) -> frozenset[str]:
        """Return the terms of a text together with the question's terms it only spells otherwise."""
        return self._completed(present, [found for found in self.rewordings if found.same_words])

    @staticmethod
    def _completed(present: frozenset[str] | set[str], rewordings: Sequence[Rewording]) -> frozenset[str]:
        if not rewordings and isinstance(present, frozenset):
            return present
        return frozenset(present).union(*(found.replaces for found in rewordings if present.issuperset(found.by)))

    def spelling(self, word: str) -> str:
        """Return a word of the question as it was meant."""
        return next((found.instead for found in self.corrections if found.word == word), word)

    def bonuses(self, passages: Mapping[str, str]) -> dict[str, float]:
        """Return what passages gain by holding the quoted phrases of the question.

        Args:
            passages: Analysed terms of title and text by id, joined by blanks.
        """
        return {key: PHRASE_BONUS * held(self.phrases, text) for key, text in passages.items()}


PLAIN = Wording()


class WordingReader:
    """Reads wordings by what the articles of one home hold."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._vocabulary = Vocabulary(home.catalog)

    def under(self, home: Home) -> WordingReader:
        """Return the same for the same home under other settings, with what was read so far."""
        other = copy.copy(self)
        other._home = home
        return other

    def read(self, question: Question) -> Wording:
        """Return what to look for besides the terms of a question."""
        quoted = quotations(question.text)
        corrections = self._corrections(question, quoted)
        text = question.text
        for found in corrections:
            text = re.sub(rf"(?<!\w){re.escape(found.word)}(?!\w)", lambda _, found=found: found.instead, text)  # type: ignore[misc]
        expanded, rewordings = self._abbreviations(text)
        rewordings = [
            *(Rewording(tuple(terms(found.word)), (found.term,), _CORRECTED) for found in corrections),
            *rewordings,
            *_quantities(text),
        ]
        texts = dict.fromkeys(other for other in (text, *expanded) if other != question.text)
        return Wording(
            tuple(dict.fromkeys(tuple(terms(phrase)) for phrase in quoted if terms(phrase))),
            tuple(dict.fromkeys(rewordings))[:_MOST_REWORDINGS],
            tuple(texts)[:_MOST_TEXTS],
            tuple(corrections),
        )

    def holders(self, wording: Wording, limit: int, filters: Filters | None) -> list[str]:
        """Return ids of chunks that hold a quoted phrase."""
        lexical = self._home.lexical
        return [
            key for phrase in wording.phrases for key, _ in lexical.search([" ".join(phrase)], limit, filters=filters)
        ]

    def search(
        self, question: Question, wording: Wording, limit: int, *, filters: Filters | None = None, also: Sequence[str]
    ) -> dict[str, float]:
        """Return the lexical score of chunks by id; arguments as for `LexicalIndex.search`."""
        found = self._home.lexical.search(
            question.terms, limit, filters=filters, also=also, alternatives=wording.alternatives
        )
        return dict(found)

    def rarity(self, question: Question, wording: Wording) -> dict[str, float]:
        """Return the rarity of the question's terms, a slip having that of the word it stands for."""
        slips = {term: found.term for found in wording.corrections for term in terms(found.word)}
        known = self._home.lexical.rarity(list(dict.fromkeys(slips.get(term, term) for term in question.terms)))
        return {term: known[slips.get(term, term)] for term in question.terms}

    def bonuses(self, wording: Wording, chunk_ids: Sequence[str]) -> dict[str, float]:
        """Return what chunks gain by holding the quoted phrases of the question; empty if it has none."""
        if not wording.phrases:
            return {}
        return wording.bonuses(self._home.lexical.analysed(chunk_ids))

    def _corrections(self, question: Question, quoted: Sequence[str]) -> list[Correction]:
        """Return what the words that no article holds may be slips of, those in quotation marks left as they are."""
        lexical = self._home.lexical
        found = lexical.document_frequencies(question.terms)
        exact = {term for phrase in quoted for term in terms(phrase)}
        unknown = [term for term in question.terms if term not in found and term not in exact]
        if not unknown or not found:
            return []
        spelled = {term.value: question.text[term.start : term.end] for term in analyse(question.text)}
        context = lexical.rarity(list(found))
        words = [spelled[term] for term in unknown if not self._is_word(spelled[term])]
        return [best for word in words[:_MOST_CORRECTED] if (best := self._vocabulary.correction(word, context))]

    def _is_word(self, word: str) -> bool:
        """Say whether a word is no slip: a dictionary lists it, or the embedding model knows it as a whole."""
        return is_listed(word) or len(self._home.embedder.token_spans(word.lower())) == 1

    def _abbreviations(self, text: str) -> tuple[list[str], list[Rewording]]:
        """Return the question with its abbreviations written out, and what stands for what."""
        words = list(analyse(text))
        shorts: dict[str, Phrase] = {
            text[words[start].start : words[end - 1].end]: tuple(term.value for term in words[start:end])
            for length in (1, 2)  # "pol II" is one of two words
            for start, end in zip(range(len(words)), range(length, len(words) + 1), strict=False)
        }
        runs = [
            " ".join(term.value for term in words[start:end])
            for start in range(len(words))
            for end in range(start + 1, min(start + _LONGEST_FORM, len(words)) + 1)
        ]
        found: list[Rewording] = []
        texts: list[str] = []
        long_forms = self._vocabulary.long_forms(
            [short for short in shorts if len(short) > 1 and not is_stop_word(short)]
        )
        for spelling, short_terms in shorts.items():
            for number, long in enumerate(long_forms.get(spelling.lower(), ())):
                found.append(Rewording(short_terms, tuple(terms(long)), _ABBREVIATED, same_words=False))
                if number == 0:
                    texts.append(re.sub(rf"(?<!\w){re.escape(spelling)}(?!\w)", lambda _, long=long: long, text))  # type: ignore[misc]
        for analysed, short_forms in self._vocabulary.short_forms(runs).items():
            found += [
                Rewording(tuple(analysed.split()), tuple(terms(short)), _ABBREVIATED, same_words=False)
                for short in short_forms
            ]
        return texts, found


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks: straight or curly double ones, guillemets, curly single ones."""
    return [next(filter(None, match.groups())) for match in _QUOTED.finditer(text)]


def held(phrases: Sequence[Phrase], text: str) -> float:
    """Return the share of the phrases that stand in a text of analysed terms joined by blanks; 0 without phrases."""
    padded = f" {text} "
    return sum(f" {' '.join(phrase)} " in padded for phrase in phrases) / len(phrases) if phrases else 0.0


def _quantities(text: str) -> Iterator[Rewording]:
    for whole, phrase in other_ways(terms(text)):
        yield Rewording(whole, phrase, _QUANTITY)
