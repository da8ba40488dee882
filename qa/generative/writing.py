"""An answer by a language model: each sentence is let out only after it was checked, and every failure ends in an answer."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.articles import Article
from index.settings import Settings
from qa import prompts
from qa.answer import Answer, AnswerSentence, Citation, Notice, NoticeKind, Passage, ShortAnswer
from qa.copies import CopyBook
from qa.events import Stage, StreamEvent, TextDelta, marked, text_events
from qa.generative.calls import Finish, LanguageModel
from qa.generative.checking import SentenceCheck, SentenceJudge
from qa.generative.citations import CitationParser, Written
from qa.generative.failures import CallFailed
from qa.generative.prompting import Prompt, compose
from qa.questions import Question

Events = Generator[StreamEvent, None, Answer]

_MOST_SENTENCES = 8  # read of one answer, kept or not; four were asked for
_MOST_CHARS_PER_TOKEN = 12
_PROBLEMS_TOLD = 3
_NEAREST_SHOWN = 3
_REFUSES = re.compile(
    r"^(?:(?:i'm |i am )?sorry,? (?:but )?)?(?:the|these|none of the) (?:given |provided |numbered )?(?:articles?|passages?|sources?)"
    r"(?: provided| given| above)? (?:(?:do|does) not|don['’]t|doesn['’]t|cannot|can['’]t)? ?(?:answers?|contains?|mentions?|says?|states?|provides?|includes?|give)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Progress:
    """What became of a model's sentences so far."""

    kept: list[AnswerSentence] = field(default_factory=list)
    dropped: list[AnswerSentence] = field(default_factory=list)
    unknown: dict[int, None] = field(default_factory=dict)
    recited: int = 0
    refused: bool = False
    chars: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def read(self) -> int:
        return len(self.kept) + len(self.dropped)


class Writer:
    """Lets a language model answer from passages.

    Args:
        model: The model.
        judge: Finds what supports a sentence.
        copies: Knows which articles tell the same.
        settings: Of the home.
    """

    def __init__(self, model: LanguageModel, *, judge: SentenceJudge, copies: CopyBook, settings: Settings) -> None:
        self._model = model
        self._judge = judge
        self._copies = copies
        self._settings = settings

    def write(
        self,
        question: Question,
        draft: Answer,
        passages: Sequence[Passage],
        articles: Mapping[str, Article],
        *,
        as_of: date,
    ) -> Events:
        """Yield the answer's text as it is checked, sentence by sentence, and return the answer.

        Args:
            question: What is asked.
            draft: The extractive answer, which takes the place of the model's if that comes to nothing.
            passages: What the model is given, best first.
            articles: Those of the passages, by id.
            as_of: The day the question is asked on.
        """
        prompt = compose(
            question.text, passages, as_of=as_of,
            context_tokens=self._settings.llm_context_tokens, answer_tokens=self._settings.llm_max_tokens,
        )  # fmt: skip
        if prompt is None:
            return (yield from _fall_back(draft, prompts.FALLBACK_NO_ROOM))
        check = SentenceCheck(question, prompt.passages, articles, judge=self._judge, copies=self._copies)
        progress = _Progress()
        failure = yield from self._told(prompt, check, progress)
        if progress.kept:
            notices = [*_carried(draft, check), *self._notices(prompt, len(passages), progress)]
            if failure:
                notices.append(Notice("truncated", prompts.CUT.format(reason=failure)))
            return self._answer(draft, check, progress, notices)
        if progress.refused:
            yield TextDelta(prompts.REFUSAL)
            return self._refusal(draft, passages, progress)
        if failure is None or progress.dropped:
            failure = failure if failure and not progress.dropped else _why_nothing(progress)
        return (yield from _fall_back(draft, failure, tuple(progress.dropped)))

    def _told(
        self, prompt: Prompt, check: SentenceCheck, progress: _Progress
    ) -> Generator[StreamEvent, None, str | None]:
        """Yield what stands of what the model writes; return why it did not come to its end, if it did not."""
        parser = CitationParser(len(prompt.passages))
        pieces = self._model.stream(prompt.system, prompt.user)
        finish: Finish = "unknown"
        failure: str | None = None
        yield Stage("writing")
        try:
            while True:
                try:
                    piece = next(pieces)
                except StopIteration as finished:
                    finish = finished.value
                    break
                if not piece:
                    yield Stage("writing")
                    continue
                progress.chars += len(piece.strip())
                for written in parser.feed(piece):
                    yield from _judged(written, check, progress)
                if progress.refused:
                    return None
                if (
                    progress.read >= _MOST_SENTENCES
                    or progress.chars > _MOST_CHARS_PER_TOKEN * self._settings.llm_max_tokens
                ):
                    return prompts.CUT_LONG
        except CallFailed as failed:
            failure = failed.reason
        finally:
            pieces.close()
        for written in parser.finish():
            # A text that broke off may end in the middle of "3.5 million".
            if (finish == "stop" and not failure) or (written.ended and written.markers):
                yield from _judged(written, check, progress)
            else:
                limit = prompts.CUT_LIMIT.format(tokens=self._settings.llm_max_tokens)
                failure = failure or (limit if finish == "length" else prompts.CUT_SHORT)
        return failure

    def _answer(self, draft: Answer, check: SentenceCheck, progress: _Progress, notices: Sequence[Notice]) -> Answer:
        return replace(
            draft,
            text=" ".join(marked(sentence) for sentence in progress.kept),
            answerer=f"llm:{self._model.name}",
            sentences=tuple(progress.kept),
            citations=check.citations,
            notices=tuple(notices),
            short=_short(draft, check),
            dropped=tuple(progress.dropped),
        )

    def _refusal(self, draft: Answer, passages: Sequence[Passage], progress: _Progress) -> Answer:
        return replace(
            draft,
            text=prompts.REFUSAL,
            refused=True,
            refusal_reason=prompts.REASON_MODEL,
            answerer=f"llm:{self._model.name}",
            sentences=(),
            citations=(),
            notices=tuple(notice for notice in draft.notices if not notice.markers),
            short=None,
            dropped=tuple(progress.dropped),
            nearest=tuple(passages[:_NEAREST_SHOWN]),
        )

    def _notices(self, prompt: Prompt, found: int, progress: _Progress) -> Iterator[Notice]:
        given = len(prompt.passages)
        if given < found:
            tokens = self._settings.llm_context_tokens
            yield Notice("truncated", prompts.LEFT_OUT.format(given=given, found=found, tokens=tokens))
        if progress.unknown:
            shown = ", ".join(f"number {number}" for number in progress.unknown)
            text = prompts.UNKNOWN_ONE if len(progress.unknown) == 1 else prompts.UNKNOWN_MANY
            yield Notice("unknown_marker", text.format(markers=shown))
        if progress.recited:
            yield _counted("recited", progress.recited, prompts.RECITED_ONE, prompts.RECITED_MANY)
        if progress.dropped:
            problems = dict.fromkeys(problem for sentence in progress.dropped for problem in sentence.problems)
            told = "; ".join(list(problems)[:_PROBLEMS_TOLD])
            yield _counted(
                "unsupported", len(progress.dropped), prompts.DROPPED_ONE, prompts.DROPPED_MANY, problems=told
            )


