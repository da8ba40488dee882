"""The engine on the sample articles, with the real model: answers, refusals, filters, the same through every door."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from index.errors import NotFoundError, QuestionError
from qa import AnswerReady, PassagesFound, QueryEngine, TextDelta
from qa.answer import Answer

ANGARA = "How tall is the Angara rocket?"


def assert_citations_stand(engine: QueryEngine, answer: Answer) -> None:
    for citation in answer.citations:
        text = engine.article(citation.article_id).text
        assert text[citation.start_char : citation.end_char] == citation.quote
        assert text[citation.passage.start_char : citation.passage.end_char] == citation.passage.text
        assert citation.quote in citation.passage.text


def test_angara_answer_is_quoted_from_the_wire_article(engine: QueryEngine) -> None:
    answer = engine.ask(ANGARA)
    assert not answer.refused
    first = answer.citations[0]
    assert "42.7m" in answer.sentences[0].text
    assert first.article_id == "000_5b5becaf9b9bcc65"
    assert first.quote == "The 42.7m Angara rocket launches objects into low Earth orbit."
    assert answer.text.startswith(f"{first.quote} [1]")
    assert {"Angara", "rocket"} <= set(first.matched_terms)
    assert_citations_stand(engine, answer)


def test_what_the_articles_do_not_say_is_refused_with_the_nearest_passages(engine: QueryEngine) -> None:
    answer = engine.ask("Who won the 2022 football World Cup?")
    assert answer.refused
    assert answer.refusal_reason
    assert (answer.sentences, answer.citations) == ((), ())
    assert len(answer.nearest) == 3
    assert answer.confidence < engine.home.settings.refusal_threshold


def test_every_sentence_of_an_answer_is_supported_and_within_the_limit(engine: QueryEngine) -> None:
    answer = engine.ask("Why was the opening of the swing bridge postponed?")
    assert 1 <= len(answer.sentences) <= engine.home.settings.max_sentences
    assert [sentence.markers for sentence in answer.sentences] == [(n + 1,) for n in range(len(answer.sentences))]
    assert {sentence.verdict for sentence in answer.sentences} == {"supported"}
    assert_citations_stand(engine, answer)


def test_near_copies_are_listed_under_one_citation(engine: QueryEngine) -> None:
    answer = engine.ask("When was the Ropewalk Bridge opened to traffic?")
    copies = [copy.source for citation in answer.citations for copy in citation.also_in]
    assert "Ostrand Post" in copies or "Ostrand Post" in {citation.source for citation in answer.citations}
    quotes = [citation.quote for citation in answer.citations]
    assert len(set(quotes)) == len(quotes)


def test_filters_bind(engine: QueryEngine) -> None:
    before = engine.search("tidal array cost", 20, published_to=date(2022, 12, 31))
    assert before
    assert all(passage.published and passage.published <= date(2022, 12, 31) for passage in before)
    post = engine.search("bridge", 20, sources=["Ostrand Post"])
    assert {passage.source for passage in post} == {"Ostrand Post"}
    nothing = engine.ask(ANGARA, published_to=date(2000, 1, 1))
    assert nothing.refused
    assert "chosen dates" in nothing.text


def test_bad_filters_and_questions_say_what_to_do(engine: QueryEngine) -> None:
    with pytest.raises(NotFoundError, match=r"no outlet 'Nobody'.*Known: The Tarnhavn Courier"):
        engine.ask(ANGARA, sources=["Nobody"])
    with pytest.raises(QuestionError, match="Swap the two dates"):
        engine.ask(ANGARA, published_from=date(2024, 1, 1), published_to=date(2023, 1, 1))
    for question, expected in (("", "empty"), (" \n", "empty"), ("x" * 100_000, "too long"), ("?!", "no word")):
        with pytest.raises(QuestionError, match=expected):
            engine.ask(question)


@pytest.mark.parametrize(
    "question", ["'; DROP TABLE articles; --", '"NEAR(" AND OR NOT *', "a" * 2000, "🚀🚀 rocket", "what is it"]
)
def test_odd_questions_get_an_answer_or_a_refusal(engine: QueryEngine, question: str) -> None:
    assert isinstance(engine.ask(question), Answer)


def test_stream_tells_passages_then_text_then_the_answer(engine: QueryEngine) -> None:
    events = list(engine.stream(ANGARA))
    assert isinstance(events[0], PassagesFound)
    assert isinstance(events[-1], AnswerReady)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert text == events[-1].answer.text == engine.ask(ANGARA).text
    assert {"retrieve", "answer", "verify", "total"} <= set(events[-1].answer.timings_ms)


def test_answer_survives_json(engine: QueryEngine) -> None:
    for question in (ANGARA, "Who won the 2022 football World Cup?"):
        answer = engine.ask(question)
        assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_as_of_is_the_newest_article_of_a_closed_archive(engine: QueryEngine) -> None:
    assert engine.ask(ANGARA).as_of == date(2024, 2, 21)
    assert engine.ask(ANGARA, as_of=date(2023, 9, 14)).as_of == date(2023, 9, 14)


def test_newer_passages_are_preferred_when_the_latest_is_asked_for(engine: QueryEngine) -> None:
    plain = engine.search("What did the harbour landings amount to?", 5)
    latest = engine.search("What do the latest harbour landings amount to?", 5)
    assert latest[0].published == date(2024, 2, 7)
    assert all(passage.scores.time is not None for passage in latest)
    assert all(passage.scores.time is None for passage in plain)


def test_example_questions_are_answered(engine: QueryEngine) -> None:
    examples = engine.example_questions(4)
    assert len(set(examples)) == 4
    assert not any(engine.ask(question).refused for question in examples)


def test_llamaindex_parts_give_the_same_answer(engine: QueryEngine) -> None:
    from llama_index.core.postprocessor import SimilarityPostprocessor
    from llama_index.core.query_engine import RetrieverQueryEngine

    from qa.llamaindex import ANSWER_KEY, CitewireSynthesizer

    answer = engine.ask(ANGARA)
    response = engine.as_query_engine().query(ANGARA)
    assert str(response) == answer.text
    given = Answer.from_dict(response.metadata[ANSWER_KEY])
    assert given.citations == answer.citations

    nodes = engine.as_retriever(k=5).retrieve(ANGARA)
    passages = engine.search(ANGARA, 5)
    assert [node.node.node_id for node in nodes] == [passage.chunk_id for passage in passages]
    for node, passage in zip(nodes, passages, strict=True):
        text = engine.article(node.node.metadata["article_id"]).text
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.node.get_content() == passage.text

    built = RetrieverQueryEngine(
        retriever=engine.as_retriever(),
        response_synthesizer=CitewireSynthesizer(engine),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=0.2)],
    )
    assert "42.7m" in str(built.query(ANGARA))


def test_node_of_another_index_is_refused(engine: QueryEngine) -> None:
    from llama_index.core.schema import NodeWithScore, TextNode

    from qa.llamaindex import CitewireSynthesizer

    stranger = NodeWithScore(node=TextNode(id_="elsewhere", text="The Angara is 99m tall."))
    with pytest.raises(NotFoundError, match="'elsewhere' is no passage of this home"):
        CitewireSynthesizer(engine).synthesize(ANGARA, [stranger])


def test_removed_article_is_no_longer_cited(seeds_home: Path, tmp_path: Path) -> None:
    import shutil

    from index.ingest import remove

    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as own:
        assert own.ask(ANGARA).citations[0].article_id == "000_5b5becaf9b9bcc65"
        remove(own.home, ["000_5b5becaf9b9bcc65"])
        answer = own.ask(ANGARA)
        assert answer.refused
        assert "000_5b5becaf9b9bcc65" not in {passage.article_id for passage in answer.nearest}


def test_threads_get_the_answers_one_caller_gets(engine: QueryEngine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    questions = [ANGARA, "Who is the mayor of Tarnhavn?", "When was the Ropewalk Bridge opened to traffic?"] * 6
    expected = [engine.ask(question).citations for question in questions]
    with ThreadPoolExecutor(max_workers=6) as pool:
        assert [answer.citations for answer in pool.map(engine.ask, questions)] == expected
