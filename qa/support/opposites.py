"""Words that turn a sentence round, and words that stand for one another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from qa.support.texts import root_of

# Words that turn a sentence round; the first and second of a line stand against each other. After "~" they are also two ways
# to tell one thing: "A beat B" and "B lost to A".
_OPPOSED = """
rise increase grow climb jump surge soar gain higher upward rally advance|fall drop decline decrease sink slip plunge slump shrink tumble lower dip slide downward plummet
~win beat defeat victory winner|lose loss loser
accept agree approve endorse back support welcome favour praise adopt ratify|reject oppose veto refuse condemn criticise denounce abandon scrap shelve
uphold|overturn quash annul
unchanged steady|raise cut change
ascent|descent
free release|jail imprison detain arrest
build rebuild|demolish dismantle
marry|divorce
urban|rural
temporary|permanent
voluntary|compulsory mandatory
domestic|foreign
upper|lower
minimum|maximum
full|empty
victim|attacker culprit
convict guilty|acquit innocent clear exonerate
survive alive living survivor|die kill fatal perish
open reopen|close shut closure
start begin launch commence|end finish stop halt cease
arrive enter join|leave depart exit quit
~buy purchase acquire|sell seller
allow permit legalise legal lawful|ban forbid prohibit outlaw illegal unlawful block
hire appoint recruit|fire sack dismiss
improve strengthen better|worsen weaken deteriorate worse
succeed success successful|fail failure unsuccessful
raise boost expand lengthen|cut reduce curb slash shorten
most majority|fewest minority
highest largest biggest longest oldest best most|lowest smallest shortest youngest worst least
higher larger bigger longer older faster earlier more greater heavier taller|lower smaller shorter younger slower later less fewer lighter
early earlier|late later
~husband father son brother man boy male grandfather uncle|wife mother daughter sister woman girl female grandmother aunt
north northern|south southern
east eastern|west western
before|after
above|below
admit confess acknowledge|deny denied
safe|dangerous unsafe
rich wealthy|poor
hot warm|cold cool
always|never
public|private
senior|junior
inside indoors|outside outdoors
possible|impossible
~lend|borrow
import|export
profit surplus|deficit
promote|relegate
found discover|lose
remember|forget
love|hate
encourage|discourage
activate induce promote upregulate stimulate enhance|inhibit suppress repress block downregulate prevent
present presence|absent absence
positive|negative
"""
# Words that news uses for one another, none of which turns a sentence round.
_ALIKE = """
kill die fatal|injure hurt wound|jail imprison prison sentence|worker employee staff employ workforce|rescuer rescue
child kid youngster|lawyer attorney barrister solicitor|film movie|car vehicle|doctor physician|firm company business
boss chief|aid help assist|probe investigate inquiry|blast explosion explode|blaze fire|crash collide collision
house home|pupil student schoolchild|cost price worth|talk negotiate discuss|vote ballot|leader head|storm hurricane
match game|ship vessel boat|plane aircraft jet|police officer|minister secretary|attack assault|illness disease
fire extinguish|abandon drop scrap shelve ditch cancel|vanish disappear|auction sell|carry transport|cargo freight load
price cost bill|expensive dear costly|staff personnel crew|hospital clinic|patient sick ill|injury wound hurt|victim dead
court judge tribunal|judge ruling verdict judgment rule|guilty convict|sentence prison|accuse charge allege|claim say state
free release|seize confiscate|smuggle traffic|theft steal rob|murder kill|search look hunt|find discover detect spot
count number total|breed nest|ban forbid bar|visitor tourist guest|expert specialist scientist researcher
poll survey|elect vote choose|win gain earn|victory win triumph|defeat beat|lead front ahead|race contest competition
champion winner|player footballer|coach manager trainer|squad team side|stadium ground arena|spectator crowd fan
pay wage salary|income earnings|layoff redundancy|dismiss fire sack|hire recruit|strike walkout|union labour
tax levy duty|fee charge|grant subsidy|loan credit|debt owe|budget spend|economy economic
inflation price|forecast predict expect project|fell drop decline decrease|growth grow rise increase|halt stop suspend
start begin launch|open inaugurate|complete finish|postpone delay defer|cancel call|extend prolong lengthen
destroy ruin wreck|damage harm|collapse fall|rebuild restore repair renovate|flee escape|rescue save|evacuate leave
storm gale|flood inundate|rain downpour|heat hot warm|cold freeze|ice snow|quake earthquake|blaze fire burn|smoke fume
bridge span|road street motorway highway|rail train railway|airport runway|port harbour harbor|park parking
town city municipality|village hamlet|region province area district|country nation state|border frontier
government cabinet administration|parliament assembly legislature|law legislation act|bill law|treaty pact accord agreement deal
premier minister|president leader|spokesman spokeswoman spokesperson|mayor town|councillor council|opposition opponent
protest demonstrate demonstration rally march|riot unrest|troop soldier army military|weapon arm gun|ceasefire truce
bomb explosive|shoot gun fire|hostage captive|refugee migrant|asylum refuge
teach teacher school|university college|study research|degree graduate|exam test|book novel|author writer novelist
film movie|actor star|song music|painting picture artwork|museum gallery|award prize honour|exhibition show display
vaccine jab shot|virus infection infect|epidemic outbreak|drug medicine medication|surgery operation|disease illness sickness
birth born|wedding marriage marry|funeral bury|husband wife spouse|kid child|teenager youth young|elderly old
farm farmer agriculture|crop harvest|cattle cow|fish fishing fisherman|forest wood tree|river stream|coast shore
factory plant mill|product goods|customer client|shop store retailer|market sale|export ship|import bring|supplier supply
phone telephone mobile|computer machine|software program|internet online web|email mail message|website site
begin start found establish|head lead chair run|former ex|current present|last final|previous earlier former|next follow
main chief principal major|key important main|wealthy rich|huge big large enormous|tiny small|quick fast rapid
alone solo|nearly almost|about some around roughly|below under|above over|yearly annual year|daily day|monthly month
double twice|back return|hope want wish|urge call demand|warn caution|admit acknowledge
deny reject|promise pledge vow|refuse decline|agree accept|allow permit let|force compel oblige|prevent stop avert
blame fault|cause reason lead|due because|result outcome|aim goal target|chance likelihood|risk danger hazard|safe secure
need require|use employ|try attempt seek|help assist aid|join enter|leave depart quit|arrive reach come|return back
send dispatch|receive get|move relocate transfer|turn convert transform|keep remain stay|stay remain|continue go|wait await
quit resign step|name call|build construct|use employ|need require|large big huge|small little|fast quick rapid
show display|hit strike|plan intend|ask request|give hand|get receive obtain|think believe|show reveal
"""
_LINES = _OPPOSED.strip().splitlines()
CONVERSE = frozenset(number for number, line in enumerate(_LINES) if line.startswith("~"))


@lru_cache(maxsize=1)
def opposites() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return (number of the pair, side) of each root that has an opposite."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(_LINES):
        for side, words in enumerate(line.lstrip("~").split("|")):
            for word in words.split():
                found.setdefault(root_of(word), []).append((number, side))
    return MappingProxyType({root: tuple(dict.fromkeys(places)) for root, places in found.items()})


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    lines = [line for number, line in enumerate(_LINES) if number not in CONVERSE or "husband" not in line]
    groups = [group for line in [*lines, *_ALIKE.strip().splitlines()] for group in line.lstrip("~").split("|")]
    for group in groups:
        roots = {root_of(word) for word in group.split()}
        for root in roots:
            found.setdefault(root, set()).update(roots)
    return MappingProxyType({root: frozenset(roots) for root, roots in found.items()})


def alike(root: str) -> frozenset[str]:
    """Return the roots that may stand for one, itself among them."""
    return _groups().get(root) or frozenset({root})
