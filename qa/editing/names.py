"""The names in a text: what is written with capitals, and which of it are of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.terms import is_stop_word
from qa.parts.subquestions import MONTHS, WEEKDAYS

CAPITAL = r"[A-ZÀ-ÞŁŚŻ]"
WORD = rf"(?:{CAPITAL}\.(?:{CAPITAL}\.)*|(?:[A-Za-z]{{1,2}}[’'])?{CAPITAL}[\w’'&-]*|\d+(?=[ ]{CAPITAL}))"
JOINS = r"(?:of the|of|de|du|da|van|von|der|al|bin|el|la|and the(?= [A-Z])|&|for the|on the|in the)"
_PROPER = re.compile(rf"(?<![\w’'$£€.-]){WORD}(?: (?:{JOINS} )?{WORD})*")
_NOT_PROPER = re.compile(
    rf"^(?:(?:{MONTHS}|{WEEKDAYS}|I|The|An?|He|She|It|They|We|You|His|Her|Its|Their|Our|My|This|That|These|Those|There|"
    r"But|And|Or|If|As|In|On|At|By|For|From|To|Of|With|After|Before|When|While|Since|Although|Though|Because|However|Meanwhile|"
    r"According|Both|Some|Most|Many|All|Mr|Mrs|Ms|Dr|Sir|Yes|No|Not|What|Who|Which|Where|Why|How|Now|Then|So|Yet|One|Two|Three|Under|During|Despite|Following|Also)(?: |$))+"
)
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lady|Lord|Professor|Prof|President|Prime Minister|Minister|Senator|Sen|Governor|Gov|Mayor|Chancellor|"
    r"Captain|Judge|Justice|Chief|King|Queen|Prince|Princess|Pope|Coach|Rep|General|Gen|Detective|Inspector|Sergeant|Officer)"
)
SPEAKS = r"(?:said|says|told|added|adds|wrote|writes|explained|insisted|argued|tweeted|recalled|warned|announced|claimed|admitted|denied)"

BODY = re.compile(
    r"\b(?:Hurricane|Storm|Typhoon|Cyclone|Mount|Lake|Operation|Inc|Ltd|plc|Corp|Company|Co|Group|Bank|University|College|School|Party|Council|Court|Ministry|Department|Agency|Union|Club|"
    r"United|City|Street|Road|River|Park|Island|Bay|County|House|Association|Committee|Institute|Museum|Hospital|Church|Army|Police|"
    r"Government|Commission|Centre|Center|Foundation|Airport|Airlines?|Times|Post|News|Guardian|Republic|Kingdom|States|Cup|League|Open|TV|Reuters|"
    r"Games|War|Act|Day|Prize|Award|Awards|Festival|Board|Service|Office|Force|Trust|Parliament|Congress|Senate)\b|^[A-Z]{2,}$"
)


def proper_names(sentence: str, article: str) -> Iterator[tuple[int, int]]:
    """Yield the names of a sentence; a single capitalised word that begins it is one if the article has it elsewhere."""
    for match in _PROPER.finditer(sentence):
        start, name = match.start(), match.group()
        if cut := _NOT_PROPER.match(name):
            start, name = start + cut.end(), name[cut.end() :]
        name = re.sub(rf" (?:{MONTHS}|{WEEKDAYS})(?: .*)?$", "", name)
        if not name or is_stop_word(name) or is_date(name) or not name[0].isalnum() or name[0].islower():
            continue
        begins = not re.search(r"\w", sentence[:start]) or re.search(r"[.!?:“\"‘] ?$", sentence[:start])
        if begins and " " not in name and not re.search(rf"[a-z,] {re.escape(name)}\b", article):
            continue
        yield start, start + len(name)


def is_date(name: str) -> bool:
    """Tell whether a name is nothing but a month, a weekday or a year."""
    return bool(re.fullmatch(rf"(?:{WEEKDAYS}|{MONTHS}|[\d ,]+| )+", name))


def is_person(name: str, article: str) -> bool:
    """Tell whether an article speaks of a name as of somebody: with a title, an age, or as one who says something."""
    last = re.escape(surname(name))
    return bool(
        re.search(
            rf"\b{TITLE}\.? (?:[A-Z][\w.’'-]* ){{0,2}}{last}\b|\b[A-Z][\w’'-]+ {last}, (?:aged )?\d{{2}}\b|\b{last} {SPEAKS}\b|[”\"] {SPEAKS} (?:[A-Z][\w.’'-]* ){{0,2}}{last}\b",
            article,
        )
    )


def surname(name: str) -> str:
    """Return the last word of a name."""
    return name.rsplit(maxsplit=1)[-1]
