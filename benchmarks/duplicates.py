"""Precision and recall of near-copy detection on the sample articles, edited with graded strength.

    python benchmarks/duplicates.py                       the table, also written to results/duplicates.json
    python benchmarks/duplicates.py --articles FILE.jsonl  the same edits on other articles

Every article is edited in each of the ways below. Copies are what an outlet makes of a wire text: another
headline, cuts, a local paragraph, its house style, some other words. Versions are what a desk makes of its own
text when a fact was wrong; they must not be taken for copies. Pairs of different articles are negatives too.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import seeds
from index.articles import Article
from index.chunking import split_sentences
from index.duplicates import are_copies, bands
from index.readers import ReadFailure, ReadOptions, read_path

RESULTS = Path(__file__).parent / "results" / "duplicates.json"
# Sample articles that are another outlet's print of the same agency text, in the order of their ids.
REAL_COPIES = {("2023-09-23-ropewalk-bridge-opens", "2023-09-24-ostrand-post-ropewalk-bridge")}
Edit = Callable[[str, random.Random], str]

_NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
_SYNONYMS = {
    "said": "told reporters", "about": "around", "began": "started", "people": "residents", "also": "in addition",
    "big": "large", "help": "assist", "near": "close to", "show": "display", "after": "following", "but": "yet",
    "children": "kids", "small": "little", "road": "street", "house": "home", "asked": "urged", "start": "begin",
}  # fmt: skip
_LOCAL = (
    "Readers in Oxmere will remember a similar case at the old mill, which kept the council busy for a whole summer."
)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def dressed(text: str, rng: random.Random) -> str:
    """Dateline, agency in brackets, a credit line at the end."""
    return f"OXMERE (HALPRESS) - {text}\n\nReporting by the Oxmere desk; editing by J. Farrow"


def cut(share: float) -> Edit:
    """Keep the first paragraphs only, as when space is short."""

    def edit(text: str, rng: random.Random) -> str:
        parts = _paragraphs(text)
        return "\n\n".join(parts[: max(2, round(share * len(parts)))])

    return edit


def local_paragraphs(text: str, rng: random.Random) -> str:
    """Two paragraphs of the outlet's own in between."""
    parts = _paragraphs(text)
    for _ in range(2):
        parts.insert(rng.randint(1, len(parts)), _LOCAL)
    return "\n\n".join(parts)


def house_style(text: str, rng: random.Random) -> str:
    """Numbers in figures, straight quotes, no titles, the percent sign."""
    for value, word in enumerate(_NUMBERS, start=2):
        text = re.sub(rf"\b{word}\b", str(value), text)
    text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\b(?:Mr|Mrs|Ms|Dr) ", "", re.sub(r" per ?cent\b", "%", text))


def reworded(share: float) -> Edit:
    """Other words for a share of those that have one."""

    def edit(text: str, rng: random.Random) -> str:
        def other(match: re.Match[str]) -> str:
            word = match.group()
            return _SYNONYMS[word] if word in _SYNONYMS and rng.random() < share else word

        return re.sub(r"[a-z]+", other, text)

    return edit


def dropped_sentences(share: float) -> Edit:
    """Single sentences left out here and there."""

    def edit(text: str, rng: random.Random) -> str:
        spans = split_sentences(text)
        for start, end in reversed(spans[1:]):
            if rng.random() < share:
                text = text[:start] + text[end:]
        return text

    return edit


def all_together(text: str, rng: random.Random) -> str:
    """Dressed, cut, reworded and in another house style at once."""
    return dressed(house_style(reworded(0.3)(cut(0.7)(text, rng), rng), rng), rng)


def other_number(text: str, rng: random.Random) -> str:
    """One figure corrected."""
    found = list(re.finditer(r"(?<![\d.,/:-])\d{1,4}(?![\d.,/:-])", text)) or None
    if found is None:
        return other_name(text, rng)
    match = rng.choice(found)
    return text[: match.start()] + str(int(match.group()) + rng.randint(1, 9)) + text[match.end() :]


