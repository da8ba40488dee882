"""The judge: a sentence and its sources -> verdict, score, what is wrong, and the stretch that says so."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Lock

import numpy as np

from index.chunking import HEADER_TITLE_CHARS, Offsets, split_sentences
from index.embedding import Embedder, Vectors
from qa.relatedness import WordSpace
from qa.support import weights
from qa.support.bindings import check_bindings
from qa.support.classes import check_classes
from qa.support.dates import check_dates, dates_held
from qa.support.entailment import Entailment, EntailmentModel
from qa.support.fates import check_fates
from qa.support.figures import check_figures, figures_held
from qa.support.findings import Evidence, Finding, Kind
from qa.support.judgement import Judgement, Source
from qa.support.likeness import Reader, ReadSource, Stretch, split_source
from qa.support.names import check_names, names_held
from qa.support.numerals import check_numerals
from qa.support.offices import check_offices
from qa.support.ordinals import check_fractions, check_ordinals
from qa.support.plain import plain_sentence
from qa.support.polarity import check_polarity
from qa.support.quotations import check_quotations
from qa.support.roles import check_roles
from qa.support.scoring import decided, odds, score
from qa.support.subjects import check_subjects
from qa.support.texts import Text, read_text

CHECKS: tuple[Callable[[Text, Evidence], Iterator[Finding]], ...] = (
    check_quotations, check_figures, check_fates, check_ordinals, check_fractions, check_bindings, check_numerals, check_dates,
    check_names, check_polarity, check_subjects, check_roles, check_offices, check_classes,
)  # fmt: skip
# Where the passages hold something of a sentence in another form.
HELD: tuple[Callable[[Text, Evidence], Iterator[tuple[int, int]]], ...] = (figures_held, dates_held, names_held)
_MOST_SENTENCES = 20  # of one text that is judged as a sentence
_SOURCES_KEPT = 256
_WINDOW_CHARS = 900  # of a source that are embedded together
_MOST_PROBLEMS = 5
_MISSING_SHOWN = 3
_CONTRADICTED = 0.6  # probability by the model of entailment
_ENTAILMENT_SHARE = 0.6  # of the score, where there is such a model

# What is embedded, the offsets of its sentences in it, and the same in the source.
Window = tuple[str, list[Offsets], list[Offsets]]

NOTHING_TO_CHECK = "there is nothing to check"
NO_SOURCE = "there is nothing to check it against"


class Judge:
    """Judges sentences against sources; safe to call from several threads."""

    def __init__(self, embedder: Embedder, nli: EntailmentModel | None = None) -> None:
        """Judge by likeness as an embedder sees it, and by a model of entailment if there is one."""
        self._embedder = embedder
        self._nli = nli
        self._reader = Reader(WordSpace(embedder), odds)
        self._read: OrderedDict[Source, ReadSource] = OrderedDict()
        self._lock = Lock()

    def judge(self, sentence: str, sources: Sequence[Source]) -> Judgement:
        """Judge one sentence; arguments as for `judge_all`."""
        return self.judge_all([(sentence, sources)])[0]

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        """Judge sentences, each against its sources, taken together; whatever the texts hold, nothing raises.

        A text of several sentences is supported if all of them are, and supported in part if some are.

        Args:
            pairs: (sentence, its sources).

        Returns:
            One judgement a pair, in the same order.
        """
        reads = self.read([source for _, sources in pairs for source in sources])
        wanted = [(text, [reads[source] for source in sources]) for text, sources in pairs]
        return self.judge_read(wanted)

    def judge_read(self, pairs: Sequence[tuple[str, Sequence[ReadSource]]]) -> list[Judgement]:
        """Judge like `judge_all`, against sources that are read already."""
        parts = [_sentences(text) for text, _ in pairs]
        vectors = self._embed(sorted({part for found in parts for part in found}))
        return [
            _together([self._judge(part, vectors[part], sources) for part in found])
            for found, (_, sources) in zip(parts, pairs, strict=True)
        ]

    def read(self, sources: Sequence[Source]) -> dict[Source, ReadSource]:
        """Return sources with their sentences and vectors; what was read lately is kept."""
        with self._lock:
            known = {source: self._read[source] for source in sources if source in self._read}
        new = [source for source in dict.fromkeys(sources) if source not in known]
        known.update(zip(new, self._read_anew(new), strict=True))
        with self._lock:
            self._read.update({source: known[source] for source in new})
            while len(self._read) > _SOURCES_KEPT:
                self._read.popitem(last=False)
        return known

    def features(
        self, sentence: str, vector: Vectors, sources: Sequence[ReadSource]
    ) -> tuple[Stretch, list[Finding]] | None:
        """Return what the score is made of: the best stretch and what is wrong; None if a source holds no sentence."""
        text = read_text(sentence)
        stretch = self._reader.best(text, vector, sources)
        if stretch is None:
            return None
        evidence = _evidence(stretch, sources)
        places = [place for held in HELD for place in held(text, evidence)]
        words = frozenset(word.root for word in text.words if any(a <= word.start < b for a, b in places))
        if words:
            stretch = self._reader.again(text, stretch, sources, words)
        return stretch, [finding for check in CHECKS for finding in check(text, evidence)]

    def _judge(self, sentence: str, vector: Vectors, sources: Sequence[ReadSource]) -> Judgement:
        if not read_text(sentence).words:
            return Judgement("unsupported", 0.0, (NOTHING_TO_CHECK,))
        found = self.features(sentence, vector, sources)
        if found is None:
            return Judgement("unsupported", 0.0, (NO_SOURCE,))
        stretch, findings = found
        likelihood = score(stretch, findings)
        if self._nli:
            said = self._nli.entailment(_evidence(stretch, sources).around.text, sentence)
            likelihood, findings = _weigh(likelihood, findings, said)
        return _judgement(read_text(sentence), stretch, findings, likelihood, sources)

    def _embed(self, texts: Sequence[str]) -> dict[str, Vectors]:
        return dict(zip(texts, self._embedder.embed_queries(texts), strict=True)) if texts else {}

    def _read_anew(self, sources: Sequence[Source]) -> Iterator[ReadSource]:
        windows = [list(_windows(source)) for source in sources]
        flat = [window for found in windows for window in found]
        embedded = self._embedder.embed_passages([text for text, _, _ in flat], [spans for _, spans, _ in flat])
        place = 0
        for source, found in zip(sources, windows, strict=True):
            vectors = [each.spans for each in embedded[place : place + len(found)]]
            place += len(found)
            offsets = tuple(span for _, _, spans in found for span in spans)
            empty = np.empty((0, self._embedder.dimension), dtype=np.float32)
            yield ReadSource(source, offsets, np.concatenate(vectors) if vectors else empty)


def _weigh(likelihood: float, findings: list[Finding], said: Entailment) -> tuple[float, list[Finding]]:
    mixed = (1 - _ENTAILMENT_SHARE) * likelihood + _ENTAILMENT_SHARE * said.entailed
    if said.contradicted >= _CONTRADICTED and not any(finding.contradicts for finding in findings):
        findings = [*findings, Finding(Kind.REVERSAL, "the passage says otherwise", contradicts=True)]
    return decided(mixed, findings), findings


def _judgement(
    sentence: Text, stretch: Stretch, findings: Sequence[Finding], likelihood: float, sources: Sequence[ReadSource]
) -> Judgement:
    if any(finding.decides for finding in findings) or likelihood < weights.PARTIAL:
        verdict = "unsupported"
    else:
        verdict = "supported" if likelihood >= weights.SUPPORTED else "partial"
        findings = findings if verdict == "partial" else ()
    problems = [finding.words for finding in findings]
    if verdict != "supported" and not problems:
        problems.append(_silence(sentence, _evidence(stretch, sources), verdict == "partial"))
    source = sources[stretch.source]
    return Judgement(
        verdict=verdict,  # type: ignore[arg-type]
        score=round(likelihood, 4),
        problems=tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS],
        source=stretch.source,
        span=(source.offsets[stretch.first][0], source.offsets[stretch.stop - 1][1]),
        contradicted=any(finding.contradicts for finding in findings),
    )


def _silence(sentence: Text, evidence: Evidence, in_part: bool) -> str:
    missing = [word.surface for word in sentence.content if word.root not in evidence.around.roots]
    if not missing:
        return "the passage holds these words, but does not put them together like this"
    if len(missing) == len(sentence.content) and not in_part:
        return "the passage does not speak of this"
    shown = ", ".join(f"“{word}”" for word in dict.fromkeys(missing[:_MISSING_SHOWN]))
    return f"the passage does not say {shown}"


def _evidence(stretch: Stretch, sources: Sequence[ReadSource]) -> Evidence:
    own = sources[stretch.source]

    def text(first: int, stop: int) -> Text:
        start, end = own.offsets[max(0, first)][0], own.offsets[min(stop, len(own.offsets)) - 1][1]
        return read_text(own.source.text[start:end])

    return Evidence(
        near=text(stretch.first, stretch.stop),
        around=text(stretch.first - 1, stretch.stop + 1),
        passages=[read_text(f"{read.source.title}\n{read.source.text}") for read in sources],
        published=[read.source.published for read in sources],
        own=stretch.source,
    )


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text that is judged as one, plain; at least one, which may be empty."""
    plain = plain_sentence(text)
    found = [plain[start:end] for start, end in split_sentences(plain)][:_MOST_SENTENCES]
    worded = [sentence for sentence in found if read_text(sentence).words]
    return worded or [""]


