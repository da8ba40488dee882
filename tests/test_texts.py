"""The texts: every language has all of them, and each is read at the moment it is shown."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

from index.settings import Settings
from qa import prompts
from qa.drafts import phrases as draft_phrases
from qa.exports.phrases import VERDICTS
from ui import texts
from ui.reader import day
from ui.texts import english
from ui.texts.german_phrases import PHRASES

ROOT = Path(__file__).parent.parent
UI = ROOT / "ui"
OTHERS = {name: module for name, module in texts.LANGUAGES.items() if module is not english}
# Words that are the same in both languages, by language.
SAME = {
    "de": {
        "April", "August", "September", "November", "Citewire", "{title} | Citewire", "HTML", "Markdown", "JSON",
        "Index", "{word} ({score:.2f})", "({reasons})", "{place}: {articles}",
    },
}  # fmt: skip
# Clauses that the engine puts together word by word.
PUT_TOGETHER = [
    "1 article", "1 article from", "1 article from 1 outlet", "another process is using the home",
    "articles from 1 outlet", "but answers are limited to 1 sentence (setting max_sentences",
    "sentences (setting max_sentences",
]  # fmt: skip


@pytest.fixture
def german() -> Iterator[None]:
    texts.use("de")
    yield
    texts.use("en")


def named(module: ModuleType) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if name.isupper() and name != "SETTING_HELP"}


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield every part of a text with the path to it; a tuple of one length and a dict of the same keys give the same paths."""
    if isinstance(value, dict):
        yield path, set(value)
        for key, part in value.items():
            yield from leaves(part, f"{path}[{key!r}]")
    elif isinstance(value, tuple):
        yield path, len(value)
        for at, part in enumerate(value):
            yield from leaves(part, f"{path}[{at}]")
    else:
        yield path, value


def every_part(module: ModuleType) -> dict[str, Any]:
    return {path: part for name, value in named(module).items() for path, part in leaves(value, name)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_exactly_the_texts_of_english(language: str) -> None:
    wanted, had = named(english), named(OTHERS[language])
    missing, surplus = sorted(wanted.keys() - had.keys()), sorted(had.keys() - wanted.keys())
    assert not missing, f"{language}: texts to be translated: {', '.join(missing)}"
    assert not surplus, f"{language}: texts that English does not have: {', '.join(surplus)}"


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_texts_of_the_same_shape_with_the_same_placeholders(language: str) -> None:
    wanted, had = every_part(english), every_part(OTHERS[language])
    assert {path: type(part) for path, part in wanted.items()} == {path: type(part) for path, part in had.items()}
    for path, part in wanted.items():
        if isinstance(part, str):
            # one thing may be named where many are counted, never the other way round
            assert placeholders(had[path]) == placeholders(part), path
        else:
            assert had[path] == part or path.startswith("SEPARATORS"), path


@pytest.mark.parametrize("language", OTHERS)
def test_language_leaves_no_english_by_mistake(language: str) -> None:
    had = every_part(OTHERS[language])
    same = {
        path: part
        for path, part in every_part(english).items()
        if isinstance(part, str) and any(char.isalpha() for char in part) and had.get(path) == part
    }
    left = {path: part for path, part in same.items() if part not in SAME[language]}
    assert not left, f"{language}: still in English: {left}"
    assert SAME[language] <= set(same.values())


@pytest.mark.parametrize("language", OTHERS)
def test_language_says_what_each_setting_means(language: str) -> None:
    assert english.SETTING_HELP == {}  # index/settings.py says it
    assert set(OTHERS[language].SETTING_HELP) == set(Settings.model_fields)


def early_reads(tree: ast.AST) -> list[int]:
    """Return the lines that read a text when a module is imported: outside functions, or in what a function defaults to."""
    lines: list[int] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "texts":
            lines.append(node.lineno)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            early = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, ast.Lambda):
            early = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        else:
            early = list(ast.iter_child_nodes(node))
        for child in early:
            visit(child)

    visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ui.texts"):
            lines.append(node.lineno)
    return lines


def defaults_in_functions(tree: ast.AST) -> list[int]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = [default for node in functions for default in (*node.args.defaults, *filter(None, node.args.kw_defaults))]
    return [line for default in inner for line in early_reads(default)]


@pytest.mark.parametrize(
    "path", sorted(path for path in UI.rglob("*.py") if path.parent.name != "texts"), ids=lambda path: path.name
)
def test_texts_are_read_when_they_are_shown(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert early_reads(tree) + defaults_in_functions(tree) == []


def test_reads_at_import_are_seen() -> None:
    early = (
        "A = texts.ASK", "class B:\n    c = texts.ASK", "def f(a=texts.ASK): ...", "f = lambda *, a=texts.ASK: a",
        "from ui.texts import ASK", "@known(texts.ASK)\ndef f(): ...", "def f():\n    def g(a=texts.ASK): ...",
    )  # fmt: skip
    for source in early:
        tree = ast.parse(source)
        assert early_reads(tree) + defaults_in_functions(tree), source
    late = ast.parse("def f():\n    return texts.ASK\n\ng = lambda: texts.ASK")
    assert early_reads(late) + defaults_in_functions(late) == []


def test_language_that_is_not_there_is_refused_and_a_text_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError):
        texts.use("tlh")
    with pytest.raises(AttributeError, match="NOWHERE"):
        _ = texts.NOWHERE


