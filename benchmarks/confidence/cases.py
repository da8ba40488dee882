"""Questions -> cases: what the engine would answer if it refused nothing, the signs it read, and whether that is right."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.home import Home
from index.ingest import ingest
from index.records import Filters
from qa.confidence import Signs, read_signs
from qa.engine import QueryEngine
from qa.evaluation.gold import GoldQuestion, read_questions
from qa.evaluation.metrics import contains
from qa.evaluation.outcomes import Outcome, hits
from qa.evidence import gather
from qa.parts.allotment import counting, sentences_for
from qa.parts.several import PartsRetriever
from qa.retrieval import Retriever

ROOT = Path(__file__).parents[2]
_FITTED = re.compile(rb"_BIAS = |_WEIGHTS = Signs|        0\.\d+,$")
MOST_QUESTIONS = 1000  # of a folder, drawn with a fixed seed

ANSWERABLE, UNANSWERABLE, BEREFT = "answerable", "unanswerable", "bereft"


@dataclass(frozen=True)
class Case:
    """One question as the engine met it.

    Attributes:
        kind: ANSWERABLE, UNANSWERABLE, or BEREFT: answerable, but asked as if the collection lacked the articles
            that hold the answer.
        whole, parts: Signs of the question and of each of its parts that counts.
        right: The answer, had it not been refused, is right.
        cites_span: It cites a gold span; None if there is none.
    """

    id: str
    question: str
    kind: str
    whole: Signs
    parts: tuple[Signs, ...]
    right: bool
    cites_span: bool | None


class BereftRetriever(Retriever):
    """A retriever that does as if some articles were not there."""

    without: frozenset[str] = frozenset()

    def _candidates(
        self, search: Any, k: int, filters: Filters | None, also: Sequence[str] = ()
    ) -> tuple[list[str], dict[str, float]]:
        chunk_ids, lexical = super()._candidates(search, k, filters, also)
        if not self.without:
            return chunk_ids, lexical
        rows = self._home.catalog.each("SELECT id, article_id FROM chunks WHERE id IN ({})", chunk_ids)
        kept = {str(key) for key, article_id in rows if article_id not in self.without}
        return [key for key in chunk_ids if key in kept], {key: lexical[key] for key in lexical if key in kept}


def read_cases(folder: Path, work: Path, *, bereft: bool, kept: bool = False) -> list[Case]:
    """Return the cases of an evaluation folder, from `work` if nothing they depend on has changed since.

    Args:
        folder: In the evaluation format.
        work: Keeps the index and the cases of each folder.
        bereft: Ask each answerable question a second time, without the articles that hold the answer.
        kept: Take what `work` holds even so.
    """
    file = work / f"{folder.name}.cases.json"
    digest = _digest(folder, bereft)
    if file.is_file() and ((found := json.loads(file.read_text()))["digest"] == digest or kept):
        return [_case(row) for row in found["cases"]]
    cases = list(_gather(folder, work, bereft=bereft))
    file.write_text(json.dumps({"digest": digest, "cases": [asdict(case) for case in cases]}))
    return cases


def _case(row: dict[str, Any]) -> Case:
    signs = {"whole": Signs(**row["whole"]), "parts": tuple(Signs(**part) for part in row["parts"])}
    return Case(**{**row, **signs})


def _digest(folder: Path, bereft: bool) -> str:
    """Hash the questions and the code that answers them."""
    sources = [path for package in ("index", "qa") for path in sorted((ROOT / package).rglob("*.py"))]
    # The weights that are fitted here, and the threshold, do not change the signs they weigh.
    parts = [b"\0".join(line for line in path.read_bytes().split(b"\n") if not _FITTED.match(line)) for path in sources]
    parts += [(folder / "questions.jsonl").read_bytes(), Path(__file__).read_bytes(), str(bereft).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _gather(folder: Path, work: Path, *, bereft: bool) -> Iterator[Case]:
    articles = folder / "articles.jsonl"
    home = Home.create(work / folder.name)
    ingest(home, [articles if articles.is_file() else folder])
    home.settings = home.settings.model_copy(update={"refusal_threshold": 0.0})
    questions = read_questions(folder / "questions.jsonl")
    random.Random(1).shuffle(questions)
    with QueryEngine(home) as engine:
        retriever = BereftRetriever(home)
        engine._now = replace(engine._now, retriever=PartsRetriever(retriever, home))
        for gold in questions[:MOST_QUESTIONS]:
            retriever.without = frozenset()
            yield from _ask(engine, gold, ANSWERABLE if gold.answerable else UNANSWERABLE)
            if bereft and gold.answerable and gold.relevant:
                retriever.without = gold.relevant
                yield from _ask(engine, gold, BEREFT)


def _ask(engine: QueryEngine, gold: GoldQuestion, kind: str) -> Iterator[Case]:
    question = engine.understand(gold.text, as_of=gold.asked_on)
    retrieved = engine.retriever.retrieve(question, engine.home.settings.keep_k)
    evidence = gather(question, retrieved, engine.retriever.words)
    answer = engine.answer(question, retrieved, as_of=gold.asked_on)
    said = " ".join(sentence.text for sentence in answer.sentences)
    if answer.refused or (kind == BEREFT and any(contains(said, expected) for expected in gold.answers)):
        return  # nothing was found; or another article holds the answer too
    by_part = sentences_for(retrieved, engine.retriever.words)
    yield Case(
        id=gold.id,
        question=gold.text,
        kind=kind,
        whole=read_signs(question, evidence),
        parts=tuple(
            read_signs(asked, ranked) for asked, ranked in counting(question, retrieved.parts, by_part) if ranked
        ),
        right=kind == ANSWERABLE and bool(Outcome(gold, (), answer, answer, 0, 0).right),
        cites_span=any(hits(citation, gold) for citation in answer.citations) if gold.spans else None,
    )
