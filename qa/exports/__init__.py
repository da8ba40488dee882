"""Answers as files that others can read, print and check again: Markdown, HTML, JSON."""

from __future__ import annotations

from qa.exports.clip import clip_html, clip_markdown, clip_text
from qa.exports.document import ExportDocument, Format, export, read_export
from qa.exports.rechecking import RecheckReport, recheck

__all__ = [
    "ExportDocument",
    "Format",
    "RecheckReport",
    "clip_html",
    "clip_markdown",
    "clip_text",
    "export",
    "read_export",
    "recheck",
]