def test_numbers_and_days_are_written_as_the_language_does(german: None) -> None:
    assert texts.counted(12_345, texts.ARTICLES_ONE, texts.ARTICLES_MANY) == "12.345 Artikel"
    assert texts.counted(1, *texts.LIBRARY_ADDED) == "1 Artikel hinzugefügt"
    assert texts.LIBRARY_STAGES["embedding"].format(done=1_000, total=2_500) == "Speichern: 1.000 von 2.500 Artikeln"
    assert texts.SCORE_SHOWN.format(word="stark", score=0.5) == "stark (0,50)"
    assert texts.PERIOD_FROM.format(start="1.5, 2") == "1.5, 2 oder später"  # words stay as they are
    assert day(date(2023, 3, 5)) == "5. März 2023"
    assert copy.deepcopy(texts.ASK) == copy.copy(texts.ASK) == pickle.loads(pickle.dumps(texts.ASK)) == "Fragen"
    texts.use("en")
    assert texts.counted(12_345, texts.ARTICLES_ONE, texts.ARTICLES_MANY) == "12,345 articles"
    assert day(date(2023, 3, 5)) == "5 March 2023"


def said_by_the_engine() -> str:
    """Return every string of the engine's source, one a line."""
    trees = (ast.parse(path.read_text()) for folder in ("index", "qa", "ui") for path in (ROOT / folder).rglob("*.py")
             if path.parent.name != "texts")  # fmt: skip
    strings = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(value for value in strings if isinstance(value, str))


def test_every_phrase_translated_is_one_the_engine_says() -> None:
    source = said_by_the_engine()
    pieces = {piece for phrase in PHRASES.known for piece in re.split(r"\{\w+\}", phrase)}
    # The engine may put a phrase together: its clauses are looked for.
    clauses = {clause.strip(" .“”()") for piece in pieces for clause in re.split(r"[;,.] ", piece)}
    unsaid = sorted(clause for clause in clauses if len(clause) > 3 and clause not in source)
    assert unsaid == PUT_TOGETHER


def test_every_fixed_phrase_of_answers_and_drafts_is_translated(german: None) -> None:
    told = [
        value
        for name, value in vars(prompts).items()
        if name.isupper() and not name.startswith("MODEL_") and not placeholders(value)
    ]
    told += [*draft_phrases.REASONS.values(), *VERDICTS.values(), draft_phrases.CONTRADICTED, draft_phrases.DISPUTED]
    told += [draft_phrases.FOR, draft_phrases.AGAINST, draft_phrases.NEAREST, draft_phrases.WORDING]
    assert [phrase for phrase in told if texts.told(phrase) == phrase] == []


def test_what_stands_in_a_phrase_is_told_too(german: None) -> None:
    searched = "Searched: 1,034 articles from 5 outlets, 8 March 2022 to 21 February 2024."
    assert texts.told(f"{prompts.REFUSAL} {searched}") == (
        "Die Artikel beantworten das nicht. Durchsucht: 1.034 Artikel aus 5 Medien, 8. März 2022 bis 21. Februar 2024."
    )
    assert texts.told("Read as 1 to 31 March 2023 (“in March”); articles of that time come first.") == (
        "Verstanden als 1. bis 31. März 2023 („in March“); Artikel aus dieser Zeit kommen zuerst."
    )
    differ = "Two articles differ: 88 metres (Ostrand Post, 22 May 2023) [1], but 95 (Foo, undated) [2]. Neither corrects the other."
    assert texts.told(differ) == (
        "Zwei Artikel weichen voneinander ab: 88 metres (Ostrand Post, 22. Mai 2023) [1], aber 95 (Foo, ohne Datum) [2]. "
        "Keiner berichtigt den anderen."
    )
    assert texts.told(prompts.FALLBACK.format(reason=prompts.FALLBACK_EMPTY)) == (
        "Das Sprachmodell hat nichts geschrieben. Die Antwort ist stattdessen aus den Artikeln zitiert."
    )
    dropped = prompts.DROPPED_ONE.format(problems="cites nothing; the passage does not mention Ilse {0} Dragø")
    assert texts.told(dropped).endswith("nicht belegen: zitiert nichts; die Stelle erwähnt Ilse {0} Dragø nicht.")


def test_what_the_library_tells_of_files_and_the_index_is_told_too(german: None) -> None:
    assert texts.told("no such file or folder. Check the spelling.").startswith(
        "Diese Datei oder diesen Ordner gibt es"
    )
    assert texts.told("it does not hold the vectors of 'a'") == "es fehlen die Vektoren von: 'a'"
    unknown = "host 'x' is not known: no. Check the spelling and the network."
    assert texts.told(f"{unknown} Until robots.txt answers, nothing is fetched from there.") == (
        "Der Rechner 'x' ist nicht bekannt: no. Bitte Schreibweise und Netz prüfen. "
        "Solange robots.txt nicht antwortet, wird von dort nichts geholt."
    )


def test_what_is_no_phrase_stays_as_it_is(german: None) -> None:
    for text in ("", "The ferry sank.", "{0} ${x} %s", "The articles do not answer this. " + "x" * 5_000):
        assert texts.told(text) == text
    texts.use("en")
    assert texts.told(prompts.REFUSAL) == prompts.REFUSAL
