"""Scores of a passage -> HTML: why it was found, each ranking step as a bar and a word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from qa import Citation, Passage
from qa.answer import Scores
from ui import texts
from ui.render.pieces import show

_LEXICAL_HALF: Final = 8.0  # BM25 drawn as a half-full bar


def why_html(scores: Scores, matched: Sequence[str] | None, *, best: float | None = None) -> str:
    """Return why a passage was found.

    Args:
        scores: Of the passage.
        matched: The words it has in common with the question; None where they are not known.
        best: The best score for reading closely among the passages shown, as only differences of it mean anything.
    """
    if matched:
        words = " ".join(f'<span class="cw-term" dir="auto">{show(term)}</span>' for term in matched)
        found = f"<p>{texts.MATCHED_TERMS} {words}</p>"
    else:
        found = "" if matched is None else f"<p>{texts.NO_MATCHED_TERMS}</p>"
    lexical = None if scores.lexical is None else scores.lexical / (scores.lexical + _LEXICAL_HALF)
    rows = [
        _score(texts.SCORE_DENSE, scores.dense, scores.dense),
        _score(texts.SCORE_LEXICAL, lexical, scores.lexical),
        _score(texts.SCORE_FUSED, scores.fused, scores.fused),
    ]
    if scores.rerank is not None:
        behind = 0.0 if best is None else scores.rerank - best
        rows.append(_score(texts.SCORE_RERANK, math.exp(min(behind, 0.0)), scores.rerank))
    if scores.time:
        rows.append(_score(texts.SCORE_TIME, _probability(scores.time), scores.time, words=texts.SCORE_TIME_WORDS))
    scored = f'<ul class="cw-scores">{"".join(rows)}</ul>'
    return f'<details class="cw-why"><summary>{texts.WHY_FOUND}</summary>{found}{scored}</details>'


def best_reading(shown: Sequence[Citation | Passage]) -> float | None:
    """Return the best score for reading closely among what is shown; None if nothing has one."""
    return max((one.scores.rerank for one in shown if one.scores.rerank is not None), default=None)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(log_odds, -30.0), 30.0)))


def _score(
    name: str, filled: float | None, score: float | None, *, words: Sequence[tuple[float, str]] | None = None
) -> str:
    """Return one score as a bar and a word; `filled` is its share of the bar, in [0, 1]."""
    if filled is None or score is None:
        return f'<li><span>{name}</span><span class="cw-score__none">{texts.SCORE_NONE}</span></li>'
    share = min(max(filled, 0.0), 1.0)
    word = next(word for least, word in words or texts.SCORE_WORDS if share >= least)
    bar = f'<meter min="0" max="1" value="{share:.2f}" title="{name}">{share:.2f}</meter>'
    return f"<li><span>{name}</span>{bar}<span>{texts.SCORE_SHOWN.format(word=word, score=score)}</span></li>"
