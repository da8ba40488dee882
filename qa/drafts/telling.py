"""What a check found, in signs and words, whatever shows it."""

from __future__ import annotations

from qa.answer import Citation
from qa.drafts import phrases
from qa.drafts.report import CheckedSentence, CheckReport
from qa.exports.phrases import SIGNS, VERDICTS


def label(sentence: CheckedSentence) -> tuple[str, str]:
    """Return the sign and the words for what a check found of a sentence."""
    if sentence.against and sentence.verdict == "unsupported":
        return phrases.SIGN_CONTRADICTED, phrases.CONTRADICTED
    if sentence.against and sentence.verdict == "supported":
        return SIGNS["supported"], phrases.DISPUTED
    return SIGNS[sentence.verdict], VERDICTS[sentence.verdict]


def summed_up(report: CheckReport) -> str:
    """Return the counts of a report in words."""
    counts = report.summary
    parts = [
        phrases.SUMMARY,
        *([phrases.SUMMARY_CONTRADICTED] if counts["contradicted"] else []),
        *([phrases.SUMMARY_MISQUOTED] if counts["misquoted"] else []),
        *([phrases.SUMMARY_UNCHECKED] if counts["unchecked"] else []),
    ]
    return "; ".join(parts).format(**counts)


def sources(sentence: CheckedSentence) -> list[tuple[str, Citation]]:
    """Return what a sentence is told with, each under its heading: for, against, true wording, nearest."""
    shown = [citation.quote for citation in (*sentence.evidence, *sentence.against)]
    wordings = [
        found.found
        for found in sentence.quotations
        if found.status == "misquoted" and found.found and not any(found.found.quote in quote for quote in shown)
    ]
    return [
        *((phrases.FOR, citation) for citation in sentence.evidence),
        *((phrases.AGAINST, citation) for citation in sentence.against),
        *((phrases.WORDING, citation) for citation in wordings),
        *([(phrases.NEAREST, sentence.nearest)] if sentence.nearest and not wordings else []),
    ]
