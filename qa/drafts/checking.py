"""A draft -> the verdict on each of its sentences: passages are searched for each, then judged together and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Protocol

from index.errors import DraftError
from index.home import Home
from index.records import Filters
from qa.answer import Citation, Verdict
from qa.drafts import phrases
from qa.drafts.gathering import Gathered, Gatherer, Searcher
from qa.drafts.report import CheckedQuotation, CheckedSentence, CheckReport, UncheckedSentence
from qa.drafts.sentences import DraftSentence, read_sentences
from qa.drafts.weighing import Weighed, weigh
from qa.support.judgement import Judgement, Source

MOST_CHARS = 300_000  # of a draft
_AT_ONCE = 12  # sentences judged in one batch
_TOLD_CHARS = 30  # of a quotation, by which a problem is known to be about it

OnProgress = Callable[[int, int], None]


class Judge(Protocol):
    """What a check needs of qa/support/judge.py."""

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        """Judge each sentence by its sources."""


class DraftChecker:
    """Checks drafts against the articles of one home."""

    def __init__(self, home: Home, retriever: Searcher, judge: Judge) -> None:
        self._gatherer = Gatherer(home, retriever)
        self._judge = judge

    def check(
        self, draft: str, *, as_of: date, filters: Filters | None = None, on_progress: OnProgress = lambda *_: None
    ) -> CheckReport:
        """Check every sentence of a draft.

        Args:
            draft: Plain text or Markdown.
            as_of: The day of the check.
            filters: Articles that may be used.
            on_progress: Told how many of how many sentences are done; what it raises ends the check.

        Raises:
            DraftError: The draft is blank, too long, or holds no sentence.
        """
        found = read_sentences(_accepted(draft))
        if not found:
            raise DraftError("the draft holds no sentence. Write what is to be checked in sentences.")
        wanted = [sentence for sentence in found if sentence.unchecked is None]
        numbers = count(1)
        checked: list[CheckedSentence] = []
        on_progress(0, len(wanted))
        for start in range(0, len(wanted), _AT_ONCE):
            group: list[Gathered] = []
            for sentence in wanted[start : start + _AT_ONCE]:
                group.append(self._gatherer.gather(sentence, filters))
                on_progress(start + len(group) - 1, len(wanted))
            checked += [_numbered(sentence, numbers) for sentence in self._group(group, filters)]
            on_progress(len(checked), len(wanted))
        unchecked = (UncheckedSentence(s.text, s.start_char, s.end_char, s.unchecked) for s in found if s.unchecked)
        return CheckReport(tuple(checked), tuple(unchecked), as_of)

    def _group(self, group: Sequence[Gathered], filters: Filters | None) -> Iterator[CheckedSentence]:
        weighed = self._weighed(group)
        open_ones = [place for place, one in enumerate(group) if one.sentence.before and _is_silent(weighed[place])]
        anew = self._weighed([self._gatherer.gather_anew(group[place], filters) for place in open_ones])
        for place, found in zip(open_ones, anew, strict=True):
            if not _is_silent(found):
                weighed[place] = found
        for one, found in zip(group, weighed, strict=True):
            yield _concluded(one, found)

    def _weighed(self, group: Sequence[Gathered]) -> list[Weighed]:
        """Judge in one batch, and weigh the judgements of each sentence."""
        judgements = iter(self._judge.judge_all([pair for one in group for pair in one.pairs]))
        weighed = []
        for one in group:
            own = [next(judgements) for _ in one.pairs]
            copied = Weighed("supported", 1.0, evidence=(one.copied,)) if one.copied else None
            found = copied or weigh(one.said, one.passages, one.near, own)
            weighed.append(_of_another(one.sentence, found) if one.strays else found)
        return weighed


def _accepted(draft: str) -> str:
    if not draft.strip():
        raise DraftError("the draft is empty. Write what is to be checked into it.")
    if len(draft) > MOST_CHARS:
        raise DraftError(
            f"the draft is too long: got {len(draft):,} characters, at most {MOST_CHARS:,} are checked at once. Split it."
        )
    return draft


def _is_silent(weighed: Weighed) -> bool:
    return weighed.verdict == "unsupported" and not weighed.against


def _of_another(sentence: DraftSentence, weighed: Weighed) -> Weighed:
    """Lower what was found without the names before a sentence: it may be said of somebody else."""
    if weighed.verdict == "unsupported":
        return weighed
    problem = phrases.OF_ANOTHER.format(names=" or ".join(sentence.before))
    return replace(weighed, verdict="partial", problems=(problem, *weighed.problems))


def _concluded(gathered: Gathered, weighed: Weighed) -> CheckedSentence:
    sentence, quotations = gathered.sentence, gathered.quotations
    wrong = [problem for quotation in quotations if (problem := _problem(quotation))]
    invented = [found.text[:_TOLD_CHARS] for found in quotations if found.status == "not_found"]
    others = [problem for problem in weighed.problems if not any(words in problem for words in invented)]
    verdict: Verdict = weighed.verdict
    if _mostly_invented(gathered):
        verdict = "unsupported"
    elif wrong and verdict == "supported":
        verdict = "partial"
    return CheckedSentence(
        text=sentence.text,
        start_char=sentence.start_char,
        end_char=sentence.end_char,
        verdict=verdict,
        support_score=round(weighed.score, 4),
        problems=tuple(dict.fromkeys([*wrong, *others])),
        evidence=weighed.evidence,
        against=weighed.against,
        nearest=weighed.nearest,
        quotations=quotations,
    )


def _mostly_invented(gathered: Gathered) -> bool:
    """Say whether at least half of a sentence is a quotation that stands in no article."""
    invented = sum(len(found.text.split()) for found in gathered.quotations if found.status == "not_found")
    return 2 * invented >= len(gathered.sentence.text.split())


def _problem(quotation: CheckedQuotation) -> str | None:
    """Say in words what is wrong with a quotation."""
    if quotation.status == "verbatim":
        return None
    if quotation.found is None:
        return phrases.QUOTATION_NOT_FOUND.format(said=quotation.text)
    return phrases.MISQUOTED.format(said=quotation.text, true=" ".join(quotation.found.quote.split()))


def _numbered(sentence: CheckedSentence, numbers: Iterator[int]) -> CheckedSentence:
    """Give each citation of a sentence a number of its own; one that is cited twice keeps its first."""
    given: dict[tuple[str, int, int], int] = {}

    def marked(citation: Citation) -> Citation:
        key = citation.article_id, citation.start_char, citation.end_char
        if key not in given:
            given[key] = next(numbers)
        return replace(citation, marker=given[key])

    return replace(
        sentence,
        evidence=tuple(map(marked, sentence.evidence)),
        against=tuple(map(marked, sentence.against)),
        nearest=marked(sentence.nearest) if sentence.nearest else None,
        quotations=tuple(replace(one, found=marked(one.found)) if one.found else one for one in sentence.quotations),
    )
