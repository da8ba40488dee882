"""Every fixed phrase of an export and of its check."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.answer import NoticeKind, Verdict

TITLE_ONE = "A question and its answer"
TITLE_MANY = "{count} questions and their answers"
QUESTION, SHORT, SOURCES, NEAREST, DROPPED = "Question", "In short", "Sources", "Nearest passages", "Left out"
UNDERSTOOD_AS = "Understood as: {question}"
ASKED_AS_OF = "asked as of {day}"
PERIOD = "period: {period}"
CONFIDENCE = "confidence {share:.0%}"
WRITTEN_BY = "written by {model} from the passages cited"
QUOTED = "quoted from the articles, no language model"
NO_ANSWER = "No answer"
REFUSED_BECAUSE = "Why: {reason}."
NEAREST_TEXT = "These passages came closest. They do not answer the question."
DROPPED_TEXT = "Sentences that were written and are not supported by what they cite:"
BY = "by {author}"
ALSO_IN = "also in {outlets}"
NO_SOURCE = "outlet not stated"
OPEN_PAGE = "Open the page at this quote"
CHARACTERS = "{article_id}, characters {start}–{end}"
EXPORTED = "Exported by Citewire {version} on {day}. Check it again: citewire recheck FILE"
VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {"supported": "supported", "partial": "partly supported", "unsupported": "not supported"}
)
SIGNS: Mapping[Verdict, str] = MappingProxyType({"supported": "✓", "partial": "≈", "unsupported": "✕"})
NOTICES: Mapping[NoticeKind, str] = MappingProxyType(
    {
        "stale": "Older report",
        "superseded": "Later report differs",
        "conflict": "The articles disagree",
        "period": "About the period",
        "unknown_marker": "Citation without a source",
        "recited": "Citation put right",
        "truncated": "Shortened",
        "reworded": "Spelling",
        "unsupported": "Not supported",
        "fallback": "Answered without the language model",
    }
)

STATES: Mapping[str, str] = MappingProxyType(
    {
        "unchanged": "unchanged",
        "moved": "moved within the article",
        "changed": "no longer in the article",
        "gone": "the article is gone",
    }
)
COUNTED: Mapping[str, str] = MappingProxyType({**STATES, "gone": "in articles that are gone"})
CITED, NOW = "cited", "now"
NO_CITATIONS = "no citation to check"
NEW_TITLE = "the headline is now “{title}”"
NEW_DATE = "the date is now {day}"
ELSEWHERE = "the same words stand in {article_id}"
ASKED_AGAIN: Mapping[str, str] = MappingProxyType(
    {
        "same": "the answer is the same",
        "changed": "the answer has changed",
        "refused": "the articles no longer answer this",
        "answered": "the articles now answer this",
    }
)
NEWER = "{count} of the articles it cites are newer than the export"
NEWER_ONE = "1 of the articles it cites is newer than the export"
