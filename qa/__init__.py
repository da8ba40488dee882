"""Questions over indexed articles: `QueryEngine.open(home).ask(question)` returns a verified Answer."""

from __future__ import annotations

import index

# `index` is a short name; another project's folder of that name, found first on the path, would
# otherwise fail somewhere deep inside with an error that explains nothing.
if not hasattr(index, "CITEWIRE"):
    raise ImportError(
        f"another package called 'index' hides Citewire's: {getattr(index, '__file__', None) or list(index.__path__)}. "
        "Run from another folder, or rename it."
    )

from index.errors import CitewireError
from qa.answer import Answer, AnswerSentence, Citation, Found, Notice, Passage, Period, Searched, ShortAnswer
from qa.chat import Chat, Turn
from qa.drafts.report import CheckedQuotation, CheckedSentence, CheckReport, UncheckedSentence
from qa.engine import QueryEngine
from qa.events import AnswerReady, PassagesFound, Stage, TextDelta
from qa.followups import Standalone

__all__ = [
    "Answer",
    "AnswerReady",
    "AnswerSentence",
    "Chat",
    "CheckReport",
    "CheckedQuotation",
    "CheckedSentence",
    "Citation",
    "CitewireError",
    "Found",
    "Notice",
    "Passage",
    "PassagesFound",
    "Period",
    "QueryEngine",
    "Searched",
    "ShortAnswer",
    "Stage",
    "Standalone",
    "TextDelta",
    "Turn",
    "UncheckedSentence",
]
