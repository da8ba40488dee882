"""The words and abbreviations all articles of a catalog use, and the ones nearest to a word they do not use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.database import Database
from index.terms import fold, is_stop_word, spelled_terms, stems

_LONG_WORD = 8  # letters, from which a word may hold two slips
_MOST_EDITS = 3  # between a slip and the word it stands for, whose ending may be another
_LONGEST_ACRONYM = 5  # another one is another thing, not a slip
_SHORTEST = 4  # letters of a word that is corrected
_MOST_COMPARED = 5  # words a slip may stand for
_PASSAGES_READ = 40  # to see what a term stands together with
_SPELLINGS_READ = 12  # passages
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_FORMS = 3  # of one abbreviation, those most articles use
_RARE = 0.2  # a form that so many fewer articles use than the commonest one is left out


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question no article holds, and the word it stands for: as articles spell it, and its term."""

    word: str
    instead: str
    term: str


class Vocabulary:
    """The terms of the full-text index, which are stems, and how articles spell them."""

    def __init__(self, catalog: Database) -> None:
        self._catalog = catalog

    def correction(self, word: str, context: Mapping[str, float]) -> Correction | None:
        """Return what a word that no article holds is most likely a slip of, or None.

        It is one edit away (a letter more, less, changed, or two neighbours swapped), or two if the word is
        long; the first letter differs only if nothing else is found. Of several, the one that stands together
        with most of the context is taken, then the one in most chunks.

        Args:
            word: As spelled in the question.
            context: Inverse document frequency of the question's other terms.
        """
        near = {} if _is_acronym(word) else self._near(fold(word))
        commonest = sorted(near, key=lambda term: (-near[term], term))[:_MOST_COMPARED]
        total = sum(context.values()) or 1.0
        found: list[tuple[tuple[int, bool, float, int, str], Correction]] = []
        for term in commonest:
            told, forms = self._look(term, context)
            edits = {form: OSA.distance(fold(form), fold(word)) for form in forms if not is_stop_word(form)}
            if not edits:
                continue
            form = min(edits, key=lambda form: (edits[form], -forms[form], form))
            if edits[form] <= _most_edits(word) and (fold(form)[0] == fold(word)[0] or not word[0].isupper()):
                same_case = word[0].isupper() == form[0].isupper()
                rank = (-edits[form], same_case, round(told / total, 1), near[term], term)
                found.append((rank, Correction(word, form, term)))
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _near(self, word: str) -> dict[str, int]:
        """Return the terms next to a folded word, with the count of chunks that hold each."""
        if len(word) < _SHORTEST or not word.isalpha():
            return {}
        beginning = (word[0], word[0] + "\U0010ffff")
        known = dict(self._catalog.rows("SELECT term, doc FROM chunk_terms WHERE term >= ? AND term < ?", beginning))
        edited = _edited(word)
        if near := {term: known[term] for term in stems(edited) if term in known and len(term) >= _SHORTEST - 1}:
            return near
        begun_otherwise = sorted(set(stems([form for form in edited if form[0] != word[0]])))
        if near := dict(self._catalog.each("SELECT term, doc FROM chunk_terms WHERE term IN ({})", begun_otherwise)):
            return near
        if len(word) < _LONG_WORD:
            return {}
        (term,) = stems([word])
        hits = process.extract(term, list(known), scorer=OSA.distance, score_cutoff=2, limit=None)
        return {found: known[found] for found, _, _ in hits}

    def _look(self, term: str, context: Mapping[str, float]) -> tuple[float, Counter[str]]:
        """Return the most of the context a passage with this term holds, by weight, and how the term is spelled."""
        sql = "SELECT rowid, title || ' ' || body FROM chunks_fts WHERE chunks_fts MATCH ? LIMIT ?"
        rows = self._catalog.rows(sql, (f'"{term}"', _PASSAGES_READ))
        told = [sum(context.get(found, 0.0) for found in set(analysed.split())) for _, analysed in rows]
        texts = self._catalog.each(
            "SELECT a.title || char(10) || substr(a.text, c.start_char + 1, c.end_char - c.start_char) "
            "FROM chunks c JOIN articles a ON a.id = c.article_id WHERE c.number IN ({})",
            [int(number) for number, _ in rows[:_SPELLINGS_READ]],
        )
        spelled = (pair for (text,) in texts for pair in spelled_terms(text))
        return max(told, default=0.0), Counter(word for word, value in spelled if value == term)

    def long_forms(self, shorts: Sequence[str]) -> dict[str, list[str]]:
        """Return the long forms of abbreviations by abbreviation in small letters, those most articles use first."""
        return self._common("short", "long", [short.lower() for short in shorts])

    def short_forms(self, analysed: Sequence[str]) -> dict[str, list[str]]:
        """Return the abbreviations of long forms given by their terms, joined by blanks."""
        found = self._common("long_terms", "short", analysed)
        return {key: [form for form in forms if not is_stop_word(form.lower())] for key, forms in found.items()}

    def _common(self, given: str, wanted: str, values: Sequence[str]) -> dict[str, list[str]]:
        one = "long_terms" if wanted == "long" else "short"  # spellings of one long form count as one
        sql = (
            f"SELECT lower({given}), max({wanted}), count(DISTINCT article_id) AS articles FROM abbreviations "
            f"WHERE {given} IN ({{}}) GROUP BY lower({given}), {one} ORDER BY articles DESC, max({wanted})"
        )
        found: dict[str, list[tuple[str, int]]] = {}
        for key, form, articles in self._catalog.each(sql, values):
            found.setdefault(str(key), []).append((str(form), int(articles)))
        return {
            key: [form for form, articles in forms[:_MOST_FORMS] if articles >= _RARE * forms[0][1]]
            for key, forms in found.items()
        }


def _is_acronym(word: str) -> bool:
    return len(word) <= _LONGEST_ACRONYM and sum(char.isupper() for char in word) > 1


def _most_edits(word: str) -> int:
    """Return how far a word may be from the one it stands for; a name has no endings to differ in."""
    if not word[0].isupper():
        return _MOST_EDITS
    return 2 if len(word) >= _LONG_WORD else 1


def _edited(word: str) -> list[str]:
    """Return every string one edit away from a word of small letters, sorted."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in halves if right for letter in _LETTERS}
    more = {left + letter + right for left, right in halves for letter in _LETTERS}
    return sorted((fewer | swapped | changed | more) - {word})
