"""Articles that try to break a page: by their markup, their letters, their length."""

from __future__ import annotations

import json
from pathlib import Path

EVIL = "https://evil.example"
ATTACKS = {
    "markup": f"<script>alert(1)</script><img src=x onerror=alert(2)><iframe src={EVIL}></iframe><b onclick=alert(3)>bold</b>",
    "links": f"[a](javascript:alert(4)) <a href='javascript:alert(5)'>b</a> ![c]({EVIL}/c.png) {EVIL}/d.png <{EVIL}> [e]: {EVIL}",
    "vectors": "<svg onload=alert(6)><animate onbegin=alert(7) /><foreignObject><iframe srcdoc='<script>alert(8)</script>'>"
    "</foreignObject></svg><math><mtext><mglyph><style><img src=x onerror=alert(9)></style></mglyph></mtext></math>",
    "styles": f"</style><style>*{{display:none!important}} @import '{EVIL}/a.css';</style><link rel=stylesheet href={EVIL}/b.css>"
    f"<p style='position:fixed;inset:0;background:url({EVIL}/c.png)'>over everything</p>",
    "comments": "<!-- hidden --> <!--><script>alert(10)</script> <![CDATA[ <img src=x onerror=alert(11)> ]]> <?php echo 1 ?> </p></div></article>",
    "entities": "&lt;script&gt;alert(12)&lt;/script&gt; &#60;img src=x onerror=alert(13)&#62; &amp;lt;b&amp;gt; &nbsp;&zwj;&NotAThing; &#0; &#xD800;",
    "attributes": "\" onmouseover=\"alert(14)\" x=' autofocus onfocus='alert(15)' `onclick=alert(16)`",
    "braces": "{{constructor.constructor('alert(17)')()}} ${alert(18)} #{7*7} {0} {title} {x!r:>{y}} %s %(x)s <%= 7 %> {% raw %}",
    "markdown": "**bold** _it_ ~~gone~~ `code` $x^2$ $$y$$ \\(z\\) | a | b | # head > quote - [ ] box 1. one ![i][r] [r]: /r ::: [^1] "
    + "*" * 1500 + "[" * 1500 + "](" * 400 + "~" * 300 + "`" * 501,
    "fences": "fenced\n\n" + "> " * 150 + "deep\n\n" + "- " * 150 + "deep\n\n```html\n<script>alert(19)</script>\n```\n\n"
    "| a | b |\n|---|---|\n| <img src=x onerror=alert(20)> | c |\n\n# Heading\n\n<details open ontoggle=alert(21)>\n\nSetext\n===",
    "long word": "unbreakable" * 9_000,
    "zero width": "ze\u200bro\u200d wi\u2060dth\ufeff \u00adsoft\u00ad " + "\u200b" * 300 + "a" + "\u0301" * 200,
    "bidi": "\u202egnp.live\u2066 isolated \u2067 never closed \u202b \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u061c \u200f",
    "control": "bell\x07 escape\x1b[31mred\x1b[0m nul\x00nul del\x7f nel\x85 line\u2028par\u2029 tab\t return\r end\x0c",
    "surrogates": "half \ud83d and \udc00 reversed \udfff\ud800 noncharacter \ufffe\uffff",
    "emoji": "👩‍👩‍👧‍👦" * 60 + "🏳️‍🌈🇩🇪🇪🇺" * 40 + "👍🏽" + "\ufe0f" * 50,
}  # fmt: skip
# A name of its own for each, so that a question finds its article.
PLACES = dict(
    zip(
        ATTACKS,
        ("Aldermoor", "Brackwater", "Corvendale", "Dunmarrow", "Eskelund", "Farthing", "Gullhaven", "Hexworthy",
         "Inverlay", "Jorvansund", "Kestrelby", "Lindqvist", "Marrowick", "Nordhaven", "Oxenholme", "Pellwater"),
        strict=True,
    )
)  # fmt: skip
URLS = ("javascript:alert(90)", "data:text/html,<script>alert(91)</script>", f'{EVIL}/" onmouseover="alert(92)',
        "https://[broken", f"//{EVIL}", f"{EVIL}/{'long/' * 300}", "  java\tscript:alert(93)", f"{EVIL}/?a=<b>&c=[d](e)")  # fmt: skip


def question_for(attack: str) -> str:
    """Return the question that the article of an attack answers."""
    return f"How many lamps does the lighthouse of {PLACES[attack]} have?"


def write_articles(folder: Path) -> Path:
    """Write one article for each attack, which stands in every field of it, and one of very many lines."""
    rows = [_row(number, attack) for number, attack in enumerate(ATTACKS)]
    lines = "Sold.\n" * 20_000  # few word pieces, as each of them is embedded
    rows.append({"title": "Ledger of Quillmouth", "text": f"{lines}The ledger of Quillmouth was closed in 1899."})
    file = folder / "hostile.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def _row(number: int, attack: str) -> dict[str, str]:
    payload, place = ATTACKS[attack], PLACES[attack]
    return {
        "title": f"{payload} The lighthouse of {place} {payload}",
        "text": f"{payload}\n\nThe lighthouse of {place} has {number + 20} lamps {payload} and a keeper. "
        f"{payload} The keeper of {place} is content.\n\n{payload}",
        "source": f"{payload} Post",
        "author": f"{payload} Quill",
        "url": f"{URLS[number % len(URLS)]}#{number}",  # an article is known by its address
        "published": f"2023-05-{number + 1:02}",
    }
