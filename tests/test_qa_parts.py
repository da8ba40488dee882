"""The steps of an answer, each on data small enough to work out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from fakes import BagOfWordsEmbedder
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.errors import NotFoundError
from index.settings import Settings
from index.terms import content_terms, terms
from qa.answer import AnswerSentence, Citation, Scores, Span
from qa.evaluation.metrics import auroc, contains, f1, ndcg, normalise, recall, reciprocal_rank
from qa.questions import AnswerType, names_answer, understand
from qa.retrieval import fuse_scores
from qa.support.judgement import Judgement
from qa.verification import Verifier, citation_problem, is_verbatim


def ask(text: str):  # type: ignore[no-untyped-def]
    return understand(text, max_chars=2000)


# --- terms


def test_terms_fold_stem_and_keep_numbers_whole() -> None:
    assert terms("The 42.7m Angara’s bridges, Łódź, naïve: 5,000 in 2023") == [
        "the", "42.7", "m", "angara", "bridg", "lodz", "naiv", "5000", "in", "2023",
    ]  # fmt: skip


def test_stop_words_are_dropped_but_a_country_is_not_a_pronoun() -> None:
    assert content_terms("What did the US tell us about it?") == ["usa"]
    assert terms("U.S. and USA") == ["usa", "and", "usa"]


# --- questions


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who resigned as mayor?", AnswerType.PERSON),
        ("Who was captain when it broke down?", AnswerType.PERSON),
        ("When did it open?", AnswerType.TIME),
        ("In what year was it built?", AnswerType.TIME),
        ("Where did they meet?", AnswerType.PLACE),
        ("How many people came?", AnswerType.COUNT),
        ("How much did the bridge cost?", AnswerType.MONEY),
        ("How tall is it?", AnswerType.MEASURE),
        ("How long was he in prison?", AnswerType.DURATION),
        ("Why was it closed?", AnswerType.REASON),
        ("How did they do it?", AnswerType.MANNER),
        ("Which area did she visit this week?", AnswerType.NAME),
        ("What happened?", AnswerType.OTHER),
        ("Is it open?", AnswerType.OTHER),
    ],
)
def test_kind_of_answer_is_read_from_the_question(question: str, expected: AnswerType) -> None:
    assert ask(question).expects == expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How tall is the tower?", "The tower is 42.7m tall.", True),
        ("How tall is the tower?", "The tower is very tall.", False),
        ("How many came in 2023?", "Nobody counted in 2023.", False),
        ("How many came in 2023?", "Some 300 came in 2023.", True),
        ("When did it open?", "It opened on Friday.", True),
        ("When did it open?", "It opened late.", False),
        ("Which firm built it?", "It was built in May.", False),
        ("Which firm built it?", "It was built by Holm & Sons.", True),
    ],
)
def test_sentence_names_an_answer_of_the_kind_or_does_not(question: str, sentence: str, expected: bool) -> None:
    asked = ask(question)
    assert names_answer(asked.expects, sentence, asked) is expected


def test_compound_question_has_parts() -> None:
    assert ask("Where did Falk work, and how many jobs went at the cannery of Ostrand?").parts == (
        "Where did Falk work?", "How many jobs went at the cannery of Ostrand?",
    )  # fmt: skip
    assert ask("What did Putin and Kim say?").parts == ()


# --- fusion


def test_fusion_is_the_documented_combination() -> None:
    fused = dict(fuse_scores({"a": 0.5, "b": -0.2}, {"b": 4.0, "c": 2.0}, weight=0.25))
    assert fused == pytest.approx({"a": 0.375, "b": 0.25, "c": 0.125})
    assert fuse_scores({"b": 0.1, "a": 0.1}, {}) == [("a", 0.05), ("b", 0.05)]
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        fuse_scores({}, {}, weight=1.5)


@given(
    st.dictionaries(st.text(max_size=3), st.floats(-1, 1)), st.dictionaries(st.text(max_size=3), st.floats(0, 50)),
    st.floats(0, 1),
)  # fmt: skip
def test_fused_scores_are_ordered_and_bounded(
    dense: dict[str, float], lexical: dict[str, float], weight: float
) -> None:
    scores = [score for _, score in fuse_scores(dense, lexical, weight=weight)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores)
    assert len(scores) == len(dense.keys() | lexical.keys())


# --- verification

ARTICLE = Article(id="a", title="T", text="One bridge opened.\nIt is long. The end.")
CITATION = Citation(
    marker=1, article_id="a", title="T", source=None, author=None, url=None, published=None, start_char=19, end_char=30,
    quote="It is long.", passage=Span(0, 30, ARTICLE.text[:30]), scores=Scores(), content_sha256=ARTICLE.content_sha256,
)  # fmt: skip


def fetch(article_id: str) -> Article:
    if article_id != "a":
        raise NotFoundError(article_id)
    return ARTICLE


def test_citation_that_stands_has_no_problem() -> None:
    assert citation_problem(CITATION, fetch) is None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"quote": "It is short."}, "does not stand"),
        ({"start_char": 18}, "does not stand"),
        ({"passage": Span(0, 25, ARTICLE.text[:25])}, "does not stand"),
        ({"quote": "It is gone.", "content_sha256": "other"}, "was changed since"),
        ({"article_id": "b"}, "no longer in the index"),
    ],
)
def test_citation_that_does_not_stand_says_why(changed: dict[str, object], expected: str) -> None:
    assert expected in (citation_problem(replace(CITATION, **changed), fetch) or "")  # type: ignore[arg-type]


class Shelf:
    """A home of one article, as far as verification asks."""

    def __init__(self) -> None:
        self.catalog, self.embedder, self.settings = self, BagOfWordsEmbedder(), Settings()
        self.fetched = 0

    def article(self, article_id: str) -> Article:
        self.fetched += 1
        return fetch(article_id)


@pytest.mark.parametrize(
    ("sentence", "verdict", "problem"),
    [
        (AnswerSentence("It is long.", (1,), "unsupported", 0.0), "supported", None),
        (AnswerSentence("A whale swam to Oslo.", (1,), "supported", 1.0), "unsupported", "does not mention Oslo"),
        (AnswerSentence("It is not long.", (1,), "supported", 1.0), "unsupported", "the sentence says “is not long”"),
        (AnswerSentence("It is long.", (9,), "supported", 1.0), "unsupported", "[9] is no citation"),
        (AnswerSentence("It is long.", (), "supported", 1.0), "unsupported", "cites nothing"),
    ],
)
def test_answer_reports_what_its_citations_do_not_support(
    sentence: AnswerSentence, verdict: str, problem: str | None
) -> None:
    (judged,) = Verifier(Shelf()).verify([sentence], [CITATION])  # type: ignore[arg-type]
    assert judged.verdict == verdict
    assert (problem in judged.problems[0]) if problem else judged.problems == ()


def test_article_is_fetched_once_and_verbatim_sentences_are_not_embedded() -> None:
    shelf = Shelf()
    sentences = [AnswerSentence("It is long.", (1,), "unsupported", 0.0)] * 3
    judged = Verifier(shelf).verify(sentences, [CITATION, replace(CITATION, marker=2)])  # type: ignore[arg-type]
    assert [(each.verdict, each.support_score) for each in judged] == [("supported", 1.0)] * 3
    assert (shelf.fetched, shelf.embedder.passages_embedded) == (1, 0)


def test_what_does_not_say_the_same_is_no_longer_cited_beside_a_quote() -> None:
    quote = "One bridge opened."
    first = replace(CITATION, start_char=0, end_char=18, quote=quote, passage=Span(0, 18, quote))
    other = replace(CITATION, marker=2, passage=Span(19, 30, "It is long."))
    sentence = AnswerSentence(quote, (1, 2), "unsupported", 0.0)
    verifier = Verifier(Shelf())  # type: ignore[arg-type]
    for verdict, markers in (("unsupported", (1,)), ("supported", (1, 2))):
        verifier.judge.judge_all = lambda pairs, verdict=verdict: [Judgement(verdict, 0.0) for _ in pairs]  # type: ignore[method-assign]
        (judged,) = verifier.verify([sentence], [first, other])
        assert (judged.verdict, judged.markers, judged.problems) == ("supported", markers, ())


@pytest.mark.parametrize(
    ("text", "verbatim"),
    [
        ("He said the bridge, built in 1902, would stay open.", True),
        ("He said  the bridge, built in 1902, would\nstay open.", True),
        ("He said the bridge, … would stay open.", True),
        ("[Nils Storr] said the bridge, built in 1902, would stay open.", True),
        ("[Ada Brandt] said the bridge, built in 1902, would stay open.", False),
        ("He said … the bridge would stay open.", False),
        ("would stay open … He said the bridge,", False),
        ("He said the bridge would stay open.", False),
        ("…", False),
        ("", False),
    ],
)
def test_verbatim_is_what_a_quote_holds_in_order(text: str, verbatim: bool) -> None:
    quote = "He said the bridge, built in 1902, would stay open."
    assert is_verbatim(text, quote, Article(id="a", title="Nils Storr speaks", text=quote)) is verbatim


# --- metrics


def test_ranking_metrics_by_hand() -> None:
    ranked, relevant = ["x", "a", "y", "b"], frozenset({"a", "b"})
    assert recall(ranked, relevant, 2) == 0.5
    assert reciprocal_rank(ranked, relevant, 10) == 0.5
    assert reciprocal_rank(ranked, relevant, 1) == 0.0
    ideal = 1 + 1 / math.log2(3)
    assert ndcg(ranked, relevant, 10) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


def test_auroc_counts_pairs() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) is None


def test_text_metrics_follow_squad() -> None:
    assert normalise("The  “Quick”, brown fox!") == "quick brown fox"
    assert contains("It is 42.7m tall.", "42.7m")
    assert not contains("It is 142.7m tall.", "42.7m")
    assert f1("a red fox", "the red dog") == pytest.approx(0.5)
