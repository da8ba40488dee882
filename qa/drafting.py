"""Passages -> a draft: the sentences that answer, what they cite, and what the reader should know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.settings import Settings
from qa import extractive
from qa.answer import AnswerSentence, Citation, Notice, ShortAnswer
from qa.conflicts import disagreements, staleness
from qa.copies import CopyBook
from qa.editing import answering, shortanswer
from qa.evidence import gather
from qa.parts.allotment import allot, confidence_of, sentences_for, shortened
from qa.questions import Question
from qa.relatedness import QuestionWords, WordSpace
from qa.retrieval import Retrieved


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is verified; without sentences it is a refusal.

    Attributes:
        confidence: Estimated probability that the answer is right, in [0, 1].
        short: The few words of a citation that answer, where they could be told apart.
    """

    confidence: float
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    short: ShortAnswer | None = None


def draft(
    question: Question,
    retrieved: Retrieved,
    *,
    words: WordSpace,
    copies: CopyBook,
    settings: Settings,
    as_of: date,
) -> Draft:
    """Draft an extractive answer: a sentence for each part of the question, then what adds to them.

    Args:
        question: The question.
        retrieved: The passages it is drawn from.
        words: Word vectors of the embedding model.
        copies: Knows which articles tell the same.
        settings: Of the home.
        as_of: The day the question is asked on.
    """
    evidence = gather(question, retrieved, words)
    by_part = sentences_for(retrieved, words)
    confidence = confidence_of(question, retrieved.parts, by_part, evidence)
    if confidence < settings.refusal_threshold or not evidence:
        return Draft(confidence)
    most = settings.max_sentences
    allotted = allot(question, retrieved.parts, by_part, evidence)
    chosen = extractive.choose(question, evidence, retrieved.rarity, max_sentences=most, first=allotted)
    asked = QuestionWords(question, retrieved.rarity, words, retrieved.wording)
    differing = disagreements.find(question, asked, evidence, chosen)
    if differing is None and len(chosen) < most and shortanswer.find(question, asked, chosen, evidence) is None:
        chosen = extractive.choose(
            question, evidence, retrieved.rarity, max_sentences=most, first=chosen, readiness=extractive.OPEN
        )
        differing = disagreements.find(question, asked, evidence, chosen)
    chosen = disagreements.put_first(question, chosen, differing, max_sentences=most)
    parts = [part.question for part in retrieved.parts]
    answer = answering.edit(question, asked, chosen, evidence, differing, parts=parts, max_sentences=most)
    citations = tuple(
        extractive.cite(question, found, number, evidence, copies) for number, found in enumerate(answer.cited, 1)
    )
    return Draft(
        confidence,
        answer.sentences,
        tuple(map(extractive.widened, citations, answer.cited, answer.shown)),
        (
            *disagreements.notices(differing, citations),
            *staleness.notices(question, citations, evidence, as_of),
            *shortened(allotted, most),
        ),
        answer.short,
    )
