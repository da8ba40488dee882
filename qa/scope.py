"""Which articles a question is asked of, and on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from index.errors import NotFoundError, QuestionError
from index.records import Filters
from qa.answer import Period
from qa.generative.answerers import Answerer


class ScopeOptions(TypedDict, total=False):
    """What `QueryEngine.ask`, `stream`, `search` and `look_up` take besides the question.

    Attributes:
        published_from, published_to: First and last day of publication, both included.
        sources: Outlets; none means all.
        as_of: The day the question is asked on; by default today if the newest article is at most a week
            old, else that article's day.
        read_period: Take words such as "last week" for the time meant (the default), and say so in `period` and
            `notices`; otherwise they are words like any other, and the setting `period_days` does not count.
    """

    published_from: date | None
    published_to: date | None
    sources: Sequence[str]
    as_of: date | None
    read_period: bool


class AskOptions(ScopeOptions, total=False):
    """What `QueryEngine.ask` and `stream` take besides the question.

    Attributes:
        answerer: `extractive` quotes the articles, `llm` lets the language model of the settings write; by
            default it writes if there is one. Whatever fails there, the extractive answer is given, and a
            notice says why.
    """

    answerer: Answerer | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The values of `ScopeOptions`, each with its default."""

    published_from: date | None = None
    published_to: date | None = None
    sources: Sequence[str] = ()
    as_of: date | None = None
    read_period: bool = True

    def usual_period(self, days: int, today: date) -> Period | None:
        """Return the period a question is limited to that names none, or None if it is asked of all articles.

        Args:
            days: The setting `period_days`.
            today: The day the question is asked on.
        """
        if not days or self.published_from or self.published_to or not self.read_period:
            return None
        return Period(date.fromordinal(max(1, today.toordinal() - days)), self.as_of, "")

    def within(self, period: Period | None) -> Scope:
        """Return the scope narrowed to a period."""
        return replace(self, published_from=period.start, published_to=period.end) if period else self

    def filters(self, known_sources: Callable[[], Sequence[str]]) -> Filters:
        """Return which articles may be used.

        Args:
            known_sources: Lists the outlets of the home; asked only if the scope names one.

        Raises:
            QuestionError: The period ends before it begins.
            NotFoundError: There is no such outlet.
        """
        first, last = self.published_from, self.published_to
        if first and last and first > last:
            raise QuestionError(f"the period is empty: it begins on {first} and ends on {last}. Swap the two dates.")
        if self.sources:
            known = known_sources()
            for source in self.sources:
                if source not in known:
                    raise NotFoundError(f"no outlet {source!r} in this home. Known: {', '.join(known) or 'none'}.")
        return Filters(first, last, tuple(self.sources))
