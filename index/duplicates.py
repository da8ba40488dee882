"""Near-duplicates: the same text in several outlets, found by MinHash and told from corrections by reading.

Articles that share a MinHash band are candidates. Two of them are copies if most of the shorter one
stands in the other *and* no sentence that both tell was changed in a fact: a number, a name, a "not". A
correction differs from its earlier version in just that, so it is never taken for a copy of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.articles import Article
from index.catalog import Catalog
from index.chunking import split_sentences
from index.database import batches, marks
from index.terms import STOP_WORDS, is_stop_word, spelled_terms, terms

_PERMUTATIONS = 126
_ROWS = 3  # per band: half of the shingles in common makes a shared band as good as certain, a tenth 4 % likely
_SHINGLE_TERMS = 4
_LEAST_CONTAINED = 0.7  # share of the shorter text's shingles that stand in the longer one
_LEAST_ALIKE = 0.5  # share of terms from which two sentences count as versions of each other
_LEAST_SAME = 0.75  # share of terms from which two sentences can say the same
_MOST_CANDIDATES = 20
_SCHEME = "affine32"  # how datasketch permutes; bands are stored, so it must not change with a release

_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_NEGATIONS = frozenset("no not never none nor neither without deny denied denies".split())
# What house styles add, drop or respell: titles, and the words for a percentage.
_STYLE = frozenset("mr mrs ms dr sir dame president prime minister per cent percent".split())
_SAYS_LITTLE = frozenset(terms(" ".join(STOP_WORDS | _STYLE)))


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, reduced to what it says.

    Attributes:
        terms: Its terms in order, without stop words and house style.
        numbers, names: Those among them that are numbers or stand capitalised within the sentence.
        negations: How often it says no.
    """

    terms: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    negations: int

    def says_the_same(self, other: Statement) -> bool:
        """Tell whether two sentences differ in nothing but what one of them adds: no word stands for another."""
        ours, theirs = set(self.terms), set(other.terms)
        return self == other or (
            len(ours & theirs) >= _LEAST_SAME * len(ours | theirs)
            and (ours <= theirs or theirs <= ours)
            and (self.numbers, self.negations) == (other.numbers, other.negations)
        )


def statements(text: str, start: int = 0, end: int | None = None) -> list[Statement]:
    """Return what the sentences of `text[start:end]` say, those without a term left out."""
    found = (read_statement(text[begin:stop]) for begin, stop in split_sentences(text, start, end))
    return [statement for statement in found if statement.terms]


def read_statement(sentence: str) -> Statement:
    """Return what one sentence says."""
    kept: list[str] = []
    numbers: set[str] = set()
    names: set[str] = set()
    negations = 0
    for position, (spelled, term) in enumerate(spelled_terms(sentence)):
        word = spelled.lower()
        negations += word in _NEGATIONS or word.endswith(("n't", "n’t"))
        value = _NUMBER_WORDS.get(word, term)
        if (is_stop_word(word) and value == term) or word in _STYLE:
            continue
        kept.append(value)
        if value[0].isdigit():
            numbers.add(value)
        elif position and spelled[0].isupper():
            names.add(value)
    return Statement(tuple(kept), frozenset(numbers), frozenset(names), negations)


def bands(article: Article) -> list[int]:
    """Return the MinHash bands of an article's body: 42 integers of 64 bits; articles alike share some."""
    from datasketch import MinHash

    body = article.text[article.body_start : article.body_end]
    kept = [_NUMBER_WORDS.get(term, term) for term in terms(body) if term not in _SAYS_LITTLE]
    sketch = MinHash(num_perm=_PERMUTATIONS, seed=1, scheme=_SCHEME)
    sketch.update_batch([" ".join(shingle).encode() for shingle in _shingles(kept)])
    values = sketch.hashvalues.reshape(-1, _ROWS).astype("<u8")
    return [_mixed(number, row) for number, row in enumerate(values.tolist())]


def are_copies(one: Article, other: Article) -> bool:
    """Tell whether two articles are one text, save for cuts, additions and house style."""
    ours, theirs = (statements(article.text, article.body_start, article.body_end) for article in (one, other))
    shingles = [_shingles([term for statement in side for term in statement.terms]) for side in (ours, theirs)]
    common = len(shingles[0] & shingles[1])
    if common < _LEAST_CONTAINED * min(map(len, shingles)):
        return False
    same = set(ours) & set(theirs)
    changed = [at for at, statement in enumerate(theirs) if statement not in same]
    return not any(
        _contradict(ours, mine, theirs, its)
        for mine, statement in enumerate(ours)
        if statement not in same
        for its in changed
        if _alike(statement, theirs[its])
    )


