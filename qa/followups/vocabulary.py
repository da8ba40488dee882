"""Words that tell a follow-up: pronouns, openings, and words so general that a question of them alone is about nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from index.terms import terms
from qa.parts.subquestions import AUXILIARIES, PREPOSITIONS

OPENING = re.compile(
    r"^(?:(?:and|but|or|so|then|also|ok(?:ay)?|well|yes|no|oh|alright|thanks|thank you|great|i see)\b[,;.!]? *)+(?=\S)",
    re.IGNORECASE,
)
WH = r"who|whom|whose|what|which|when|where|why|how"
AUX = rf"(?:{AUXILIARIES}|am|shall|don[’']t|doesn[’']t|didn[’']t|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|won[’']t|can[’']t|couldn[’']t|hasn[’']t|haven[’']t)"
PREP = rf"(?:{PREPOSITIONS}|around|among|without|within|against|inside|outside|between|behind|below|above|like|than|since|until|till)"

# Of an event or a thing that must be known already: "How many people were killed?"
_GENERAL = """
    people person anyone anybody someone somebody everyone everybody nobody one ones thing things something anything everything
    nothing man men woman women victim victims
    happen happens happened happening occur occurred occurs take takes took taken place go goes went going come comes came get gets
    got give gives gave given make makes made do done use used mean means meant work works worked know known think thought see seen
    seems look looks like say says said saying tell told talk explain explained describe described answer answers ask asked respond
    responded react reacted reaction reactions response comment commented announce announced
    die dies died dead death deaths kill killed hurt injure injured injuries injury casualties arrested suspects suspect charged
    survive survived survivors missing rescued
    win wins won winner winners lose loses lost score scored result results outcome end ends ended begin begins began begun start
    starts started finish finished last lasted open opened close closed next later earlier first early late afterwards before again
    cost costs price paid pay worth money damage damages cause caused causes reason reasons much many more less most least long
    short big large small tall high deep wide far fast old new young good bad easy hard soon often
    number numbers total amount figure figures percent age year years month months week weeks day days time times date hour hours
    minute minutes today yesterday tomorrow now currently current recently recent still yet ever never already exactly actually
    really else other others another same different difference examples example kind kinds type types part parts way ways side
    detail details information info further example sure possible involved affected responsible name named called
    issue issues problem problems
    sorry apologies apology thanks thank great ok okay yes no hi hello
    please help want need needs wanted interested like maybe perhaps
"""
GENERAL = frozenset(terms(_GENERAL))


@lru_cache(maxsize=4096)
def is_general(term: str) -> bool:
    """Say whether an analysed term is so general that it names no subject."""
    return term in GENERAL


# A noun that says of what kind its bearer is, so that "the company" can be matched with a name.
PERSON_NOUNS = frozenset(
    """actor actress artist athlete author boy boss candidate captain champion chancellor chairman chairwoman chief coach
    composer dentist director doctor driver engineer farmer fisherman founder girl goalkeeper governor head judge king lady
    lawyer leader man mayor minister officer owner patient physician pilot player poet policeman politician pope president
    priest prince princess professor prosecutor queen scientist secretary senator singer skipper soldier spokesman
    spokeswoman striker suspect teacher victim winner witness woman writer""".split()
)
PLACE_NOUNS = frozenset(
    """airport area beach borough building castle church city coast cosmodrome country county district harbour harbor hall hospital
    hotel island lake museum nation park place port prison province region river school site square stadium state station street
    theatre theater town valley venue village university""".split()
)
GROUP_NOUNS = frozenset(
    """agency association army authority bank band board charity club committee company council court crew family firm
    government group jury league ministry organisation organization party police publisher school service staff team union""".split()
)
THING_NOUNS = frozenset(
    """accident aircraft album array attack battle bill boat bomb book bridge car case clinic competition conference crash
    deal disease drug earthquake election episode eruption event exhibition ferry festival film final fire flood game incident law
    match meeting mission missile movie novel outbreak phone plan plane play poem procedure product program programme project
    protest race reactor report rocket satellite series ship show song spacecraft storm strike study summit system telescope
    tournament tower train treaty trial tunnel turbine vaccine vessel virus volcano vote war whale wreck""".split()
)
