"""A text as the checks read it: its words in order, each with the root it shares with its other forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from index.terms import analyse, is_stop_word, terms

MOST_CHARS = 20_000  # of one text that are read

# Forms that a stemmer leaves apart, by the form a dictionary lists.
_IRREGULAR = {
    "rise": "rose risen", "fall": "fell fallen", "win": "won", "lose": "lost loses losing", "sink": "sank sunk",
    "beat": "beaten", "shrink": "shrank shrunk", "grow": "grew grown", "begin": "began begun", "take": "took taken",
    "leave": "left", "sell": "sold sale", "buy": "bought", "give": "gave given", "tell": "told", "speak": "spoke spoken",
    "shoot": "shot", "strike": "struck", "steal": "stole stolen", "choose": "chose chosen", "fight": "fought",
    "catch": "caught", "teach": "taught", "think": "thought", "bring": "brought", "build": "built", "hold": "held",
    "keep": "kept", "pay": "paid", "meet": "met", "lead": "led", "break": "broke broken", "draw": "drew drawn",
    "know": "knew known", "fly": "flew flown", "throw": "threw thrown", "go": "went gone", "come": "came", "run": "ran",
    "see": "saw seen", "write": "wrote written", "drive": "drove driven", "eat": "ate eaten", "find": "found",
    "get": "got gotten", "make": "made", "send": "sent", "spend": "spent", "become": "became", "feel": "felt",
    "flee": "fled", "freeze": "froze frozen", "hide": "hid hidden", "ride": "rode ridden", "sing": "sang sung",
    "swim": "swam swum", "wear": "wore worn", "bear": "bore born", "drink": "drank drunk", "shake": "shook shaken",
    "stand": "stood", "understand": "understood", "lend": "lent", "hang": "hung hanged", "tear": "tore torn",
    "swear": "swore sworn", "forbid": "forbade forbidden", "die": "died dies dying dead death deaths", "say": "said says",
    "man": "men", "woman": "women", "child": "children", "person": "people persons", "high": "height",
    "long": "length", "wide": "width", "deep": "depth", "lie": "lay lain", "bite": "bit bitten", "dig": "dug",
    "feed": "fed", "bind": "bound", "sweep": "swept", "sleep": "slept", "creep": "crept", "deal": "dealt",
    "mean": "meant", "burn": "burnt", "learn": "learnt", "bend": "bent", "spin": "spun", "stick": "stuck",
    "swing": "swung", "weave": "wove woven", "wake": "woke woken", "arise": "arose arisen", "forget": "forgot forgotten",
    "overtake": "overtook overtaken", "undergo": "underwent undergone", "withdraw": "withdrew withdrawn",
    "marry": "marriage", "sign": "signature", "arrive": "arrival", "approve": "approval", "refuse": "refusal",
    "lay": "laid", "seek": "sought", "wind": "wound", "blow": "blew blown", "be": "is are was were been being am",
}  # fmt: skip


# How something is told or meant rather than what.
_LIGHT = frozenset(
    """according accord plan plans planned intends intended reportedly added adds noted notes stated states mentioned total overall currently
    around nearly almost approximately roughly just least fewer several""".split()
)


def _stem(word: str) -> str:
    return terms(word)[0]


_ROOTS: Mapping[str, str] = MappingProxyType(
    {_stem(form): _stem(base) for base, forms in _IRREGULAR.items() for form in forms.split()}
)


def root_of(word: str) -> str:
    """Return what a word shares with its other forms: "won", "wins" and "winning" are one."""
    analysed = terms(word)
    return _ROOTS.get(analysed[0], analysed[0]) if analysed else ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text[start:end] == surface`.

    Attributes:
        root: What it shares with its other forms.
        says_something: It is no stop word.
        begins: It is the first of its sentence, line or quotation, so that its capital need not mean a name.
    """

    surface: str
    root: str
    start: int
    end: int
    says_something: bool
    begins: bool

    @property
    def lower(self) -> str:
        """The word in small letters, apostrophes straight."""
        return self.surface.lower().replace("’", "'")

    @property
    def has_capital(self) -> bool:
        """It is written with a capital first."""
        return self.surface[0].isupper()


_BEGINS = re.compile(r"(?:^|[.!?:;…]|\n|[“\"‘(\[*#•>|–—-])[\s“\"‘'(\[*_#•>-]*$")


@dataclass(frozen=True, eq=False)  # compared by identity: `read_text` returns the same one for the same text
class Text:
    """A text and its words."""

    text: str
    words: tuple[Word, ...]

    @cached_property
    def roots(self) -> frozenset[str]:
        """Every root in it, stop words among them."""
        return frozenset(word.root for word in self.words)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """Every root in order."""
        return tuple(word.root for word in self.words)

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """The words that say something, in order."""
        return tuple(word for word in self.words if word.says_something)

    @cached_property
    def content_roots(self) -> tuple[str, ...]:
        """The roots of the words that say something, in order."""
        return tuple(word.root for word in self.content)


@lru_cache(maxsize=4096)
def read_text(text: str) -> Text:
    """Read a text; what lies beyond `MOST_CHARS` is left out."""
    text = text[:MOST_CHARS]
    words = []
    for term in analyse(text):
        surface = text[term.start : term.end]
        begins = surface[0].isupper() and bool(_BEGINS.search(text, max(0, term.start - 12), term.start))
        begins = begins or not words
        root = _ROOTS.get(term.value, term.value)
        words.append(Word(surface, root, term.start, term.end, not is_stop_word(surface) and surface.lower() not in _LIGHT, begins))
    return Text(text, tuple(words))


def same_characters(text: str) -> str:
    """Return a text of the same length with one kind of quotation mark, apostrophe, dash and blank."""
    return text.translate(_VARIANTS)


_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛`´′ʼ", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2002\u2003\n\t\r", " "),
    }
)
