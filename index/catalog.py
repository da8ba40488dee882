"""The catalog: one SQLite file with articles, chunks, vectors and the full-text index.

It is the source of truth. Chroma is derived from it: a change of an article is committed here
first, together with a row in `outbox`; the row goes once Chroma holds the change, so whatever
interrupts the two steps, the next open knows what is left to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from index import abbreviations, schema
from index.articles import Article, dated_title
from index.chunking import Chunk
from index.database import Database, marks
from index.embedding import PassageVectors, Vectors
from index.errors import NotFoundError, StoreError
from index.records import ArticleSummary, Fingerprint, StoredChunk
from index.schema import NEXT
from index.terms import terms

_NEXT_MANIFEST, _NEXT_COLLECTION, _COLLECTION = "next_manifest", "next_collection", "collection"
ARTICLE_FIELDS = (
    "id, title, text, published, source, author, url, place, agency, origin, body_start, body_end, language"
)


class Catalog(Database):
    """The open catalog.

    Where a method takes a `generation`, "" is the one that answers and NEXT the one under construction.
    """

    # --- writing

    def put_article(self, article: Article, chunks: Sequence[Chunk], digests: Sequence[str]) -> None:
        """Store an article with its chunks in place of what was there; its vectors must be stored already.

        A generation under construction loses its chunks of the article and has to make them anew. Call it
        inside a transaction.
        """
        self._delete_rows(article.id)
        record = (
            article.id, article.title, article.text, article.published and article.published.isoformat(),
            article.source, article.author, article.url, article.place, article.agency, article.origin,
            article.body_start, article.body_end, article.language,
            article.content_sha256, article.record_sha256, datetime.now(UTC).isoformat(timespec="seconds"),
        )  # fmt: skip
        self._db.execute(
            f"INSERT INTO articles ({ARTICLE_FIELDS}, content_sha256, record_sha256, indexed_at) VALUES ({marks(record)})",
            record,
        )
        self.put_chunks(article, chunks, digests)
        self._db.executemany(abbreviations.PUT, abbreviations.rows(article.id, article.text))
        self._db.execute("INSERT OR IGNORE INTO outbox VALUES (?)", (article.id,))

    def put_chunks(
        self, article: Article, chunks: Sequence[Chunk], digests: Sequence[str], generation: str = ""
    ) -> None:
        """Store the chunks of an article that has none in this generation. Call it inside a transaction."""
        ((last,),) = self.rows(f"SELECT ifnull(max(number), 0) FROM chunks{generation}")
        numbered = list(enumerate(zip(chunks, digests, strict=True), start=last + 1))
        self._db.executemany(
            f"INSERT INTO chunks{generation} (number, id, ordinal, article_id, start_char, end_char, sentences, vector_sha256) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, chunk.id, chunk.ordinal, article.id, chunk.start_char, chunk.end_char,
                 json.dumps(chunk.sentences), digest)
                for number, (chunk, digest) in numbered
            ],
        )  # fmt: skip
        self._db.executemany(
            f"INSERT INTO passages{generation} SELECT ?, passage FROM vectors{generation} WHERE sha256 = ?",
            [(number, digest) for number, (_, digest) in numbered],
        )
        title = " ".join(terms(dated_title(article)))
        self._db.executemany(
            f"INSERT INTO chunks_fts{generation} (rowid, title, body) VALUES (?, ?, ?)",
            [
                (number, title, " ".join(terms(article.text[chunk.start_char : chunk.end_char])))
                for number, (chunk, _) in numbered
            ],
        )

    def put_full_text(self, number: int, article: Article, start: int, end: int) -> None:
        """Store the analysed text of one chunk again. Call it inside a transaction."""
        title, body = " ".join(terms(dated_title(article))), " ".join(terms(article.text[start:end]))
        self._db.execute("INSERT INTO chunks_fts (rowid, title, body) VALUES (?, ?, ?)", (number, title, body))

    def put_chunks_if_unchanged(self, article: Article, chunks: Sequence[Chunk], digests: Sequence[str]) -> None:
        """Add an article to the generation under construction, unless its owner changed it meanwhile.

        Call it inside a transaction.
        """
        if self.rows(
            f"SELECT 1 FROM articles WHERE id = ? AND record_sha256 = ? AND id NOT IN (SELECT article_id FROM chunks{NEXT})",
            (article.id, article.record_sha256),
        ):
            self.put_chunks(article, chunks, digests, NEXT)

    def empty_full_text(self) -> None:
        """Make the full-text index anew, empty. Call it inside a transaction that fills it again."""
        schema.empty_full_text(self._db)

    def put_vectors(self, vectors: Mapping[str, PassageVectors], generation: str = "") -> None:
        """Store vectors under the hash of what was embedded. Call it inside a transaction."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO vectors{generation} VALUES (?, ?, ?)",
            (
                (digest, found.passage.astype("<f4").tobytes(), found.spans.astype("<f2").tobytes())
                for digest, found in vectors.items()
            ),
        )

    def remove_articles(self, article_ids: Sequence[str]) -> None:
        """Remove articles with their chunks; if one is unknown, none is removed.

        Raises:
            NotFoundError: There is no such article.
        """
        with self.transaction():
            for article_id in dict.fromkeys(article_ids):
                if not self._delete_rows(article_id):
                    raise _not_found(article_id)
                self._db.execute("INSERT OR IGNORE INTO outbox VALUES (?)", (article_id,))

    def set_origins(self, origins: Mapping[str, str]) -> None:
        """Note where unchanged articles stand now, by article id."""
        with self.transaction():
            self._db.executemany(
                "UPDATE articles SET origin = ? WHERE id = ?", ((origin, key) for key, origin in origins.items())
            )

    def tidy(self) -> None:
        """Drop vectors that no chunk refers to any more, and groups of copies of which one article is left."""
        with self.transaction():
            self._db.execute(
                "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE vector_sha256 = vectors.sha256)"
            )
            self._db.execute(
                "UPDATE articles SET copy_group = NULL WHERE copy_group IN (SELECT copy_group FROM articles "
                "WHERE copy_group IS NOT NULL GROUP BY copy_group HAVING count(*) = 1)"
            )

    def _delete_rows(self, article_id: str) -> bool:
        for generation in ("", NEXT) if self.next_manifest() else ("",):
            chunks = f"chunks{generation}"
            self._db.execute(
                f"DELETE FROM chunks_fts{generation} WHERE rowid IN (SELECT number FROM {chunks} WHERE article_id = ?)",
                (article_id,),
            )
        return self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0

    # --- generations

    def collection(self) -> str:
        """Name the vector collection of the generation that answers."""
        return self.get_meta(_COLLECTION) or "chunks"

    def next_manifest(self) -> str | None:
        """Return the manifest the generation under construction is built with; None if there is none."""
        return self.get_meta(_NEXT_MANIFEST)

    def next_collection(self) -> str:
        """Name the vector collection of the generation under construction."""
        return self.get_meta(_NEXT_COLLECTION) or ""

    def begin_generation(self, manifest: str, collection: str) -> None:
        """Start a generation beside the present one; one that was begun with another manifest is dropped."""
        with self.transaction():
            self._drop_next()
            schema.create_generation(self._db, NEXT)
            self.set_meta(_NEXT_MANIFEST, manifest)
            self.set_meta(_NEXT_COLLECTION, collection)

    def switch_generation(self) -> bool:
        """Put the generation under construction in place of the present one, if it holds every article.

        All in one transaction: whoever asks is answered from the one or from the other.
        """
        with self.transaction():
            if self.missing_in_next():
                return False
            schema.switch_generation(self._db)
            self.set_meta("manifest", self.next_manifest())
            self.set_meta(_COLLECTION, self.next_collection())
            self.set_meta(_NEXT_MANIFEST, None)
            self.set_meta(_NEXT_COLLECTION, None)
            return True

    def missing_in_next(self) -> list[str]:
        """Return the ids of articles the generation under construction does not hold yet."""
        return [
            str(row[0])
            for row in self.rows(
                f"SELECT id FROM articles WHERE id IN (SELECT article_id FROM chunks) "
                f"AND id NOT IN (SELECT article_id FROM chunks{NEXT}) ORDER BY id"
            )
        ]

    def _drop_next(self) -> None:
        schema.drop_generation(self._db, NEXT)
        self.set_meta(_NEXT_MANIFEST, None)
        self.set_meta(_NEXT_COLLECTION, None)

    # --- outbox: articles whose change Chroma does not hold yet

    def outbox(self) -> list[str]:
        """Return the ids of articles whose last change Chroma does not hold yet."""
        return [str(row[0]) for row in self.rows("SELECT article_id FROM outbox")]

    def clear_outbox(self, article_ids: Iterable[str]) -> None:
        """Note that Chroma holds these articles as the catalog does."""
        with self.transaction():
            self._db.executemany("DELETE FROM outbox WHERE article_id = ?", ((found,) for found in article_ids))

    def fill_outbox(self) -> None:
        """Mark every article as not yet in Chroma, before Chroma is built anew."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO outbox SELECT id FROM articles")

    # --- reading

    def article(self, article_id: str) -> Article:
        """Return one article.

        Raises:
            NotFoundError: There is no such article.
        """
        rows = self.rows(f"SELECT {ARTICLE_FIELDS} FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise _not_found(article_id)
        return to_article(rows[0])

    def articles(self) -> list[ArticleSummary]:
        """List all articles, the newest first, undated ones last."""
        rows = self.rows(
            "SELECT a.id, a.title, a.source, a.author, a.published, a.url, length(a.text), "
            "(SELECT count(*) FROM chunks c WHERE c.article_id = a.id), a.language, a.copy_group "
            "FROM articles a ORDER BY a.published IS NULL, a.published DESC, a.id"
        )
        return [
            ArticleSummary(key, title, source, author, _day(published), *rest)
            for key, title, source, author, published, *rest in rows
        ]

    def fingerprints(self) -> dict[str, Fingerprint]:
        """Return what tells whether an article changed or moved, by article id."""
        rows = self.rows("SELECT id, record_sha256, content_sha256, origin FROM articles")
        return {str(key): Fingerprint(*rest) for key, *rest in rows}

    def counts(self) -> dict[str, int]:
        """Count articles, chunks and stored vectors."""
        return {
            name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in ("articles", "chunks", "vectors")
        }

    def chunk_count(self, generation: str = "") -> int:
        """Count the chunks."""
        chunks = f"chunks{generation}"
        return int(self.fact(f"count of {chunks}", lambda: self.rows(f"SELECT count(*) FROM {chunks}")[0][0]))

    def copy_count(self) -> int:
        """Count the articles that tell the text of another one, leaving out the first of each group."""
        return int(self.rows("SELECT count(copy_group) - count(DISTINCT copy_group) FROM articles")[0][0])

    def sources(self) -> list[str]:
        """List the outlets, most articles first."""
        sql = "SELECT source FROM articles WHERE source IS NOT NULL GROUP BY source ORDER BY count(*) DESC, source"
        return list(self.fact("sources", lambda: [str(row[0]) for row in self.rows(sql)]))

    def date_range(self) -> tuple[date, date] | None:
        """Return the first and the last day of publication, or None if no article has a date."""
        # Two sub-queries: each is then one look into an index instead of a pass over all articles.
        sql = "SELECT (SELECT min(published) FROM articles), (SELECT max(published) FROM articles)"
        low, high = self.rows(sql)[0]
        return (date.fromisoformat(low), date.fromisoformat(high)) if low else None

    def newest(self, count: int) -> list[str]:
        """Return the ids of the newest articles, in the order of `articles`."""
        sql = "SELECT id FROM articles ORDER BY published IS NULL, published DESC, id LIMIT ?"
        return [str(row[0]) for row in self.rows(sql, (count,))]

    def chunks_of(self, article_id: str, generation: str = "") -> list[StoredChunk]:
        """Return an article's chunks in reading order; none if there is no such article."""
        query = _CHUNK_QUERY.format(generation)
        rows = self.rows(f"{query} WHERE c.article_id = ? ORDER BY c.ordinal", (article_id,))
        return [_stored_chunk(row) for row in rows]

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, StoredChunk]:
        """Return chunks by id; unknown ids are left out."""
        query = _CHUNK_QUERY.format("")
        return {row[0]: _stored_chunk(row) for row in self.each(f"{query} WHERE c.id IN ({{}})", chunk_ids)}

    def chunks_in_articles(self, chunk_ids: Sequence[str]) -> dict[str, tuple[StoredChunk, Article]]:
        """Return chunks by id, each with its article as it stood at the same moment; unknown ids are left out."""
        with self.reading():
            found = self.chunks(chunk_ids)
            owners = {one.chunk.article_id for one in found.values()}
            articles = {article_id: self.article(article_id) for article_id in owners}
        return {key: (one, articles[one.chunk.article_id]) for key, one in found.items()}

    def known_vectors(self, digests: Sequence[str], generation: str = "") -> set[str]:
        """Return those hashes for which vectors are stored."""
        sql = f"SELECT sha256 FROM vectors{generation} WHERE sha256 IN ({{}})"
        return {str(row[0]) for row in self.each(sql, digests)}


