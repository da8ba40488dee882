"""Chosen sentences -> the sentences of an answer: the few words that answer found, repetition merged, each edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import AnswerSentence, ShortAnswer
from qa.conflicts.disagreements import Disagreement
from qa.editing import shortanswer, totals
from qa.editing.copyediting import edited
from qa.editing.merging import confirming, without_repetition
from qa.evidence import Evidence
from qa.parts.subquestions import Relation
from qa.questions import Question
from qa.relatedness import QuestionWords


@dataclass(frozen=True, slots=True)
class Edition:
    """An answer as it is to be shown.

    Attributes:
        sentences: Their text and markers.
        cited: The sentence behind each marker, from 1.
        shown: The stretch of the article that each marker quotes, which holds that sentence.
    """

    sentences: tuple[AnswerSentence, ...]
    cited: tuple[Evidence, ...]
    shown: tuple[tuple[int, int], ...]
    short: ShortAnswer | None


def edit(
    question: Question,
    words: QuestionWords,
    chosen: Sequence[Evidence],
    evidence: Sequence[Evidence],
    differing: Disagreement | None,
    *,
    parts: Sequence[Question] = (),
    max_sentences: int,
) -> Edition:
    """Edit the sentences of an answer.

    Args:
        question: The question.
        words: Its words, to be looked for in sentences.
        chosen: The sentences, the one that answers best first.
        evidence: All scored sentences, best first.
        differing: What the chosen ones disagree on; its two sides keep their place and both are shown.
        parts: What the question is made of, if it asks several things.
        max_sentences: Most sentences cited.
    """
    kept = list(chosen) if differing else without_repetition(chosen)
    found = None
    if differing is None or differing.kind == "superseded":
        found = shortanswer.find(question, words, kept if differing is None else kept[:1], evidence)
    if found and differing is None:
        kept = [found[0], *(other for other in kept if other is not found[0])]
    told = found[0].article.text[found[1] : found[2]] if found else None
    second = confirming(kept[0], evidence, told) if not differing and len(kept) < max_sentences else None
    if second in kept:
        second = None
    cited = [*kept, *([second] if second else [])]
    texts = [
        edited(question, one, found[1:] if found and one is found[0] else None, first=not number)
        for number, one in enumerate(cited)
    ]
    sentences = tuple(
        AnswerSentence(
            text=text.text,
            markers=(number, len(cited)) if second and number == 1 else (number,),
            verdict="unsupported",
            support_score=0.0,
        )
        for number, text in enumerate(texts[: len(kept)], 1)
    )
    total = _total(question, parts, cited) if not differing else None
    sentences = (total, *sentences) if total else sentences
    short = None
    if found:
        marker = next(number for number, one in enumerate(cited, 1) if one is found[0])
        short = ShortAnswer(found[0].article.text[found[1] : found[2]], marker, found[1], found[2])
    return Edition(sentences, tuple(cited), tuple((text.start_char, text.end_char) for text in texts), short)


def _total(question: Question, parts: Sequence[Question], cited: Sequence[Evidence]) -> AnswerSentence | None:
    """Return the sentence that adds up the figures of a question's parts, if it asks for their total."""
    if question.made_of is None or question.made_of.relation is not Relation.TOTAL:
        return None
    total = totals.total_of(parts, cited)
    if total is None:
        return None
    markers = tuple(next(number for number, one in enumerate(cited, 1) if one is part) for part in total.parts)
    return AnswerSentence(text=total.text, markers=markers, verdict="unsupported", support_score=0.0)
