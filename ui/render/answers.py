"""Answer -> HTML for the conversation: sentences with markers and verdicts, notices, refusals."""

from __future__ import annotations

from collections.abc import Sequence

from qa import Answer, AnswerSentence, Notice
from ui import texts
from ui.reader import day
from ui.render.pieces import marker_html, period_words, refs, shortened, show, verdict_html


def answer_html(answer: Answer) -> str:
    """Return an answer with linked markers, verdicts and notices, or a refusal in plain words."""
    if answer.refused:
        body = _refusal(answer)
    else:
        sentences = " ".join(_sentence(sentence, answer) for sentence in answer.sentences)
        body = f'<p class="cw-answer__text" dir="auto">{sentences}</p>{_problem_list(answer.sentences)}'
    notices = "".join(_notice(notice, answer) for notice in answer.notices)
    kind = "cw-answer cw-answer--refused" if answer.refused else "cw-answer"
    return f'<div class="{kind}">{body}{notices}{_meta(answer)}</div>'


def _sentence(sentence: AnswerSentence, answer: Answer) -> str:
    markers = "".join(marker_html(marker, answer) for marker in sentence.markers)
    verdict = sentence.verdict
    if verdict == "supported":
        slot = f'<span class="cw-tick" title="{texts.VERDICT_SENTENCE_SUPPORTED}">{texts.VERDICT_MARKS[verdict]}</span>'
    else:
        slot = verdict_html(verdict)
    told = _with_short(sentence, answer)
    return f'<span class="cw-sentence cw-sentence--{verdict}">{told}</span>{refs(markers + slot)}'


def _with_short(sentence: AnswerSentence, answer: Answer) -> str:
    """Return the text of a sentence, the few words that answer set off in it."""
    words = " ".join(answer.short.text.split()) if answer.short else ""
    at = sentence.text.find(words) if answer.short and answer.short.marker in sentence.markers else -1
    if at < 0:
        return show(sentence.text)
    end = at + len(words)
    return f"{show(sentence.text[:at])}<strong>{show(words)}</strong>{show(sentence.text[end:])}"


def _problem_list(sentences: Sequence[AnswerSentence]) -> str:
    items = []
    for sentence in sentences:
        if sentence.problems:
            begins, problems = show(shortened(sentence.text, 90)), show("; ".join(map(texts.told, sentence.problems)))
            items.append(f"<li>{verdict_html(sentence.verdict)} <q>{begins}</q> {problems}</li>")
    return f'<ul class="cw-problems">{"".join(items)}</ul>' if items else ""


def _refusal(answer: Answer) -> str:
    reason = texts.REFUSAL_REASON.format(reason=texts.told(answer.refusal_reason)) if answer.refusal_reason else ""
    nearest = f"<p>{texts.REFUSAL_NEAREST}</p>" if answer.nearest else ""
    return (
        f'<p class="cw-refusal"><span class="cw-label">{texts.REFUSAL_TITLE}</span> {show(texts.told(answer.text))}</p>'
        f"<p>{show(reason)}</p>{nearest}"
    )


def _notice(notice: Notice, answer: Answer) -> str:
    title = texts.NOTICE_TITLES.get(notice.kind, notice.kind)
    text, behind = show(texts.told(notice.text)), ""
    for marker in notice.markers:
        before, written, after = text.partition(show(f" [{marker}]"))
        if written:  # the text says itself where the marker belongs
            text = f"{before}{refs(marker_html(marker, answer))}{after}"
        else:
            behind += marker_html(marker, answer)
    outside = refs(behind) if behind else ""
    return f'<p class="cw-notice"><span class="cw-label">{show(title)}</span> {text}{outside}</p>'


def _meta(answer: Answer) -> str:
    parts = []
    count = len(answer.sentences)
    supported = sum(sentence.verdict == "supported" for sentence in answer.sentences)
    if count and supported == count:
        parts.append(texts.CHECKED_ALL_ONE if count == 1 else texts.CHECKED_ALL_MANY.format(count=count))
    elif count:
        parts.append(texts.CHECKED_SOME.format(supported=supported, count=count))
    if not answer.refused:
        model = answer.answerer.removeprefix("llm:")
        extractive = model == answer.answerer
        parts.append(texts.ANSWERER_EXTRACTIVE if extractive else texts.ANSWERER_LLM.format(model=model))
    if answer.period:
        if not any(notice.kind == "period" for notice in answer.notices):
            parts.append(texts.PERIOD.format(text=answer.period.from_text, period=period_words(answer.period)))
        parts.append(texts.AS_OF.format(day=day(answer.as_of)))
    shown = " · ".join(show(part) for part in parts)
    if answer.citations or answer.nearest:
        shown += f' <a class="cw-jump" href="#cw-sources" target="_self">{texts.SEE_SOURCES}</a>'
    return f'<p class="cw-meta">{shown}</p>'