_CHUNK_QUERY = (
    "SELECT c.id, c.article_id, c.ordinal, c.start_char, c.end_char, c.sentences, v.passage, v.spans "
    "FROM chunks{0} c JOIN vectors{0} v ON v.sha256 = c.vector_sha256"
)


def _stored_chunk(row: tuple[Any, ...]) -> StoredChunk:
    key, article_id, ordinal, start, end, sentences, passage, spans = row
    vector: Vectors = np.frombuffer(passage, dtype="<f4")
    stored_spans = np.frombuffer(spans, dtype="<f2").astype(np.float32)
    if not len(vector) or len(stored_spans) % len(vector):
        raise StoreError(f"the vectors of passage {key!r} are damaged. Mend them: citewire doctor --repair")
    span_vectors = stored_spans.reshape(-1, len(vector))
    offsets = tuple((begin, stop) for begin, stop in json.loads(sentences))
    return StoredChunk(Chunk(key, article_id, ordinal, start, end, offsets), PassageVectors(vector, span_vectors))


def to_article(row: Sequence[Any]) -> Article:
    """Return the article of a row of ARTICLE_FIELDS."""
    record = dict(zip(ARTICLE_FIELDS.split(", "), row, strict=True))
    return Article(**{**record, "published": _day(record["published"])})


def _not_found(article_id: str) -> NotFoundError:
    return NotFoundError(f"no article {article_id!r} in this home. List them: citewire articles")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