def other_name(text: str, rng: random.Random) -> str:
    """One name corrected throughout."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)
    return re.sub(rf"\b{rng.choice(names)}\b", "Wexcombe", text)


def negated(text: str, rng: random.Random) -> str:
    """One statement turned into its opposite."""
    match = rng.choice(list(re.finditer(r"\b(was|is|were|had|has|will|are|can) ", text)))
    return text[: match.end()] + "not " + text[match.end() :]


def corrected_and_cut(text: str, rng: random.Random) -> str:
    """A figure corrected in the first half, which alone is kept."""
    return other_number(cut(0.6)(text, rng), rng)


def corrected_and_dressed(text: str, rng: random.Random) -> str:
    """A name corrected, and everything an outlet does besides."""
    return dressed(house_style(other_name(text, rng), rng), rng)


COPIES: dict[str, Edit] = {
    "identical": lambda text, rng: text,
    "dateline and credits": dressed,
    "cut to 80 %": cut(0.8),
    "cut to half": cut(0.5),
    "local paragraphs": local_paragraphs,
    "house style": house_style,
    "a tenth of the sentences left out": dropped_sentences(0.1),
    "a third of the sentences left out": dropped_sentences(0.33),
    "some other words": reworded(0.3),
    "many other words": reworded(1.0),
    "all together": all_together,
}
VERSIONS: dict[str, Edit] = {
    "one figure": other_number,
    "one name": other_name,
    "one negation": negated,
    "one figure, and cut": corrected_and_cut,
    "one name, dressed, house style": corrected_and_dressed,
}


def found(one: Article, other: Article) -> bool:
    """Tell what an index would: candidates by their bands, then the reading."""
    return bool(set(bands(one)) & set(bands(other))) and are_copies(one, other)


def measure(articles: Sequence[Article], seed: int = 7) -> dict[str, object]:
    """Return the share of pairs taken for copies by kind of edit, and precision and recall over all."""
    rng = random.Random(seed)
    shares: dict[str, dict[str, float]] = {"copies": {}, "versions": {}}
    right = wrong = copies = 0
    for kind, edits in (("copies", COPIES), ("versions", VERSIONS)):
        for name, edit in edits.items():
            edited = [(article, _edited(article, edit, rng)) for article in articles]
            taken = sum(found(one, other) for one, other in edited)
            shares[kind][name] = round(taken / len(edited), 3)
            copies += len(edited) if kind == "copies" else 0
            right += taken if kind == "copies" else 0
            wrong += taken if kind == "versions" else 0
    pairs = [tuple(sorted(pair, key=lambda article: article.id)) for pair in combinations(articles, 2)]
    real = [pair for pair in pairs if (pair[0].id, pair[1].id) in REAL_COPIES]
    if real:
        taken = sum(found(*pair) for pair in real)
        shares["copies"]["printed by two outlets"] = taken / len(real)
        copies, right = copies + len(real), right + taken
    strangers = sum(found(*pair) for pair in pairs if pair not in real)
    return {
        "articles": len(articles),
        "taken_for_copies": shares,
        "different_articles": {"pairs": len(pairs) - len(real), "taken_for_copies": strangers},
        "precision": round(right / max(1, right + wrong + strangers), 3),
        "recall": round(right / copies, 3),
    }


def _edited(article: Article, edit: Edit, rng: random.Random) -> Article:
    body = article.text[article.body_start : article.body_end].strip()
    text = edit(body, rng)
    return replace(
        article, id=f"{article.id}-edited", title="Another headline", text=text, body_start=0, body_end=len(text)
    )


def read(path: Path) -> list[Article]:
    """Read articles of at least three paragraphs or eight sentences."""
    options = ReadOptions({}, 2_000_000)
    return [item for item in read_path(path, options) if not isinstance(item, ReadFailure) and _is_long(item)]


def _is_long(article: Article) -> bool:
    return len(split_sentences(article.text, article.body_start, article.body_end)) >= 8


def rows(report: dict[str, object]) -> Iterator[str]:
    """Yield the report as a Markdown table."""
    yield "| edit | is a copy | taken for one |"
    yield "| --- | --- | --- |"
    for kind, answer in (("copies", "yes"), ("versions", "no")):
        for name, share in report["taken_for_copies"][kind].items():  # type: ignore[index]
            yield f"| {name} | {answer} | {share:.0%} |"
    strangers = report["different_articles"]
    yield f"| different articles ({strangers['pairs']:,} pairs) | no | {strangers['taken_for_copies']} |"  # type: ignore[index]
    yield ""
    yield f"Precision {report['precision']:.3f}, recall {report['recall']:.3f}, {report['articles']} articles."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure near-copy detection on edited articles.")
    parser.add_argument("--articles", type=Path, default=seeds.FOLDER)
    path = parser.parse_args().articles
    report = measure(read(path))
    if path == seeds.FOLDER:
        RESULTS.write_text(json.dumps(report, indent=2) + "\n")
    print("\n".join(rows(report)))
