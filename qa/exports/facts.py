"""What an export tells of an answer and of a source, in words, whatever the format."""

from __future__ import annotations

from qa.answer import Answer, Citation, Passage
from qa.exports import phrases
from qa.exports.document import ExportDocument
from qa.exports.markup import long_day

_LLM = "llm:"


def headline(document: ExportDocument) -> str:
    """Return the title of a document."""
    count = len(document.answers)
    return document.answers[0].question if count == 1 else phrases.TITLE_MANY.format(count=count)


def circumstances(answer: Answer) -> str:
    """Return the day of asking, the period understood, the confidence and who wrote it."""
    facts = [phrases.ASKED_AS_OF.format(day=long_day(answer.as_of))]
    if period := answer.period:
        days = "–".join(long_day(day) if day else "…" for day in (period.start, period.end))
        facts.append(phrases.PERIOD.format(period=days))
    if not answer.refused:
        facts.append(phrases.CONFIDENCE.format(share=answer.confidence))
    model = answer.answerer.removeprefix(_LLM)
    facts.append(phrases.WRITTEN_BY.format(model=model) if answer.answerer.startswith(_LLM) else phrases.QUOTED)
    return " · ".join(facts)


def origin(source: Citation | Passage) -> str:
    """Return outlet, day and author of a source."""
    facts = [source.source or phrases.NO_SOURCE, long_day(source.published)]
    return ", ".join(facts + ([phrases.BY.format(author=source.author)] if source.author else []))


def places(citation: Citation) -> str:
    """Return where a quote stands, and the other outlets that have it."""
    place = phrases.CHARACTERS.format(article_id=citation.article_id, start=citation.start_char, end=citation.end_char)
    outlets = ", ".join(copy.source or copy.article_id for copy in citation.also_in)
    return f"{place} · {phrases.ALSO_IN.format(outlets=outlets)}" if outlets else place