def _contradict(ours: Sequence[Statement], mine: int, theirs: Sequence[Statement], its: int) -> bool:
    """Tell whether two versions of a sentence differ in a fact.

    Sentences are split and joined by editors: a number or a name that stands in the sentence before or
    after was not changed.
    """
    one, other = ours[mine], theirs[its]
    near_one, near_other = ours[max(0, mine - 1) : mine + 2], theirs[max(0, its - 1) : its + 2]
    lost, gained = one.names - _names(near_other), other.names - _names(near_one)
    return (
        one.negations != other.negations
        or not one.numbers <= _numbers(near_other)
        or not other.numbers <= _numbers(near_one)
        or (bool(lost) and bool(gained))
    )


def _numbers(near: Sequence[Statement]) -> frozenset[str]:
    return frozenset().union(*(statement.numbers for statement in near))


def _names(near: Sequence[Statement]) -> frozenset[str]:
    return frozenset().union(*(statement.names for statement in near))


def examine_rest(catalog: Catalog) -> None:
    """Look for copies of those articles that were stored before copies were looked for."""
    for article_id in CopyGroups(catalog).unexamined():
        with catalog.transaction():
            find_copies(catalog, catalog.article(article_id))


class CopyGroups:
    """Which articles of a catalog are copies of each other, as `find_copies` noted it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the group by article id; articles without copies are left out."""
        return {
            str(row[0]): str(row[1])
            for batch in batches(list(dict.fromkeys(article_ids)))
            for row in self._catalog.rows(
                f"SELECT id, copy_group FROM articles WHERE copy_group IS NOT NULL AND id IN ({marks(batch)})", batch
            )
        }

    def members(self, group: str) -> list[str]:
        """Return the ids of a group, the earliest published first."""
        return self._ids(
            "SELECT id FROM articles WHERE copy_group = ? ORDER BY published IS NULL, published, id", (group,)
        )

    def unexamined(self) -> list[str]:
        """Return the ids of articles whose copies were not looked for yet."""
        return self._ids(
            "SELECT id FROM articles a WHERE NOT EXISTS (SELECT 1 FROM bands b WHERE b.article_id = a.id)", ()
        )

    def sharing(self, found: Sequence[int], limit: int) -> list[str]:
        """Return the ids of articles that share one of these bands, those that share most first."""
        return self._ids(
            f"SELECT article_id FROM bands WHERE band IN ({marks(found)}) "
            "GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT ?",
            (*found, limit),
        )

    def _ids(self, sql: str, values: Sequence[object]) -> list[str]:
        return [str(row[0]) for row in self._catalog.rows(sql, values)]


def find_copies(catalog: Catalog, article: Article) -> str | None:
    """Store an article's bands and put it into the group of the article it is a copy of.

    The first article of a text gives its group the name, the hash of its text. Call it inside a
    transaction, once the article is stored.

    Returns:
        The group, or None if the article has no copy.
    """
    found, groups = bands(article), CopyGroups(catalog)
    candidates = [key for key in groups.sharing(found, _MOST_CANDIDATES + 1) if key != article.id]
    catalog.execute_many("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, article.id) for band in sorted(found)])
    copied = next((other for other in map(catalog.article, candidates) if are_copies(article, other)), None)
    if copied is None:
        return None  # it was stored without a group; writing that once more would write its whole text
    group = groups.of([copied.id]).get(copied.id) or copied.content_sha256
    for key in (copied.id, article.id):
        catalog.execute("UPDATE articles SET copy_group = ? WHERE id = ?", (group, key))
    return group


def _shingles(terms: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(terms[at : at + _SHINGLE_TERMS]) for at in range(max(1, len(terms) - _SHINGLE_TERMS + 1))}


def _alike(one: Statement, other: Statement) -> bool:
    ours, theirs = set(one.terms), set(other.terms)
    return len(ours & theirs) >= _LEAST_ALIKE * len(ours | theirs)


def _mixed(number: int, row: Sequence[int]) -> int:
    """Hash one band to a signed integer of 64 bits, which is what SQLite stores."""
    digest = hashlib.blake2b(repr((number, row)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
