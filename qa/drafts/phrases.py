"""Every fixed phrase of a checked draft."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.answer import Verdict
from qa.drafts.statements import Reason

MISQUOTED = "the quotation “{said}” reads “{true}” in the article"
NOT_SAID = "no article found says this"
QUOTATION_NOT_FOUND = "the quotation “{said}” stands in no article"

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {"supported": "supported", "partial": "partly supported", "unsupported": "not supported"}
)
CONTRADICTED = "contradicted"
DISPUTED = "supported, but the articles disagree"
NOT_CHECKED = "not checked"
SIGNS: Mapping[Verdict, str] = MappingProxyType({"supported": "✓", "partial": "≈", "unsupported": "✕"})
SIGN_CONTRADICTED = "≠"
SIGN_UNCHECKED = "–"
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        "heading": "a heading or by-line",
        "code": "code",
        "table": "a table",
        "note": "a note or reference",
        "question": "a question",
        "greeting": "a greeting",
        "request": "a request",
        "first_person": "the writer’s own view or experience",
        "exclamation": "an exclamation",
        "fragment": "too few words to state anything",
        "too_long": "too long for a sentence",
    }
)
FOR, AGAINST, NEAREST, WORDING = "for", "against", "nearest, not evidence", "true wording"
SUMMARY = "{supported} supported, {partial} partly supported, {unsupported} not supported"
SUMMARY_CONTRADICTED = "articles speak against {contradicted}"
SUMMARY_MISQUOTED = "{misquoted} quotations are not as in the articles"
SUMMARY_MISQUOTED_ONE = "1 quotation is not as in the articles"
SUMMARY_UNCHECKED = "{unchecked} not checked"
TITLE = "Checked draft"
CHECKED_AS_OF = "Checked against the articles as of {day}"
