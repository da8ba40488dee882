"""Forms of sentences and the questions they answer: what comes before the verb, the verb, what comes after it.

A form's groups are put into its question: `subject`, `aux`, `verb` (as its base form), `rest` and so on.
"""

from __future__ import annotations

import re
from typing import Final

from qa.editing.names import JOINS, TITLE, WORD
from qa.parts.subquestions import MONTHS, WEEKDAYS, YEAR
from qa.verbs import BASE_OF

NAME: Final = rf"{WORD}(?: (?:{JOINS} )?{WORD})*"
THING: Final = r"The (?:[a-z]+ )?[a-z]+"  # one that the article has named, or that the reader has in mind
NAMED: Final = rf"(?:{THING}|(?:The )?{NAME})"
ASIDE: Final = r"(?:, (?:an? |the |now |then |who |whose |which |where )[^,]{3,120},)?(?: (?:also|formally|officially|later|recently|previously|publicly))?"
DATELINE: Final = re.compile(r"^[A-Z][A-Z .’'-]+(?:, [A-Z][\w .]+)?(?: \([\w /]+\))? ?[-–—] ")
UNSURE: Final = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|cannot|without|denie[sd]|unclear|if|unless|whether|would|could|may|might|should|"
    r"can|must|expected|planned|alleged(?:ly)?|reported(?:ly)?|accus\w+|suspect\w*|due to \w+ (?:on|in|at)|false\w*|wrong\w*|mis\w+)\b|n[’']t\b",
    re.IGNORECASE,
)
LEANING: Final = re.compile(
    r"\b(?:he|she|it|they|we|you|I|him|her|them|us|his|hers|its|their|theirs|our|your|my|this|that|these|those|here|there|then|now|"
    r"who|which|whose|whom|what|when|where|why|how|one|ones|other|others|another|same|such|so|said|says|himself|herself|itself|themselves|also|again|too|further|more|"
    r"earlier|later|since|ago|yesterday|today|tomorrow|tonight|last|next|former|latter|both|yet|still|already|just)\b",
    re.IGNORECASE,
)
OWN: Final = re.compile(r"\b(?:its|his|her(?= [a-z])|their)\b")
TIMED: Final = re.compile(
    rf"\b(?:{MONTHS}|{WEEKDAYS}|{YEAR}|before|after|while|during|(?:morning|day|night|week|month|year|time)s)\b"
)
PARTICIPLE: Final = (
    r"(?:[a-z]{2,}ed|born|built|held|found|shot|hit|won|lost|sold|bought|made|sent|seen|given|taken|known|written|drawn|grown|shown|"
    r"thrown|broken|chosen|driven|stolen|frozen|beaten|brought|caught|taught|cut|set|shut|sunk|struck|swung|laid|paid|put|led|lit|torn)"
)
_WHEN: Final = (
    rf"(?:on (?:the )?(?:(?:{WEEKDAYS}),? )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})|on (?:{MONTHS}) \d|"
    rf"(?:on )?(?:{WEEKDAYS})|in (?:(?:early|late|mid)[- ])?(?:{MONTHS})|in {YEAR}|at (?:noon|midnight)|at \d{{1,2}}[.:]?\d{{0,2}} ?(?:am|pm))"
)
_EVENT: Final = (
    r"(?:born|held|built|found|arrested|launched|killed|buried|raised|filmed|opened|seen|discovered|assembled|based|located|staged|signed|"
    r"shot|detained|founded|crowned|sworn in|elected|jailed|tried|unveiled|hosted|sentenced|laid to rest)"
)
_FIRSTS: Final = (  # what mostly one person does, once
    r"(?:won|founded|designed|directed|wrote|built|invented|discovered|opened|created|painted|composed|succeeded|replaced|defeated|beat|"
    r"bought|acquired|chaired|hosted|captained|drafted|edited|unveiled|signed)"
)
_PAST: Final = rf"(?:{'|'.join(BASE_OF)})"
_OBJECT: Final = r"(?: [\w’'-]+){0,6}"
_STOP: Final = rf"(?=[.,;]| (?:after|when|while|and|but|because|before) | (?:on|between|from) (?:{WEEKDAYS})| (?:in|between|from) (?:{MONTHS}|{YEAR}))"
_COUNTED: Final = (
    r"(?P<number>\d[\d,.]*(?: (?:million|billion|thousand))?|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Dozens of|Hundreds of|"
    r"Thousands of)"
)
_WILLED: Final = r"(?:agreed|decided|promised|refused|offered|vowed|pledged|threatened|chose|voted|failed|declined)"
_ANY_VERB: Final = (
    r"(?!the\b|an?\b|its\b|his\b|her\b|their\b|more\b|all\b|do\b|comment\b|respond\b|say\b|answer\b|discuss\b)[a-z]{2,}"
)
_SOMEWHERE: Final = rf"(?:in|at|near|off|on) (?:the )?(?!{MONTHS}|{WEEKDAYS}|{YEAR}){WORD}"
_ENDS_ITSELF: Final = (
    r"(?:arrive|begin|close|end|expire|finish|launch|meet|open|reopen|resign|resume|retire|return|start|vote)"
)
_ENDED_ITSELF: Final = (
    r"(?:arrived|began|closed|collapsed|crashed|died|ended|expired|fell|finished|landed|launched|met|opened|reopened|resigned|resumed|"
    r"retired|returned|sailed|sank|started|voted|withdrew)"
)
_CURRENCY: Final = "crowns|dollars|pounds|euros|francs|kroner|kronor|pesos|roubles|rubles|rupees|yen|yuan|cents|pence"
_MONEY: Final = rf"(?:(?:about|around|nearly|almost|over|some|more than|up to|at least) )?(?:[$£€¥]\s?\d|\d[\d,.]*(?: (?:million|billion))? (?:{_CURRENCY}))"

