"""Example questions, made from what the articles themselves say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest

from index.catalog import Catalog

_ARTICLES_READ = 60  # the newest ones: enough names to choose from, fast at any size
_NAME = r"[A-ZÀ-ÞŁŚŻ](?:[\w-]|[’'](?!s\b))+"
_ROLE = r"(?:[Mm]ayor|[Pp]resident|[Mm]inister|[Dd]irector|[Hh]arbourmaster|[Cc]hairman|[Cc]hairwoman|[Cc]aptain|[Ss]pokes(?:man|woman|person)|[Jj]udge|Dr|Professor|[Cc]oach|[Ll]eader|[Ss]ecretary|[Cc]hief executive)"
_SPEAKER = re.compile(
    rf"(?:said|says|told \w+) (?:{_ROLE} )?({_NAME}(?: {_NAME}){{1,2}})|({_NAME}(?: {_NAME}){{1,2}})(?:, [^,.]{{3,40}},)? (?:said|says|told)\b"
)
_OFFICE = re.compile(rf"\b{_ROLE} ({_NAME} {_NAME})")
_TITLE = re.compile(rf"^(?:{_ROLE}|Mrs?|Ms) ")
_EVENTS = frozenset({"Championship", "Conference", "Cup", "Fair", "Festival", "Final", "Games", "Race", "Summit"})
_PHRASE = re.compile(
    rf"(?<=[a-z,] )the ({_NAME}(?: (?:of )?{_NAME}){{1,3}})(?=[.,;]| (?:is|was|has|will|and|in|on|at|said)\b)"
)


def suggest(catalog: Catalog) -> Iterator[str]:
    """Yield questions about the people and things the newest articles name most, each name once.

    They are guesses: ask them before showing them.
    """
    speakers: Counter[str] = Counter()
    officers: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for article_id in catalog.newest(_ARTICLES_READ):
        text = catalog.article(article_id).text
        speakers.update({_TITLE.sub("", first or second) for first, second in _SPEAKER.findall(text)})
        officers.update(set(_OFFICE.findall(text)))
        phrases.update(set(_PHRASE.findall(text)))
    full_names = Counter({name: count for name, count in speakers.items() if " " in name})
    things = Counter({name: count for name, count in phrases.items() if count > 1})
    events = Counter({name: count for name, count in things.items() if name.split()[-1] in _EVENTS})
    rows = zip_longest(
        (("Who is {}?", name) for name in _ranked(officers)),
        (("What happened at the {}?", name) for name in _ranked(events)),
        (("What did {} say?", name) for name in _ranked(full_names)),
        (("What is the {}?", name) for name in _ranked(things - events)),
    )
    told: set[str] = set()
    for pattern, name in filter(None, chain.from_iterable(rows)):
        if told.isdisjoint(name.split()):
            told.update(name.split())
            yield pattern.format(name)


def _ranked(names: Counter[str]) -> list[str]:
    return [name for name, _ in sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))[:20]]
