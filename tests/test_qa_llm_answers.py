"""Answers of language models that lie, break off, hang and fail: nothing unsupported is shown, and there is always an answer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import WordJudge
from llm_servers import Reply, ScriptedServer, fails, hangs, raw, says, scripted

from index.settings import load_settings
from qa import AnswerReady, QueryEngine, Stage, TextDelta, prompts
from qa.answer import Answer

ANGARA = "How tall is the Angara rocket?"
TRUE = "The 42.7m Angara rocket launches objects into low Earth orbit"
EXTRACTIVE = "The 42.7m Angara rocket launches objects into low Earth orbit. [1]"
KEY = "sk-verysecret-0123456789"

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def home(seeds_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("llm") / "home"
    shutil.copytree(seeds_home, copy)
    return copy


@pytest.fixture
def open_engine(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., QueryEngine]]:
    opened: list[QueryEngine] = []
    monkeypatch.setenv("CITEWIRE_LLM_KEY", KEY)

    def open_with(server: ScriptedServer | None = None, **settings: Any) -> QueryEngine:
        given = {"llm": "openai-like:m", "llm_url": f"{server.url}/v1" if server else "", "llm_retries": 0, **settings}
        opened.append(QueryEngine.open(home, settings=load_settings(home, given), judge=WordJudge()))
        return opened[-1]

    yield open_with
    for engine in opened:
        engine.close()


def check(engine: QueryEngine, answer: Answer) -> None:
    """What must hold of every answer, whatever a model wrote."""
    assert answer.text
    assert KEY not in repr(answer)
    assert all(sentence.verdict != "unsupported" for sentence in answer.sentences)
    assert all(sentence.markers for sentence in answer.sentences)
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    known = {citation.marker for citation in answer.citations}
    assert {marker for sentence in answer.sentences for marker in sentence.markers} <= known
    assert all(set(notice.markers) <= known for notice in answer.notices)
    for citation in answer.citations:
        assert engine.article(citation.article_id).text[citation.start_char : citation.end_char] == citation.quote
    assert all(sentence.text not in answer.text for sentence in answer.dropped)
    assert Answer.from_dict(answer.to_dict()) == answer


def ask(engine: QueryEngine, question: str = ANGARA, **options: Any) -> Answer:
    events = list(engine.stream(question, **options))
    assert isinstance(events[-1], AnswerReady)
    answer = events[-1].answer
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    check(engine, answer)
    return answer


def kinds(answer: Answer) -> list[str]:
    return [
        notice.kind
        for notice in answer.notices
        if notice.kind in ("unsupported", "fallback", "unknown_marker", "recited", "truncated")
    ]


def reason(answer: Answer, kind: str = "fallback") -> str:
    (text,) = (notice.text for notice in answer.notices if notice.kind == kind)
    return text


def test_a_true_sentence_is_shown_with_the_quote_it_rests_on(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("The 42.7m Angara rocket ", "launches objects [", "1].")) as server:
        engine = open_engine(server)
        answer = ask(engine)
    assert answer.answerer == "llm:m"
    assert answer.text == "The 42.7m Angara rocket launches objects. [1]"
    assert answer.citations[0].quote == f"{TRUE}."
    assert kinds(answer) == []
    assert {sentence.verdict for sentence in answer.sentences} == {"supported"}


def test_what_is_sent_are_the_rules_the_passages_and_the_question_alone(
    open_engine: Callable[..., QueryEngine],
) -> None:
    with scripted(says(f"{TRUE} [1].")) as server:
        ask(open_engine(server))
        (request,), (headers,) = server.requests, server.headers
    system, user = (message["content"] for message in request["messages"])
    assert "Use only the numbered passages" in system
    assert prompts.REFUSAL in system
    assert "[1] " in user
    assert "42.7m Angara" in user
    assert user.index("42.7m Angara") < user.index(ANGARA)
    assert request["temperature"] == 0
    assert (request["max_tokens"], request["stream"]) == (400, True)
    assert headers["authorization"] == f"Bearer {KEY}"


def test_the_extractive_answer_asks_no_model(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1].")) as server:
        answer = ask(open_engine(server), answerer="extractive")
        assert server.requests == []
    assert (answer.answerer, answer.text) == ("extractive", EXTRACTIVE)


def test_without_evidence_no_model_is_asked(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("Argentina won [1].")) as server:
        engine = open_engine(server)
        assert ask(engine, "Who won the 2022 football World Cup?").refused
        assert ask(engine, ANGARA, sources=["Ostrand Post"]).refused
        assert server.requests == []


def test_a_model_that_refuses_leads_to_a_refusal_with_the_nearest_passages(
    open_engine: Callable[..., QueryEngine],
) -> None:
    with scripted(says("The articles do not answer", " this. They say that Putin ate fish [1].")) as server:
        answer = ask(open_engine(server))
    assert (answer.refused, answer.text, answer.refusal_reason) == (True, prompts.REFUSAL, prompts.REASON_MODEL)
    assert len(answer.nearest) == 3


# --- lies


LIES: dict[str, tuple[tuple[str, ...], list[str], int]] = {
    "unknown marker": ((f"{TRUE} [9].",), ["unknown_marker", "recited"], 1),
    "no marker": ((f"{TRUE}.",), ["recited"], 1),
    "another passage's marker": ((f"{TRUE} [8].",), ["recited"], 1),
    "invented number": ((f"{TRUE} [1]. The Angara rocket is 99.5m tall [1].",), ["unsupported"], 1),
    "invented fact": ((f"{TRUE} [1]. Penguins sold aubergines to Nepal yesterday [2].",), ["unsupported"], 1),
    "the same again and again": ((f"{TRUE} [1]. " * 50,), [], 1),
    "markdown": ((f"**Answer:**\n- {TRUE} [1].\n",), [], 1),
    "thoughts": ((f"<think>It is 99m [1]. Or {TRUE}</think>{TRUE} [1].",), [], 1),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_are_found_out(lie: str, open_engine: Callable[..., QueryEngine]) -> None:
    pieces, expected, sentences = LIES[lie]
    with scripted(says(*pieces)) as server:
        answer = ask(open_engine(server))
    assert (answer.answerer, kinds(answer), len(answer.sentences)) == ("llm:m", expected, sentences)
    assert answer.sentences[0].text == f"{TRUE}."
    assert "99" not in answer.text
    assert "Penguins" not in answer.text


def test_what_was_left_out_is_kept_with_the_reason(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1]. The Angara rocket is 99.5m tall [1].")) as server:
        answer = ask(open_engine(server))
    (dropped,) = answer.dropped
    assert (dropped.text, dropped.verdict, dropped.markers) == ("The Angara rocket is 99.5m tall.", "unsupported", ())
    assert reason(answer, "unsupported").startswith("1 sentence of the language model was left out")
    assert dropped.problems[0] in reason(answer, "unsupported")


def test_one_place_cited_twice_has_one_number(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(
        says(f"{TRUE} [1]. The Angara rocket launches objects [1]. Objects launches the rocket [1, 1].")
    ) as server:
        answer = ask(open_engine(server))
    assert [sentence.markers for sentence in answer.sentences] == [(1,), (1,), (1,)]
    assert len(answer.citations) == 1


def test_a_sentence_supported_in_part_stays_and_is_marked(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("The Angara rocket launches objects gladly [1].")) as server:
        answer = ask(open_engine(server))
    assert [sentence.verdict for sentence in answer.sentences] == ["partial"]
    assert answer.sentences[0].problems


def repeating(words: str) -> Reply:
    """Say the sentence of the prompt that holds some words, with the number of its passage."""

    def reply(handler: Any) -> None:
        sent = handler.scripted.requests[-1]["messages"][1]["content"]
        blocks = re.split(r"^(?=\[\d+\] )", sent, flags=re.MULTILINE)
        block = next(block for block in blocks if words in block)
        sentence = next(found for found in re.split(r"(?<=\.)\s", block.partition("\n")[2]) if words in found)
        says(f"{sentence.strip().rstrip('.')} [{re.findall(r'[0-9]+', block)[0]}].")(handler)

    return reply


def test_a_model_that_cites_an_earlier_report_does_not_hide_the_later_one(
    open_engine: Callable[..., QueryEngine],
) -> None:
    question = "How many people lost their lives in Storm Maren?"
    with scripted() as server:
        engine = open_engine(server)
        quoted = ask(engine, question, answerer="extractive")
        (told,) = (notice for notice in quoted.notices if notice.kind == "superseded")
        earlier = next(citation for citation in quoted.citations if citation.source == "HALPRESS")
    with scripted(repeating(earlier.quote.rstrip("."))) as server:
        engine.close()
        answer = ask(open_engine(server), question)
    assert answer.answerer == "llm:m"
    (carried,) = (notice for notice in answer.notices if notice.kind == "superseded")
    by_old, by_new = ({citation.marker: citation for citation in found.citations} for found in (quoted, answer))
    old, new = ([int(number) for number in re.findall(r"\[(\d+)\]", notice.text)] for notice in (told, carried))
    assert [by_old[marker].article_id for marker in old] == [by_new[marker].article_id for marker in new]
    assert by_new[1].source == "HALPRESS"
    assert old != new


# --- failures: all end in the extractive answer


JUNK = {
    "nothing": says(),
    "blanks": says(" ", "\n", "  "),
    "only markers": says("[1] [2] [3]"),
    "only invented": says("Penguins sold aubergines to Nepal [1]."),
    "HTML page": raw("<html><body>Sign in</body></html>", media_type="text/html"),
    "broken JSON": raw("data: {broken\n\n", "data: [DONE]\n\n"),
    "JSON of another kind": raw('data: {"hello": 1}\n\n'),
    "numbers": raw("data: 17\n\n"),
    "error in the stream": raw('data: {"error": {"message": "out of memory"}}\n\n'),
    "error page": fails(500, "<html>Internal error</html>", "text/html"),
    "not found": fails(404),
    "refused key": fails(401, '{"error": {"message": "Incorrect API key provided: ' + KEY + '"}}'),
    "refused request": fails(400, '{"error": {"message": "bad ' + KEY + '"}}'),
    "cut before a sentence": says("The 42.7m Angara rocket laun", then="cut"),
    "cut in the middle of a marker": says("Objects [", then="cut"),
    "nothing but thoughts": says("<think>Well", " well"),
    "huge": says(*(f"Aubergine number {number} is purple. " for number in range(3000))),
    "huge without a full stop": says(*(["aubergine "] * 9000)),
}


@pytest.mark.parametrize("junk", JUNK)
def test_junk_ends_in_the_extractive_answer(junk: str, open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(JUNK[junk]) as server:
        answer = ask(open_engine(server))
    assert (answer.answerer, answer.text, kinds(answer)) == ("extractive", EXTRACTIVE, ["fallback"])
    assert re.match(r"The language model .*\. The answer is quoted from the articles instead\.$", reason(answer))
    assert "\n" not in reason(answer)


def test_reasons_name_what_happened(open_engine: Callable[..., QueryEngine]) -> None:
    told = {}
    for junk in ("nothing", "only invented", "error page", "not found", "refused key", "refused request"):
        with scripted(JUNK[junk]) as server:
            engine = open_engine(server)
            told[junk] = reason(ask(engine))
            engine.close()
    assert "wrote nothing." in told["nothing"]
    assert "nothing that the articles support" in told["only invented"]
    assert "failed on its server (500)" in told["error page"]
    assert "not known to its server (404)" in told["not found"]
    assert "refused the key (401)" in told["refused key"]
    assert "refused the request (400): bad [key]" in told["refused request"]


def test_a_server_that_is_not_there_is_named(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted() as server:
        pass  # its port is free now
    answer = ask(open_engine(server))
    assert f"cannot be reached at {server.url}/v1" in reason(answer)
    assert answer.text == EXTRACTIVE


def test_a_model_that_hangs_before_it_begins_is_given_up(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(hangs) as server:
        answer = ask(open_engine(server, llm_first_token_s=0.2))
        assert "did not begin to answer within 0.2 s" in reason(answer)
        assert server.left.wait(20)  # the request was ended, not just forgotten


def test_a_model_that_hangs_in_the_middle_keeps_what_was_checked(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1]. The Angara", then="hang")) as server:
        answer = ask(open_engine(server, llm_timeout_s=1.0))
        assert server.left.wait(20)
    assert (answer.answerer, answer.text, kinds(answer)) == ("llm:m", f"{TRUE}. [1]", ["truncated"])
    assert "did not finish within 1 s" in reason(answer, "truncated")


@pytest.mark.parametrize(
    "end", ["The rocket costs 3", "The rocket launches objects.", "The rocket launches [", "It is [1"]
)
@pytest.mark.parametrize("then", ["cut", "end", "length"])
def test_what_was_checked_before_a_cut_is_kept_and_the_torn_end_is_not(
    end: str, then: Any, open_engine: Callable[..., QueryEngine]
) -> None:
    with scripted(says(f"{TRUE} [1]. ", end, then=then)) as server:
        answer = ask(open_engine(server))
    assert (answer.answerer, answer.text, kinds(answer)) == ("llm:m", f"{TRUE}. [1]", ["truncated"])
    assert "kept" in reason(answer, "truncated")


def test_a_busy_server_is_asked_again(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(fails(429, Retry_After="0"), fails(503), says(f"{TRUE} [1].")) as server:
        answer = ask(open_engine(server, llm_retries=2))
        assert len(server.requests) == 3
    assert (answer.answerer, kinds(answer)) == ("llm:m", [])


def test_a_server_that_stays_busy_is_given_up(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(fails(429)) as server:
        answer = ask(open_engine(server, llm_retries=1))
        assert len(server.requests) == 2
    assert "overloaded, or its quota is used up (429)" in reason(answer)


def test_a_wait_longer_than_the_limit_is_not_begun(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(fails(429, Retry_After="3600")) as server:
        answer = ask(open_engine(server, llm_retries=5))
        assert len(server.requests) == 1
    assert kinds(answer) == ["fallback"]


def test_a_refused_key_is_not_tried_again(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(JUNK["refused key"]) as server:
        ask(open_engine(server, llm_retries=5))
        assert len(server.requests) == 1


def test_a_stream_that_was_begun_is_not_asked_for_again(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1]. And", then="cut"), says("Penguins [1].")) as server:
        answer = ask(open_engine(server, llm_retries=5))
        assert len(server.requests) == 1
    assert answer.text == f"{TRUE}. [1]"


def test_a_reader_who_leaves_ends_the_request(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(hangs) as server:
        events = open_engine(server).stream(ANGARA)
        for event in events:
            if event == Stage("writing") and server.waits.is_set():
                break
        events.close()  # type: ignore[attr-defined]  # a generator
        assert server.left.wait(20)


def test_closing_the_engine_ends_the_request(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(hangs) as server:
        engine = open_engine(server)
        events = engine.stream(ANGARA)
        for event in events:
            if event == Stage("writing") and server.waits.is_set():
                break
        engine.close()
        assert server.left.wait(20)


# --- other protocols


@pytest.mark.parametrize(("provider", "path"), [("ollama", ""), ("anthropic", "")])
def test_other_providers_answer_and_fail_alike(
    provider: Any, path: str, open_engine: Callable[..., QueryEngine]
) -> None:
    replies: list[tuple[Reply, list[str]]] = [
        (says("The 42.7m Angara rocket launches", " objects into low Earth orbit [1", "].", protocol=provider), []),
        (says(f"{TRUE} [1]. Penguins sold aubergines [1].", protocol=provider), ["unsupported"]),
        (says(f"{TRUE} [1]. The rock", then="length", protocol=provider), ["truncated"]),
        (says(f"{TRUE} [1]. The rock", then="cut", protocol=provider), ["truncated"]),
        (says("Ob", then="cut", protocol=provider), ["fallback"]),
        (says(protocol=provider), ["fallback"]),
        (fails(500), ["fallback"]),
        (fails(429), ["fallback"]),
        (raw("{broken\n"), ["fallback"]),
        (raw("<html></html>", media_type="text/html"), ["fallback"]),
    ]
    with scripted(*(reply for reply, _ in replies)) as server:
        engine = open_engine(server, llm=f"{provider}:m", llm_url=f"{server.url}{path}")
        for number, (_, expected) in enumerate(replies):
            answer = ask(engine)
            assert (number, kinds(answer)) == (number, expected)
            assert answer.text == (EXTRACTIVE if expected == ["fallback"] else f"{TRUE}. [1]")
    assert server.headers[0]["x-api-key" if provider == "anthropic" else "authorization"].endswith(KEY)


def test_ollama_is_given_the_limits_and_told_not_to_think(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1].", protocol="ollama")) as server:
        ask(open_engine(server, llm="ollama:qwen3", llm_url=server.url, llm_context_tokens=3000, llm_max_tokens=120))
    (request,) = server.requests
    assert request["options"] == {"temperature": 0.0, "num_ctx": 3000, "num_predict": 120}
    assert (request["model"], request["think"]) == ("qwen3", False)


# --- the budget


def test_passages_that_do_not_fit_are_left_out_by_rank(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says(f"{TRUE} [1].")) as server:
        answer = ask(open_engine(server, llm_context_tokens=1400, llm_max_tokens=200))
    sent = server.requests[0]["messages"][1]["content"]
    given = len(re.findall(r"^\[\d+\] ", sent, re.MULTILINE))
    assert 1 <= given < 8
    assert reason(answer, "truncated").startswith(f"The language model read {given} of the 8 passages")
    assert len(sent) / 4 + 200 < 1400


def test_no_room_for_any_passage_ends_in_the_extractive_answer(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("x")) as server:
        answer = ask(open_engine(server, llm_context_tokens=512, llm_max_tokens=400))
        assert server.requests == []
    assert "has no room for a passage" in reason(answer)
