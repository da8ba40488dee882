"""Ids made from names of members, which may clash within one file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from index.articles import Article
from index.readers.source import ReadFailure


@dataclass(slots=True)
class MemberIds:
    """Gives the articles of one file ids of their own.

    Attributes:
        prefix: What ids begin with.
    """

    prefix: str = ""
    _owners: dict[str, str] = field(default_factory=dict)

    def settle(self, item: Article | ReadFailure, member: str) -> Article | ReadFailure:
        """Return the article with its id, and a short hash of its origin if another member has the same."""
        if isinstance(item, ReadFailure) or item.id_given:
            return item
        article_id = self.prefix + item.id
        if self._owners.setdefault(article_id, member) != member:
            digest = hashlib.sha256(item.origin.encode(errors="replace")).hexdigest()
            article_id = f"{article_id}-{digest[:8]}"
        return replace(item, id=article_id)
