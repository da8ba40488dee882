"""The words and abbreviations of the articles: what is introduced, and what a mistyped word stands for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.abbreviations import find_abbreviations
from index.dictionary import is_listed
from index.home import CATALOG_FILE, Home
from index.ingest import ingest, remove
from index.lexical import Alternative
from index.terms import terms
from index.vocabulary import Vocabulary
from tests.fakes import BagOfWordsEmbedder

DATA = Path(__file__).parent / "data"


# --- what a text introduces


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Democratic People's Republic of Korea (DPRK) said", "DPRK", "Democratic People's Republic of Korea"),
        ("DPRK (Democratic People’s Republic of Korea)", "DPRK", "Democratic People’s Republic of Korea"),
        ("DPRK (the Democratic Republic of Korea, to its friends)", None, None),
        ("the IAEA (International Atomic Energy Agency) came", "IAEA", "International Atomic Energy Agency"),
        ("BBC (the British Broadcasting Corporation)", "BBC", "British Broadcasting Corporation"),
        ("the World Health Organization, or WHO, said", "WHO", "World Health Organization"),
        ("the World Trade Organisation, known as the WTO, met", "WTO", "World Trade Organisation"),
        ("Islamic State of Iraq, also known as ISI.", "ISI", "Islamic State of Iraq"),
        ("National Aeronautics and Space Administration (Nasa)", "Nasa", "National Aeronautics and Space Administration"),
        ("North Atlantic Treaty Organization (Nato)", "Nato", "North Atlantic Treaty Organization"),
        ("In Brussels the European Union (EU) agreed", "EU", "European Union"),
        ("Campaign for Nuclear Disarmament (CND)", "CND", "Campaign for Nuclear Disarmament"),
        ("Médecins Sans Frontières (MSF)", "MSF", "Médecins Sans Frontières"),
        ("the Ministry of Defence (MoD)", "MoD", "Ministry of Defence"),
        ("Royal Society for the Protection of Birds (RSPB)", "RSPB", "Royal Society for the Protection of Birds"),
        ("Treaty on the Functioning of the European Union (TFEU)", "TFEU", "Treaty on the Functioning of the European Union"),
        ("the Ostrand Inshore Fishermen’s Association (OIFA)", "OIFA", "Ostrand Inshore Fishermen’s Association"),
        ("Alcohol, Tobacco, Firearms and Explosives (ATFE)", "ATFE", "Alcohol, Tobacco, Firearms and Explosives"),
        ("heating, ventilation and air conditioning (HVAC)", "HVAC", "heating, ventilation and air conditioning"),
        ("new personal protective equipment (PPE)", "PPE", "personal protective equipment"),
        ("small and medium-sized enterprises (SMEs)", "SMEs", "small and medium-sized enterprises"),
        ("“International Atomic Energy Agency” (“IAEA”)", "IAEA", "International Atomic Energy Agency"),
        ("Scottish National party (SNP; founded in 1934)", "SNP", "Scottish National party"),
        ("Deutsche Bahn (DB)", "DB", "Deutsche Bahn"),
        ("tumor necrosis factor (TNF)", "TNF", "tumor necrosis factor"),
        ("dexamethasone (DEX)", "DEX", "dexamethasone"),
        ("messenger RNA (mRNA)", "mRNA", "messenger RNA"),
        ("interleukin 2 (IL-2)", "IL-2", "interleukin 2"),
        ("gross domestic product (GDP) fell", "GDP", "gross domestic product"),
        ("Office for National Statistics (ONS)", "ONS", "Office for National Statistics"),
        ("Kim Jong Un (left) and", None, None),
        ("the president (Reuters)", None, None),
        ("Senator John Smith (R-Texas)", None, None),
        ("in London (UK)", None, None),
        ("the bridge (see map)", None, None),
        ("as recent changes from Apple (AAPL)", None, None),
        ("the storm (2019)", None, None),
        ("a man (AP Photo)", None, None),
        ("United Nations (New York)", None, None),
        ("the deal (worth $3bn)", None, None),
        ("Manchester United (2-1)", None, None),
        ("Anna Holm (Labour)", None, None),
        ("IT (not the film)", None, None),
        ("the mayor, or AB, came", None, None),
        ("a small rocket company (Sparc)", None, None),
        ("It ended. World Health (WH. Organization)", None, None),
        ("first line\nHealth Organization (FLHO)", None, None),
        ("WHO officials (WHO)", None, None),
    ],
)  # fmt: skip
def test_abbreviation_is_learned_from_where_it_is_introduced(text: str, short: str | None, long: str | None) -> None:
    assert [(found.short, found.long) for found in find_abbreviations(text)] == ([(short, long)] if short else [])


def test_pair_is_told_once_however_often_it_stands_there() -> None:
    assert len(find_abbreviations("The European Union (EU). " * 3 + "The European Union, or EU, met.")) == 1


def test_text_of_brackets_alone_takes_no_time() -> None:
    assert find_abbreviations("(" * 50_000 + "A, or B, " * 5_000 + "the a of " * 10_000 + "(TATATATATA)") == []


# --- what a home knows


def article(key: str, text: str) -> str:
    return json.dumps({"id": key, "title": f"Article {key}", "text": text})


ARTICLES = [
    article("a", "The Ostrand Roads Office (ORO) closed the bridge. The ORO gave no reason."),
    article("b", "A spokesman of the Ostrand Roads Office, or ORO, spoke."),
    article("c", "The Old Rowing Order (ORO) rowed. The Lauve Tidal Array (LTA) turns."),
    article("d", "The government announced a settlement with the fishermen near Vostochny and Tarnhavn."),
    article("e", "Ilse Dragø and Céline Fournier accommodated the committee at the cosmodrome in February."),
    article("f", "A harbourmaster counted whales; the whale wildly leapt. Electricity prices rose in Ostrand."),
    article("g", "The Affleck inquiry would affect parliament. Marine biologists separated the antics of an antique."),
    article("h", "The mail carried letters. A referendum in the municipality postponed the position."),
    article("i", "A meal of bread was served."),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "articles.jsonl").write_text("\n".join(ARTICLES), encoding="utf-8")
    with Home.create(folder / "home", embedder=BagOfWordsEmbedder()) as opened:
        ingest(opened, [folder / "articles.jsonl"])
        yield opened


def test_forms_most_articles_use_come_first(home: Home) -> None:
    vocabulary = Vocabulary(home.catalog)
    assert vocabulary.long_forms(["oro", "LTA", "XYZ"]) == {
        "oro": ["Ostrand Roads Office", "Old Rowing Order"],
        "lta": ["Lauve Tidal Array"],
    }
    long = " ".join(terms("Ostrand Roads Office"))
    assert vocabulary.short_forms([long, "nothing"]) == {long: ["ORO"]}


def test_abbreviation_goes_with_the_articles_that_introduce_it(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text("\n".join(ARTICLES[:2]), encoding="utf-8")
    with Home.create(tmp_path / "home", embedder=BagOfWordsEmbedder()) as home:
        ingest(home, [tmp_path / "articles.jsonl"])
        vocabulary = Vocabulary(home.catalog)
        assert home.catalog.problems() == []
        remove(home, ["a"])
        assert vocabulary.long_forms(["ORO"]) == {"oro": ["Ostrand Roads Office"]}
        (tmp_path / "articles.jsonl").write_text(article("b", "The office is silent."), encoding="utf-8")
        ingest(home, [tmp_path / "articles.jsonl"])  # the text that introduced it has changed
        assert vocabulary.long_forms(["ORO"]) == {}
        assert home.catalog.problems() == []


def test_catalog_of_an_earlier_schema_learns_the_abbreviations_of_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.mkdir()
    shutil.copy(DATA / "catalog-v1.sqlite3", path / CATALOG_FILE)
    with Home.open(path, embedder=BagOfWordsEmbedder()) as home, home.catalog.transaction():
        home.catalog.execute(
            "UPDATE articles SET text = 'The Ostrand Roads Office (ORO) opened it.' WHERE id = 'bridge'"
        )
        home.catalog.execute("DROP TABLE abbreviations")
        home.catalog.set_meta("schema_version", "3")
    with Home.open(path, embedder=BagOfWordsEmbedder()) as home:
        assert Vocabulary(home.catalog).long_forms(["ORO"]) == {"oro": ["Ostrand Roads Office"]}


# --- slips


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("goverment", "government"), ("govrenment", "government"), ("governmentt", "government"),
        ("gouvernment", "government"), ("govermnent", "government"), ("governmetn", "government"),
        ("anounced", "announced"), ("annuonced", "announced"), ("announcde", "announced"), ("annouced", "announced"),
        ("setlement", "settlement"), ("settelment", "settlement"), ("fishremen", "fishermen"),
        ("Vostochney", "Vostochny"), ("Vosotchny", "Vostochny"), ("Tarnhaven", "Tarnhavn"), ("Tarnahvn", "Tarnhavn"),
        ("Fournie", "Fournier"), ("Furnier", "Fournier"), ("fourneir", "Fournier"), ("Celinne", "Céline"),
        ("accomodated", "accommodated"), ("acommodated", "accommodated"), ("acomodated", "accommodated"),
        ("comittee", "committee"), ("commitee", "committee"), ("cosmodorme", "cosmodrome"), ("cosmdrome", "cosmodrome"),
        ("harbormaster", "harbourmaster"), ("whael", "whale"), ("wahles", "whales"), ("Electrcity", "Electricity"),
        ("eletricity", "Electricity"), ("Febuary", "February"), ("parliment", "parliament"), ("Affleckk", "Affleck"),
        ("seperated", "separated"), ("biologsts", "biologists"), ("referndum", "referendum"), ("refernedum", "referendum"),
        ("municiplaity", "municipality"), ("Positeon", "position"), ("ognernment", None), ("eletricity2", None),
        ("Wendeline", None), ("Wladiwostok", None), ("zzzzz", None), ("bal", None), ("OROS", None), ("LTE", None),
        ("Astrand", None),  # a name that begins otherwise is another name
        ("Arnhavn", None), ("Malin", None), ("Affliction", None), ("Fornari", None),
    ],
)  # fmt: skip
def test_slip_is_taken_for_the_nearest_word_of_the_articles(home: Home, word: str, meant: str | None) -> None:
    found = Vocabulary(home.catalog).correction(word, {})
    assert (found and found.instead) == meant
    assert found is None or found.word == word


@pytest.mark.parametrize(("context", "meant"), [("bread", "meal"), ("letter", "mail")])
def test_of_words_equally_near_the_one_that_stands_with_the_rest_of_the_question_is_taken(
    home: Home, context: str, meant: str
) -> None:
    found = Vocabulary(home.catalog).correction("mael", {context: 2.0, "nowher": 1.0})
    assert found
    assert (found.instead, found.term) == (meant, meant)


def test_dictionary_knows_words_whatever_their_capitals() -> None:
    assert all(map(is_listed, ("medicaid", "Deceleration", "WIFE", "mayor's", "mayor’s")))
    assert not any(map(is_listed, ("goverment", "Vostochny", "")))


# --- searching for what stands for a term


def test_alternative_counts_where_its_term_is_missing_and_nowhere_twice(home: Home) -> None:
    long = " ".join(terms("Ostrand Roads Office"))
    other = Alternative(long, "oro", 0.5)
    plain = dict(home.lexical.search(["oro"], 10))
    both = dict(home.lexical.search(["oro"], 10, alternatives=[other]))
    assert both == pytest.approx(plain)  # every passage that holds the long form holds the short one
    nowhere = home.lexical.search(["whale"], 10, alternatives=[Alternative("zeppelin", "whale", 0.5)])
    assert nowhere == home.lexical.search(["whale"], 10)
    alone = dict(home.lexical.search(["whale"], 10, alternatives=[Alternative(long, "whale", 0.5)]))
    full = dict(home.lexical.search([long], 10))
    assert len(full) == 2
    for key, score in full.items():
        assert alone[key] == pytest.approx(0.5 * score)