TURNED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        ("When {aux} {subject} {rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>was|were) (?P<rest>{PARTICIPLE}(?: [\w’'-]+){{0,6}}?) {_WHEN}"),
        ("When will {subject} {rest}?", rf"^(?P<subject>{NAMED}){ASIDE} will (?P<rest>{_ENDS_ITSELF}|[a-z]+(?: [\w’'-]+){{1,6}}?) {_WHEN}"),
        ("Where {aux} {subject} {rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>was|were|is) (?P<rest>{_EVENT}) (?:in|at|near|outside|off) (?:the )?(?!{MONTHS}|{WEEKDAYS}){WORD}"),
        ("Why {aux} {subject} {rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>was|were|is|are) (?P<rest>{PARTICIPLE}(?: [\w’'-]+){{0,5}}?),? (?:because|owing to|due to)\b"),
        ("Who {rest} {subject}?", rf"^(?P<subject>{NAMED}){ASIDE} (?:was|were|is|are) (?P<rest>[a-z]{{2,}}ed) by (?:{TITLE} )?(?P<agent>{NAME})"),
        ("Who {rest}?", rf"^(?P<agent>(?:{TITLE} )?{NAME}){ASIDE} (?P<rest>{_FIRSTS} (?:the )?{NAME})(?=[.,]| (?:on|in|at|as|with|by|after|for|to) (?!{WORD})| (?:on|in) (?:{WEEKDAYS}|{MONTHS}|{YEAR}))"),
        ("When did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>{_ENDED_ITSELF}|{_PAST}(?! {_WHEN}))(?P<rest>{_OBJECT}?) {_WHEN}"),
        ("Why did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>{_PAST})(?P<rest>{_OBJECT}?),? (?:because|owing to|due to)\b"),
        ("How many {things} did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>{_PAST}) (?:(?:about|around|more than|nearly|almost|some|over|at least) )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z]{{3,}}s|people|men|women|children))(?P<rest>(?: (?:in|for|at|from|on|to) [^,;:.–—]{{3,40}}?)??){_STOP}"),
        ("How much did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>paid|spent|raised|lost|earned|donated|made|invested|borrowed) {_MONEY}(?P<rest>(?: (?:in|for|on|to|from) [^,;:.–—]{{3,40}}?)??){_STOP}"),
        ("What did {subject} {verb}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>announced|launched|banned|proposed|rejected|demanded|approved|cancelled|discovered|bought|sold|invented|introduced|unveiled|published|stole|won|abolished|designed|destroyed|acquired|issued|released|signed|filed|ordered|suspended)(?: (?:on )?(?:{WEEKDAYS}))? (?:an? |that |the |its |his |her |all |{WORD})"),
        ("What {aux} {subject} {done}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>has|have) (?P<done>announced|launched|banned|proposed|approved|cancelled|recalled|bought|sold|introduced|unveiled) (?:an? |the |its |all |{WORD})"),
        ("What did {subject} {verb} to do?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>{_WILLED}) to {_ANY_VERB}"),
        ("What does {subject} plan to do?", rf"^(?P<subject>{NAMED}){ASIDE} plans to {_ANY_VERB}"),
        ("What does {subject} want to do?", rf"^(?P<subject>{NAMED}){ASIDE} wants to {_ANY_VERB}"),
        ("What {aux} {subject} {done} to do?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>has|have) (?P<done>{_WILLED}) to {_ANY_VERB}"),
        ("What {aux} {subject} {done}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>was|were) (?P<done>charged with|convicted of|found guilty of|sentenced to|fined for|praised for|named after|replaced by|made of) (?!{MONTHS}|{WEEKDAYS})[\w“]"),
        ("What {aux} {subject} {done}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>is|are) (?P<done>(?:best )?known for|named after|made of) [\w“]"),
        ("What did {subject} {verb} for?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>called) for [\w“]"),
        ("What did {subject} {verb} for?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>apologi[sz]ed) for [\w“]"),
        ("What did {subject} {verb} guilty to?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>pleaded) guilty to [\w“]"),
        ("How much was {subject} fined?", rf"^(?P<subject>{NAMED}){ASIDE} was fined {_MONEY}"),
        ("Where did {subject} {verb}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>died|landed|crashed|arrived) {_SOMEWHERE}"),
        ("Where did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>made)(?P<rest> landfall) {_SOMEWHERE}"),
        ("Where did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>ran)(?P<rest> aground) {_SOMEWHERE}"),
        ("Where did {subject} {verb}{rest}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<verb>met)(?P<rest>(?: {WORD}){{1,3}}) {_SOMEWHERE}"),
        ("How {size} {aux} {subject}?", rf"^(?P<subject>{NAMED}){ASIDE} (?P<aux>is|was) (?:(?:about|nearly|almost|just|only|some) )?\d[\d,.]* ?[a-z]+ (?P<size>long|tall|high|wide|deep|old|thick)\b"),
        ("How much did {subject} cost?", rf"^(?P<subject>{NAMED}){ASIDE}(?: (?:is|was) [^,]{{3,40}} and)? cost {_MONEY}"),
        ("How many {things} {aux} {rest}?", rf"^(?:(?:At least|About|Around|More than|Nearly|Almost|Some|Over) )?{_COUNTED} (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z]{{3,}}s|people|men|women|children)) (?P<aux>were|are) (?P<rest>[a-z][^,;:–—]*?)(?=,|[.;:]? ?$| on (?:{WEEKDAYS}|\d)| in (?:{MONTHS}|{YEAR})| (?:after|when|while|and|but|as|by|with|to) )"),
        ("How many {things} {aux} {rest}?", rf"^(?:(?:At least|About|Around|More than|Nearly|Almost|Some|Over) )?{_COUNTED} (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z]{{3,}}s|people|men|women|children)) (?P<aux>died|attended|voted|signed|visited|fled|took part|live|lived|work|worked) (?P<rest>[a-z]*[^,;:–—]*?)(?=,|[.;:]? ?$| on (?:{WEEKDAYS}|\d)| in (?:{MONTHS}|{YEAR})| (?:after|when|while|and|but|as|by|with|to) )"),
    )
)  # fmt: skip
