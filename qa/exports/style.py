"""The frame and the style of a page that stands alone: light, dark, on a telephone and on paper."""

from __future__ import annotations

from collections.abc import Sequence

from qa.exports.markup import escape_html

# Every pair of colours of text and ground has a contrast of 4.5 or more (WCAG 2.2, AA), which a test computes.
LIGHT = {
    "paper": "#ffffff", "ink": "#1d1b18", "muted": "#5d5850", "rule": "#d5cfc3", "accent": "#1b4f72",
    "good": "#1e6b34", "good-soft": "#eaf5ec", "doubt": "#7a4b00", "doubt-soft": "#fdf3dc",
    "bad": "#a3211f", "bad-soft": "#fcebea",
}  # fmt: skip
DARK = {
    "paper": "#17181b", "ink": "#ece8e0", "muted": "#b0aaa0", "rule": "#3b3d42", "accent": "#93c4e8",
    "good": "#8fd6a3", "good-soft": "#1d2f23", "doubt": "#f0c674", "doubt-soft": "#332b19",
    "bad": "#f5a8a3", "bad-soft": "#3a2221",
}  # fmt: skip


def _names(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


_STYLE = f"""
:root{{color-scheme:light dark;{_names(LIGHT)}}}
@media (prefers-color-scheme:dark){{:root{{{_names(DARK)}}}}}
@media print{{:root{{{_names(LIGHT)}}}}}
body{{margin:0 auto;padding:2rem 1rem 4rem;max-width:44rem;background:var(--paper);color:var(--ink);
font:1.05rem/1.55 Charter,"Iowan Old Style",Georgia,Cambria,serif;overflow-wrap:anywhere}}
h1,h2,h3{{line-height:1.25;break-after:avoid}} h1{{font-size:1.6rem}} h2{{font-size:1.3rem;margin-top:2.5rem}} h3{{font-size:1.05rem}}
a{{color:var(--accent)}} ul{{padding-left:1.2rem}} li{{margin:.8rem 0;break-inside:avoid}}
.sources{{list-style:none;padding:0}} blockquote{{margin:.3rem 0 .3rem .2rem;padding-left:.8rem;border-left:3px solid var(--rule)}}
.facts,small,footer,.verdict,.reason{{font-family:system-ui,"Segoe UI",Roboto,Arial,sans-serif;font-size:.85rem}}
.facts,small,footer,.reason{{color:var(--muted)}} footer{{margin-top:3rem;border-top:1px solid var(--rule);padding-top:1rem}}
.verdict{{padding:.05rem .35rem;border-radius:.25rem;border:1px solid currentColor}}
.supported{{color:var(--good);background:var(--good-soft)}} .partial{{color:var(--doubt);background:var(--doubt-soft)}}
.unsupported{{color:var(--bad);background:var(--bad-soft)}} .notice{{border-left:3px solid var(--doubt);padding-left:.8rem}}
sup{{line-height:0}} :target{{outline:2px solid var(--accent);outline-offset:.3rem}}
@media print{{body{{padding:0;max-width:none;font-size:10.5pt}} a{{text-decoration:none}} .verdict{{print-color-adjust:exact}}}}
"""

# Nothing may run or load, whatever an article managed to write into the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, body: Sequence[str], data: str = "") -> str:
    """Return a whole page.

    Args:
        title: Text, not yet escaped.
        body: Elements, ready to stand in the page.
        data: A last element that is not shown.
    """
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape_html(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        *body,
        *([data] if data else []),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)
