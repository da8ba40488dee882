"""Words that exclude one another: what is said of the finance minister is not said of the transport minister."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from qa.support.findings import Evidence, Finding, Kind
from qa.support.opposites import alike
from qa.support.texts import Text, Word, root_of

# Of one line, "|" stands between what excludes one another and blanks between words for the same.
_CLASSES = """
finance treasury|transport|health|education|defence defense|interior|foreign|justice|trade|agriculture farming|environment|energy|labour labor|culture|housing|tourism|sport
grandfather|father|son|brother|uncle|nephew|grandmother|mother|daughter|sister|aunt|niece|husband|wife|cousin
north northern|south southern|east eastern|west western
head skull|neck|shoulder|collarbone|arm|elbow|wrist|hand|finger|chest|rib|back spine|hip|leg|knee|ankle|foot|jaw|nose|eye|ear
cancer|diabetes|asthma|malaria|measles|cholera|flu influenza|tuberculosis|pneumonia|dementia|covid|polio|ebola|leukaemia leukemia
lawyer attorney barrister solicitor|prosecutor|judge|doctor physician surgeon|nurse|teacher|farmer|fisherman|baker|butcher|engineer|architect|journalist reporter|novelist|poet|painter|singer|actor actress|pilot|postman|carpenter|plumber|electrician|hunter|shepherd
car|bus coach|lorry truck|train|tram|plane aircraft jet|helicopter|ferry|trawler|freighter|tanker|yacht|bicycle bike|motorcycle motorbike|submarine
school|hospital|church|museum|library|theatre theater|factory|prison jail|airport|hotel|bank|kitchen|laundry|garage|stadium|cinema|bakery|brewery|cannery|shipyard|sawmill|castle|palace
cow cattle|sheep lamb|goat|pig|horse|dog|cat|wolf|bear|fox|deer|rat|mouse|hen chicken|goose|duck
wheat|barley|rye|maize corn|rice|potato|cotton|coffee|tea|cocoa
coal|oil|nuclear|solar|hydropower
red|blue|green|yellow|white|black|orange|purple|brown
steel|iron|copper|gold|silver|bronze|timber wood|brick|glass|concrete|plastic
football soccer|rugby|tennis|cricket|hockey|golf|basketball|handball|cycling|boxing
primary|secondary|tertiary
village|town|city
river|lake|sea ocean
spring|summer|autumn fall|winter
breakfast|lunch|dinner supper
piano|violin|guitar|trumpet|flute|drums
flood|drought|earthquake quake|landslide|avalanche|wildfire|hurricane cyclone typhoon|tornado
theft robbery burglary|fraud|murder|arson|smuggling|bribery corruption|blackmail|kidnapping|perjury
"""
_STAGES = MappingProxyType(
    {"semi": "semi-final", "semifinal": "semi-final", "quarter": "quarter-final", "quarterfinal": "quarter-final"}
)
_REACH = 5  # words on either side, in which both must have a neighbour in common
_SHARED = 0.5  # of the sentence's other words that the stretch must hold


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return (class, member) of each root."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(_CLASSES.strip().splitlines()):
        for member, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(root_of(word), []).append((number, member))
    return MappingProxyType({root: tuple(places) for root, places in found.items()})


def check_classes(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the words that no passage holds, where the stretch has another one of the same class beside the same words."""
    wanted = {word.root for word in sentence.content if word.root not in _places()}
    if wanted and len(wanted & evidence.around.roots) / len(wanted) < _SHARED:
        return
    for word in sentence.content:
        places = _places().get(word.root, ())
        if not places or alike(word.root) & evidence.whole.roots:
            continue
        if other := _rival(sentence, word, places, evidence.near):
            words = f"the passage says “{other.surface}”, the sentence says “{word.surface}”"
            yield Finding(Kind.WORD, words, contradicts=True)
    yield from _stages(sentence, evidence.near)


def _rival(sentence: Text, word: Word, places: tuple[tuple[int, int], ...], stretch: Text) -> Word | None:
    mine = _beside(sentence, word)
    for other in stretch.content:
        if other.root in sentence.roots or alike(other.root) & alike(word.root):
            continue
        theirs = _places().get(other.root, ())
        differ = any(a == b and m != n for a, m in places for b, n in theirs)
        if differ and not set(places) & set(theirs) and mine & _beside(stretch, other):
            return other
    return None


def _beside(text: Text, word: Word) -> set[str]:
    place = next(place for place, each in enumerate(text.words) if each.start == word.start)
    near = text.words[max(0, place - _REACH) : place + _REACH + 1]
    return {each.root for each in near if each.says_something and each.start != word.start}


def _stages(sentence: Text, stretch: Text) -> Iterator[Finding]:
    """Yield the round of a cup where the stretch names another one alone."""
    mine, theirs = _stages_of(sentence), _stages_of(stretch)
    if len(mine) == len(theirs) == 1 and mine != theirs:
        words = f"the passage says “{next(iter(theirs))}”, the sentence says “{next(iter(mine))}”"
        yield Finding(Kind.WORD, words, contradicts=True)


def _stages_of(text: Text) -> set[str]:
    found: set[str] = set()
    before = ""
    for word in text.words:
        lower = word.lower.replace("-", "")
        if lower in {"final", "finals"}:
            found.add(_STAGES.get(before, "final"))
        elif lower.removesuffix("s") in {"semifinal", "quarterfinal"}:
            found.add(_STAGES[lower.removesuffix("s")])
        before = lower
    return found
