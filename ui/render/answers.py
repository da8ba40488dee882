"""Answer -> HTML for the conversation: sentences with markers and verdicts, notices, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa import Answer, AnswerSentence
from qa.answer import Searched
from ui import texts
from ui.reader import day
from ui.render.notices import dropped_html, last_cited, notice_html
from ui.render.pieces import marker_html, period_words, refs, shortened, show, verdict_html


def answer_html(answer: Answer, *, at: int | None = None, last: bool = False) -> str:
    """Return an answer with linked markers, verdicts and notices, or a refusal in plain words.

    Args:
        answer: The answer.
        at: Position of its question in the conversation; None where nothing can be asked.
        last: Whether that is the last question.
    """
    notices: dict[int | None, str] = {}  # by the position of the sentence they follow
    for notice in answer.notices:
        place = last_cited(notice, answer)
        notices[place] = notices.get(place, "") + notice_html(notice, answer, at=at, last=last)
    body = _refusal(answer) if answer.refused else _told(answer, notices) + _problem_list(answer.sentences)
    below = notices.get(None, "") + dropped_html(answer)
    kind = "cw-answer cw-answer--refused" if answer.refused else "cw-answer"
    return f'<div class="{kind}">{body}{below}{_meta(answer)}</div>'


def _told(answer: Answer, notices: Mapping[int | None, str]) -> str:
    """Return the sentences; a notice ends the paragraph it stands in."""
    parts, paragraph = [], []
    for position, sentence in enumerate(answer.sentences):
        paragraph.append(_sentence(sentence, answer))
        if position in notices or position == len(answer.sentences) - 1:
            parts.append(f'<p class="cw-answer__text" dir="auto">{" ".join(paragraph)}</p>{notices.get(position, "")}')
            paragraph = []
    return "".join(parts)


def _sentence(sentence: AnswerSentence, answer: Answer) -> str:
    markers = "".join(marker_html(marker, answer) for marker in sentence.markers)
    verdict = sentence.verdict
    if verdict == "supported":
        words = texts.VERDICT_SENTENCE_SUPPORTED  # a title names an image; Gradio takes every aria-label away
        slot = f'<span class="cw-tick" role="img" title="{words}">{texts.VERDICT_MARKS[verdict]}</span>'
    else:
        slot = verdict_html(verdict, _problems(sentence))
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
            begins, problems = show(shortened(sentence.text, 90)), show(_problems(sentence))
            items.append(f"<li>{verdict_html(sentence.verdict)} <q>{begins}</q> {problems}</li>")
    return f'<ul class="cw-problems">{"".join(items)}</ul>' if items else ""


def _problems(sentence: AnswerSentence) -> str:
    """Return what is wrong with a sentence."""
    return "; ".join(map(texts.told, sentence.problems))


def _refusal(answer: Answer) -> str:
    reason = texts.REFUSAL_REASON.format(reason=texts.told(answer.refusal_reason)) if answer.refusal_reason else ""
    nearest = f"<p>{texts.REFUSAL_NEAREST}</p>" if answer.nearest else ""
    return (
        f'<p class="cw-refusal"><span class="cw-label">{texts.REFUSAL_TITLE}</span> {show(texts.told(answer.text))}</p>'
        f"<p>{show(reason)}</p>{nearest}"
    )


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
        if not answer.period.from_text:
            parts.append(texts.PERIOD_USUAL.format(period=period_words(answer.period)))
        elif not any(notice.kind == "period" for notice in answer.notices):
            parts.append(texts.PERIOD.format(text=answer.period.from_text, period=period_words(answer.period)))
        parts.append(texts.AS_OF.format(day=day(answer.as_of)))
    if answer.searched and (narrowed := _narrowed(answer.searched)):
        parts.append(narrowed)
    told = [show(part) for part in parts]
    if not answer.refused:
        likely = texts.LIKELY.format(percent=100 * answer.confidence)
        told.insert(1, f'<span title="{texts.LIKELY_TITLE}">{likely}</span>')
    shown = " · ".join(told)
    if answer.citations or answer.nearest:
        shown += f' <a class="cw-jump" href="#cw-sources" target="_self">{texts.SEE_SOURCES}</a>'
    return f'<p class="cw-meta">{shown}</p>'


def _narrowed(searched: Searched) -> str:
    """Return what the asker narrowed the articles to, in words."""
    chosen = [texts.FILTERS_FROM.format(first=day(searched.published_from))] if searched.published_from else []
    chosen += [texts.FILTERS_TO.format(last=day(searched.published_to))] if searched.published_to else []
    chosen += [", ".join(searched.chosen_sources)] if searched.chosen_sources else []
    return texts.FILTERS_SET.format(filters=", ".join(chosen)) if chosen else ""
