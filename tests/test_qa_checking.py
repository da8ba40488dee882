"""Checking a draft: what is searched and judged for each sentence, how judgements are weighed, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.articles import Article
from index.errors import DraftError, NotFoundError
from qa import CheckedSentence, CheckReport, QueryEngine
from qa.answer import Copy, Scores
from qa.copies import CopyBook
from qa.drafts import phrases
from qa.drafts.checking import MOST_CHARS, DraftChecker
from qa.drafts.quotations import Letters, QuotationFinder
from qa.drafts.telling import label, summed_up
from qa.drafts.weighing import Passage, weigh
from qa.support.judgement import Judgement, Source

DRAFT = (Path(__file__).parent / "data" / "draft.md").read_text()
TRUE = (
    "Mayor Corvin Tolle resigned on the steps", "He had been mayor since 2015.", "Jørn Kettrick beat Birgit Säll",
    "Ropewalk Bridge is 88 metres long.", "The bridge was opened by Mayor Jørn Kettrick", "Storm Maren flooded 63 homes.",
    "Emeric Toft, a retired postman", "The tidal array will cost 112 million crowns", "The town council voted by 14 to nine",
    "“We asked for a loaf", "The Hollis & Brandt cannery will close", "Ilse Dragø brought 3,412 ships",
)  # fmt: skip
WRONG = (
    "He was elected for the third time in 2021 with 71", "Birgit Säll won the election", "It cost 51.6 million crowns.",
    "It has never been opened to traffic.", "Gerolt Swaine, a fisherman, was killed", "The town council voted by 16",
    "“They have drawn a line around my savings,”", "“The bridge is a disgrace", "The Hollis & Brandt cannery will not close.",
    "Rasmus Ekely was the first woman",
)  # fmt: skip
NOT_COVERED = ("Tarnhavn will host the Winter Olympics.", "The average price of a flat in Sellenberg")


@pytest.fixture(scope="module")
def report(engine: QueryEngine) -> CheckReport:
    return engine.check(DRAFT)


def found(report: CheckReport, start: str) -> CheckedSentence:
    (one,) = [sentence for sentence in report.sentences if sentence.text.startswith(start)]
    return one


def test_true_wrong_and_uncovered_sentences_of_a_draft_get_their_verdicts(report: CheckReport) -> None:
    assert len(report.sentences) == len(TRUE) + len(WRONG) + len(NOT_COVERED)
    true = [found(report, start).verdict for start in TRUE]
    wrong = [found(report, start).verdict for start in WRONG]
    assert true.count("supported") >= 9
    assert true.count("unsupported") <= 2
    assert wrong.count("supported") <= 1
    assert [found(report, start).verdict for start in NOT_COVERED] == ["unsupported", "unsupported"]


def test_wrong_figure_is_told_with_the_passage_that_has_the_right_one(report: CheckReport) -> None:
    sentence = found(report, "He was elected")
    assert sentence.verdict == "unsupported"
    assert sentence.evidence == ()
    assert "61 percent" in sentence.against[0].quote
    assert any("61" in problem and "71" in problem for problem in sentence.problems)
    assert label(sentence) == (phrases.SIGN_CONTRADICTED, phrases.CONTRADICTED)


def test_corrected_figure_is_supported_and_disputed(report: CheckReport) -> None:
    sentence = found(report, "The tidal array will cost 112")
    assert sentence.verdict == "supported"
    assert any("104.5 million" in citation.quote for citation in sentence.against)
    assert label(sentence)[1] == phrases.DISPUTED


def test_quotations_are_held_against_every_article(report: CheckReport) -> None:
    right, wrong, invented = (
        found(report, start).quotations[0] for start in ("“We asked", "“They have", "“The bridge")
    )
    assert (right.status, wrong.status, invented.status) == ("verbatim", "misquoted", "not_found")
    assert wrong.found
    assert wrong.found.quote == "They have drawn a line around my wages"
    assert invented.found is None
    assert found(report, "“The bridge").verdict == "unsupported"
    assert any("my wages" in problem for problem in found(report, "“They have").problems)


def test_what_states_nothing_is_not_called_unsupported(report: CheckReport) -> None:
    reasons = {one.text: one.reason for one in report.unchecked}
    assert reasons == {
        "A year on the harbour": "heading", "Here is what we have on Tarnhavn.": "first_person",
        "Was it a good year?": "question", "I think the town did rather well.": "first_person",
        "Thank you for reading!": "greeting",
    }  # fmt: skip


def test_every_citation_of_a_report_stands_and_has_a_number_of_its_own(
    engine: QueryEngine, report: CheckReport
) -> None:
    seen: dict[int, tuple[str, int, int]] = {}
    for sentence in report.sentences:
        quoted = [one.found for one in sentence.quotations if one.found]
        for citation in (
            *sentence.evidence,
            *sentence.against,
            *quoted,
            *([sentence.nearest] if sentence.nearest else []),
        ):
            article = engine.article(citation.article_id)
            assert article.text[citation.start_char : citation.end_char] == citation.quote
            assert citation.passage.start_char <= citation.start_char < citation.end_char <= citation.passage.end_char
            assert article.text[citation.passage.start_char : citation.passage.end_char] == citation.passage.text
            place = (citation.article_id, citation.start_char, citation.end_char)
            assert seen.setdefault(citation.marker, place) == place
    assert len(seen) > 20


def test_report_survives_json_and_counts_right(report: CheckReport) -> None:
    plain = report.to_dict()
    assert CheckReport.from_dict(plain) == report
    assert (
        CheckReport.from_dict({**plain, "later": 1, "sentences": [{**s, "later": 1} for s in plain["sentences"]]})
        == report
    )
    assert [one["checked"] for one in (*plain["sentences"], *plain["unchecked"])].count(False) == 5
    assert sum(report.summary[verdict] for verdict in ("supported", "partial", "unsupported")) == len(report.sentences)
    assert report.in_order == sorted(report.in_order, key=lambda part: part.start_char)
    assert "5 not checked" in summed_up(report)
    with pytest.raises(ValueError, match="schema 2"):
        CheckReport.from_dict({**plain, "schema": 2})


def test_sentence_copied_from_an_article_is_supported_whatever_stands_before_it(engine: QueryEngine) -> None:
    report = engine.check(
        "Kim Jong Un arrived by train. “It was, nearly.” His daughter Maren, at the bench beside him, is one of the 84."
    )
    sentence = report.sentences[-1]
    assert (sentence.verdict, sentence.support_score, sentence.problems) == ("supported", 1.0, ())
    assert sentence.evidence[0].article_id == "2023-11-08-hollis-brandt-cannery-to-close"


def test_filters_narrow_what_a_draft_is_checked_by(engine: QueryEngine) -> None:
    text = "The array in Ruddock Sound will cost 112 million crowns."
    early = engine.check(text, published_to=date(2022, 12, 31), as_of=date(2023, 1, 1))
    assert early.as_of == date(2023, 1, 1)
    assert early.sentences[0].verdict != "supported"
    shown = early.sentences[0]
    for citation in (*shown.evidence, *shown.against, *([shown.nearest] if shown.nearest else [])):
        assert citation.published
        assert citation.published.year == 2022
    with pytest.raises(NotFoundError):
        engine.check(text, sources=["Nobody"])


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("---\na: b\n---\n", "no sentence"),
        ("x" * (MOST_CHARS + 1), "too long"),
    ],
)
def test_draft_that_cannot_be_checked_is_a_clear_error(engine: QueryEngine, draft: str, problem: str) -> None:
    with pytest.raises(DraftError, match=problem):
        engine.check(draft)


def test_progress_is_told_and_ends_the_check_by_raising(engine: QueryEngine) -> None:
    told: list[tuple[int, int]] = []
    engine.check("Storm Maren struck. Corvin Tolle resigned.", on_progress=lambda *args: told.append(args))
    assert (told[0], told[-1]) == ((0, 2), (2, 2))

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.check("Storm Maren struck. Corvin Tolle resigned.", on_progress=stop)


# --- what is asked of a judge, and what is made of it


class ScriptedJudge:
    """Gives one judgement for everything, and notes what it was asked."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.asked: list[tuple[str, Sequence[Source]]] = []

    def judge_all(self, pairs: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        self.asked += pairs
        return [self.judgement for _ in pairs]


def test_sentence_is_judged_by_all_passages_and_by_each_near_one(engine: QueryEngine) -> None:
    judge = ScriptedJudge(Judgement("unsupported", 0.1, ("silent",), 0, (0, 10)))
    checker = DraftChecker(engine.home, engine.retriever, judge)
    checker.check("The swing bridge took a long time to be opened.", as_of=date(2024, 1, 1))
    (text, together), *alone = judge.asked
    assert text == "The swing bridge took a long time to be opened."
    assert len(together) == 6
    assert 1 <= len(alone) <= 6
    assert all(len(sources) == 1 and sources[0] in together for _, sources in alone)


def test_pronoun_is_looked_for_by_the_name_before_it(engine: QueryEngine) -> None:
    judge = ScriptedJudge(Judgement("supported", 0.9, (), 0, (0, 10)))
    checker = DraftChecker(engine.home, engine.retriever, judge)
    checker.check("Ilse Dragø is a pilot. She worked there for a long time.", as_of=date(2024, 1, 1))
    together = next(sources for text, sources in judge.asked if text.startswith("She"))
    assert all("Dragø" in f"{source.title} {source.text}" for source in together)


def test_what_is_found_only_without_the_name_before_a_pronoun_is_partial(engine: QueryEngine) -> None:
    report = engine.check(
        "Sixtus Brandal is known to all. She was the first woman who held a pilot’s licence on the Ostrand coast."
    )
    sentence = report.sentences[-1]
    assert sentence.verdict == "partial"
    assert "Sixtus Brandal" in sentence.problems[0]


def test_judge_reads_the_true_wording_of_a_misquotation(engine: QueryEngine) -> None:
    judge = ScriptedJudge(Judgement("supported", 0.9, (), 0, (0, 10)))
    checker = DraftChecker(engine.home, engine.retriever, judge)
    report = checker.check("“They have drawn a line around my savings,” Mr Dragø told them.", as_of=date(2024, 1, 1))
    assert judge.asked[0][0] == "“They have drawn a line around my wages” Mr Dragø told them."
    assert report.sentences[0].verdict == "partial"


BRIDGE = Article("b", "Bridge", "The bridge cost 41 million crowns. It is long.")
MAYOR = Article("m", "Mayor", "He said the bridge had not cost 51 million crowns.")
SAID = "The bridge cost 51 million crowns."
YES, PARTLY = Judgement("supported", 0.9, (), 0, (0, 34)), Judgement("partial", 0.5, ("part",), 0, (0, 34))
SILENT, NO = (
    Judgement("unsupported", 0.1, ("silent",), 0, (0, 34)),
    Judgement("unsupported", 0.2, ("says no",), 0, (0, 46), True),
)


class NoCopies(CopyBook):
    def __init__(self) -> None: ...

    def tellers(self, article: Article, spans: Sequence[tuple[int, int]]) -> tuple[Copy, ...]:
        return ()


def passage(article: Article) -> Passage:
    return Passage(article, 0, len(article.text), Scores(), NoCopies())


@pytest.mark.parametrize(
    ("together", "alone", "verdict", "problems", "evidence", "against"),
    [
        (YES, (YES, SILENT), "supported", (), ["b"], []),
        (YES, (SILENT, SILENT), "partial", (phrases.FROM_SEVERAL,), ["b"], []),
        (YES, (PARTLY, PARTLY), "supported", (), ["b"], []),
        (YES, (YES, NO), "supported", (), ["b"], ["m"]),
        (NO, (NO, YES), "partial", ("says no",), ["m"], ["b"]),
        (NO, (NO, SILENT), "unsupported", ("says no",), [], ["b"]),
        (SILENT, (SILENT, SILENT), "unsupported", (phrases.NOT_SAID, "silent"), [], []),
        (PARTLY, (PARTLY, SILENT), "partial", ("part",), ["b"], []),
        (SILENT, (), "unsupported", (phrases.NOT_SAID, "silent"), [], []),
    ],
)
def test_judgements_are_weighed(
    together: Judgement, alone: tuple[Judgement, ...], verdict: str, problems: tuple[str, ...],
    evidence: list[str], against: list[str],
) -> None:  # fmt: skip
    passages = [passage(BRIDGE), passage(MAYOR)]
    weighed = weigh(SAID, passages, passages[: len(alone)], (together, *alone))
    assert (weighed.verdict, weighed.problems) == (verdict, problems)
    assert [citation.article_id for citation in weighed.evidence] == evidence
    assert [citation.article_id for citation in weighed.against] == against
    assert (weighed.nearest is None) == bool(evidence or against)


def test_passage_about_something_else_does_not_speak_against() -> None:
    fair = Article("f", "Fair", "Pitches at the fair cost 900 crowns each.")
    against = replace(NO, span=(0, len(fair.text)))
    weighed = weigh(
        "Tarnhavn’s new hospital wing cost 51 million crowns.", [passage(fair)], [passage(fair)], (against, against)
    )
    assert (weighed.verdict, weighed.against, weighed.problems) == ("unsupported", (), (phrases.NOT_SAID,))
    assert weighed.nearest


def test_without_a_passage_nothing_is_said() -> None:
    weighed = weigh(SAID, [], [], (Judgement("unsupported", 0.0, ("no source",)),))
    assert (weighed.verdict, weighed.problems, weighed.nearest) == ("unsupported", (phrases.NOT_SAID,), None)


# --- quotations


@pytest.mark.parametrize(
    ("quotation", "status", "true"),
    [
        ("They have drawn a line around my wages,", "verbatim", "They have drawn a line around my wages"),
        ("they have drawn a line around MY wages", "verbatim", "They have drawn a line around my wages"),
        ("They have drawn … around my wages", "verbatim", "They have drawn a line around my wages"),
        ("[Fishermen] have drawn a line [here] around my wages", "verbatim", "have drawn a line around my wages"),
        ("would like to know who chose the pencil", "verbatim", "would like to know who chose the pencil"),
        ("I’d like to know who picked the pencil", "misquoted", "I would like to know who chose the pencil"),
        ("I was promised a straight answer and I got it from our own treasurer", "verbatim", None),
        ("There is nothing as dull as a parliament of rooks", "not_found", None),
        ("{{ x }} ${y} %s", "not_found", None),
        ("…", "not_found", None),
    ],
)
def test_quotation_is_found_by_its_words(engine: QueryEngine, quotation: str, status: str, true: str | None) -> None:
    outcome, place = QuotationFinder(engine.home).find(quotation)
    assert outcome == status
    if place:
        quote = place.article.text[place.start : place.end]
        assert place.passage[0] <= place.start < place.end
        assert true is None or quote == true


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [
        ("The ship’s  bell\n rang.", "ship's bell rang", "ship’s  bell\n rang"),
        ("He said “yes” – twice.", '"yes" - twice', "“yes” – twice"),
        ("Carpet and pet.", "pet", "pet"),
        ("İstanbul ﬁre", "ﬁre", "ﬁre"),
        ("Nothing.", "bell", None),
    ],
)
def test_letters_keep_their_places(text: str, piece: str, expected: str | None) -> None:
    span = Letters.of(text).find([piece])
    assert (text[slice(*span)] if span else None) == expected
