"""What a check of one kind found wrong with a sentence, and what all checks are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from qa.support.texts import Text, read_text


class Kind(StrEnum):
    """What a finding is about; each weighs on the score by itself."""

    QUOTE = "quote"
    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    REVERSAL = "reversal"
    ROLES = "roles"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        words: It in words, for the reader.
        contradicts: The passage speaks against the sentence, rather than being silent.
        decides: The sentence cannot be supported, however alike the rest.
    """

    kind: Kind
    words: str
    contradicts: bool = False
    decides: bool = True


@dataclass(frozen=True)
class Evidence:
    """What a sentence is checked against.

    Attributes:
        near: The stretch that is most like it.
        around: That stretch with the sentence before and the one after it, headline left out.
        passages: All that is cited, and the headlines.
        published: The day each of them appeared, as in `passages`.
        own: Which of the passages `near` stands in.
    """

    near: Text
    around: Text
    passages: Sequence[Text]
    published: Sequence[date | None]
    own: int = 0

    @cached_property
    def whole(self) -> Text:
        """All that is cited in one text."""
        return (
            self.passages[0] if len(self.passages) == 1 else read_text("\n".join(text.text for text in self.passages))
        )

    @property
    def day(self) -> date | None:
        """The day the article of `near` appeared."""
        return self.published[self.own] if self.published else None