def _judged(written: Written, check: SentenceCheck, progress: _Progress) -> Iterator[StreamEvent]:
    """Check a sentence and yield it if it stands."""
    if progress.read == 0 and _REFUSES.match(written.text):
        progress.refused = True
    if progress.refused or progress.read >= _MOST_SENTENCES:
        return
    said = " ".join(re.findall(r"\w+", written.text.casefold()))
    if said in progress.seen:  # weak models go round in circles
        return
    progress.seen.add(said)
    yield Stage("checking")
    progress.unknown.update(dict.fromkeys(written.unknown))
    checked = check.check(written)
    if not checked.kept:
        progress.dropped.append(checked.sentence)
        return
    progress.recited += checked.recited
    cited = tuple(citation for citation in check.citations if citation.marker in checked.sentence.markers)
    yield TextDelta((" " if progress.kept else "") + marked(checked.sentence), cited)
    progress.kept.append(checked.sentence)


def _fall_back(draft: Answer, reason: str, dropped: tuple[AnswerSentence, ...] = ()) -> Events:
    """Give the extractive answer, and say why."""
    yield from text_events(draft)
    notice = Notice("fallback", prompts.FALLBACK.format(reason=reason))
    return replace(draft, notices=(*draft.notices, notice), dropped=dropped)


def _why_nothing(progress: _Progress) -> str:
    if progress.dropped:
        return prompts.FALLBACK_UNSUPPORTED
    return prompts.FALLBACK_UNREADABLE if progress.chars else prompts.FALLBACK_EMPTY


def _counted(kind: NoticeKind, count: int, one: str, many: str, **words: str) -> Notice:
    return Notice(kind, (one if count == 1 else many).format(count=count, **words))


def _carried(draft: Answer, check: SentenceCheck) -> list[Notice]:
    """Return what the reader should know of the sources, in the numbers of this answer.

    What concerns quotes that the model did not use is left out, save where the articles disagree: a model that cites an
    earlier report must not hide the later one.
    """
    by_marker: Mapping[int, Citation] = {citation.marker: citation for citation in draft.citations}
    carried: list[Notice] = []
    for notice in draft.notices:
        about = [by_marker[marker] for marker in notice.markers if marker in by_marker]
        used = [check.number_of(citation) for citation in about]
        wanted = notice.kind == "conflict" or (notice.kind == "superseded" and any(used))
        if None in used and not wanted:
            continue
        numbers = {citation.marker: check.adopt(citation) for citation in about}
        text = re.sub(r"\[(\d+)\]", lambda match, known=numbers: f"[{known.get(int(match[1]), match[1])}]", notice.text)  # type: ignore[misc]  # the default binds the loop's
        carried.append(replace(notice, text=text, markers=tuple(dict.fromkeys(numbers.values()))))
    return carried


def _short(draft: Answer, check: SentenceCheck) -> ShortAnswer | None:
    """Return the few words that answer, if this answer cites the place they stand in."""
    if draft.short is None:
        return None
    cited = {citation.marker: citation for citation in draft.citations}.get(draft.short.marker)
    for citation in check.citations if cited else ():
        inside = citation.start_char <= draft.short.start_char and draft.short.end_char <= citation.end_char
        if cited and citation.article_id == cited.article_id and inside:
            return replace(draft.short, marker=citation.marker)
    return None
