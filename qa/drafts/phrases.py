"""Every fixed phrase of a checked draft."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.drafts.statements import Reason

MISQUOTED = "the quotation “{said}” reads “{true}” in the article"
NOT_SAID = "no article found says this"
FROM_SEVERAL = "no passage says this by itself, only several together"
OF_ANOTHER = "the passage does not name {names}, so that it may speak of another"
QUOTATION_NOT_FOUND = "the quotation “{said}” stands in no article"

CONTRADICTED = "contradicted"
DISPUTED = "supported, but the articles disagree"
NOT_CHECKED = "not checked"
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
FOR, AGAINST, NEAREST, WORDING = "for", "against", "nearest, no evidence", "true wording"
SUMMARY = "{supported} supported, {partial} partly supported, {unsupported} not supported"
SUMMARY_CONTRADICTED = "articles speak against {contradicted}"
SUMMARY_MISQUOTED = "quotations not as in the articles: {misquoted}"
SUMMARY_UNCHECKED = "{unchecked} not checked"
TITLE = "Checked draft"
CHECKED_AS_OF = "Checked against the articles as of {day}"
