"""What the pages show, as HTML: text in, one line of markup out."""

from ui.render.answers import answer_html
from ui.render.conversation import (
    address_html,
    doings_html,
    editing_html,
    error_html,
    gone_html,
    history_html,
    question_html,
    stage_html,
    stopped_html,
    understood_html,
)
from ui.render.keeping import answer_href, copies_html, found_html, judgement_html, next_html, paper_html
from ui.render.pieces import citation_href, show
from ui.render.sources import card_verdict, sources_html, sources_waiting_html

__all__ = [
    "address_html",
    "answer_href",
    "answer_html",
    "card_verdict",
    "citation_href",
    "copies_html",
    "doings_html",
    "editing_html",
    "error_html",
    "found_html",
    "gone_html",
    "history_html",
    "judgement_html",
    "next_html",
    "paper_html",
    "question_html",
    "show",
    "sources_html",
    "sources_waiting_html",
    "stage_html",
    "stopped_html",
    "understood_html",
]