def _together(judgements: Sequence[Judgement]) -> Judgement:
    """Return one judgement on the sentences of a text: as weak as its weakest, but partial if some stand."""
    weakest = min(judgements, key=lambda found: (not found.contradicted, found.score))
    if len(judgements) == 1:
        return weakest
    problems = tuple(dict.fromkeys(problem for found in judgements for problem in found.problems))[:_MOST_PROBLEMS]
    verdicts = {found.verdict for found in judgements}
    verdict = weakest.verdict if len(verdicts) == 1 else "partial"
    if verdict == "partial" and any(found.contradicted for found in judgements):
        verdict = "unsupported"
    return replace(weakest, verdict=verdict, problems=problems)


def _windows(source: Source) -> Iterator[Window]:
    """Yield stretches of a source that an embedding model can read whole, each after the headline, as the index has them."""
    own: list[Offsets] = []
    for start, end in split_source(source):
        if own and end - own[0][0] > _WINDOW_CHARS:
            yield _window(source, own)
            own = []
        own.append((start, end))
    if own:
        yield _window(source, own)


def _window(source: Source, own: list[Offsets]) -> Window:
    begin, header = own[0][0], f"{source.title[:HEADER_TITLE_CHARS]}\n" if source.title else ""
    shift = len(header) - begin
    return header + source.text[begin : own[-1][1]], [(start + shift, end + shift) for start, end in own], own
