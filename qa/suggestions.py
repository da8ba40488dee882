"""Example questions, made from what the articles themselves say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from index.catalog import Catalog

_ARTICLES_READ = 60  # the newest ones: enough names to choose from, fast at any size
_NAME = r"[A-ZÀ-ÞŁŚŻ][\w’'-]+"
_ROLE = r"(?:[Mm]ayor|[Pp]resident|[Mm]inister|[Dd]irector|[Hh]arbourmaster|[Cc]hairman|[Cc]hairwoman|[Cc]aptain|[Ss]pokes(?:man|woman|person)|[Jj]udge|Dr|Professor|[Cc]oach|[Ll]eader|[Ss]ecretary|[Cc]hief executive)"
_SPEAKER = re.compile(
    rf"(?:said|says|told \w+) (?:{_ROLE} )?({_NAME}(?: {_NAME}){{1,2}})|({_NAME}(?: {_NAME}){{1,2}})(?:, [^,.]{{3,40}},)? (?:said|says|told)\b"
)
_OFFICE = re.compile(rf"\b{_ROLE} ({_NAME} {_NAME})")
_PHRASE = re.compile(rf"(?<=[a-z,] )(?:the )?({_NAME}(?: (?:of )?{_NAME}){{1,3}})")


def suggest(catalog: Catalog) -> Iterator[str]:
    """Yield questions about the people and things the newest articles name most, the best first.

    They are guesses: ask them before showing them.
    """
    speakers: Counter[str] = Counter()
    officers: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for summary in catalog.articles()[:_ARTICLES_READ]:
        text = catalog.article(summary.id).text
        speakers.update({first or second for first, second in _SPEAKER.findall(text)})
        officers.update(set(_OFFICE.findall(text)))
        phrases.update(set(_PHRASE.findall(text)))
    people = speakers.keys() | officers.keys()
    things = Counter({name: count for name, count in phrases.items() if count > 1 and not _overlaps(name, people)})
    lines = (
        [f"Who is {name}?" for name in _ranked(officers)],
        [f"What did {name} say?" for name in _ranked(speakers)],
        [
            f"What happened at the {name}?" if name.split()[-1] in _EVENTS else f"What is the {name}?"
            for name in _ranked(things)
        ],
    )
    for row in zip(*(line + [""] * 20 for line in lines), strict=False):
        yield from (question for question in row if question)


_EVENTS = frozenset({"Fair", "Festival", "Cup", "Summit", "Final", "Hearing", "Council"})


def _ranked(names: Counter[str]) -> list[str]:
    return [name for name, _ in sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))[:20]]


def _overlaps(name: str, people: set[str]) -> bool:
    words = set(name.split())
    return any(words & set(person.split()) for person in people)
