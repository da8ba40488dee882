"""A sentence and its sources -> a judgement, by shared words and figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.chunking import split_sentences
from index.embedding import Embedder
from index.terms import content_terms
from qa.support.judgement import Judgement, Source


class Judge:
    """Judges by the share of words that a source has, and by figures that differ."""

    def __init__(self, embedder: Embedder, nli: object = None) -> None:
        self._embedder = embedder

    def judge(self, sentence: str, sources: Sequence[Source]) -> Judgement:
        """Judge one sentence."""
        wanted = set(content_terms(sentence))
        best = Judgement("unsupported", 0.0, ("the passages do not say this",))
        for place, source in enumerate(sources):
            for start, end in split_sentences(source.text):
                held = set(content_terms(f"{source.title} {source.text[start:end]}"))
                share = len(wanted & held) / max(1, len(wanted))
                missing = [word for word in wanted - held if re.match(r"\d", word)]
                if share > best.score:
                    if missing and share > 0.5:
                        best = Judgement("unsupported", share, (f"the passage does not say {missing[0]}",), place, (start, end), True)
                    else:
                        verdict = "supported" if share > 0.75 else "partial" if share > 0.5 else "unsupported"
                        best = Judgement(verdict, share, () if share > 0.75 else ("words are missing",), place, (start, end))
        return best

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        """Judge several."""
        return [self.judge(sentence, sources) for sentence, sources in pairs]
