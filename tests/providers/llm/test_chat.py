"""The desk where models are asked: one POST, and a name for everything that can come back."""

import json
import socket
import time
import traceback
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from models.errors import (
    BadInput,
    InvalidRequest,
    LongtakeError,
    Moderated,
    PaymentRequired,
    ProviderError,
    RateLimited,
    Transient,
    Unauthorised,
    UnknownOutcome,
)
from models.story.plan import ModelChoice, Structured
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.llm.messages import ChatRequest, Message, Prompted, Reply
from providers.llm.replies import Asked, reply_of
from providers.vendors.clients import Clients
from providers.vendors.exchange import Delivered
from tests.kit.llm_server import KEY, Answer, LlmServer, cut, error, llm_server, raw, said, slow

CATALOGUE = Catalogue.load()
HAIKU, LUNA = "anthropic/claude-haiku-4.5", "openai/gpt-6-luna"
QUOTE = Decimal("0.05")


class Person(BaseModel):
    """Somebody."""

    name: str = Field(min_length=2, title="Their name")
    age: int = Field(default=30, ge=0, le=120)


class Cast(BaseModel):
    """An answer with everything that a strict vendor refuses: defaults, titles, bounds, optional fields."""

    title: str = ""
    lead: Person = Field(default=Person(name="Ada"), description="who it is about")
    others: list[Person] = Field(default=[], max_length=4)
    note: str | None = None


def desk_at(server: LlmServer, catalogue: Catalogue = CATALOGUE, key: str = KEY) -> ChatDesk:
    """A desk whose every vendor is at `server`."""
    environment = {vendor.base_env: server.base_url for vendor in catalogue.vendors.values()}
    environment |= {vendor.key_env: key for vendor in catalogue.vendors.values()}
    return ChatDesk(catalogue, Clients(catalogue.vendors, environment))


def asking(
    vendor: str = "openrouter",
    model: str = HAIKU,
    structured: Structured = "schema",
    temperature: float | None = None,
    seed: int = 0,
) -> ChatRequest:
    """A request for a cast."""
    choice = ModelChoice(
        vendor=vendor,
        model=model,
        structured=structured,
        temperature=temperature,
        input_tokens=500,
        quote=QUOTE,
    )
    messages = (
        Message(role="system", content="You cast films."),
        Message(role="user", content="An opera — “Aïda”."),
    )
    prompted = Prompted(messages=messages, json_schema=Cast.model_json_schema(), schema_name="cast")
    return ChatRequest(model=choice, prompted=prompted, seed=seed)


def replied(answer: Answer, request: ChatRequest | None = None) -> Reply:
    """What the desk makes of an answer, having asked exactly once."""
    with llm_server([answer]) as server:
        try:
            return desk_at(server).ask(request or asking())
        finally:
            assert len(server.calls) == 1, server.refusals


def failed(answer: Answer, kind: type[ProviderError], request: ChatRequest | None = None) -> ProviderError:
    """The error that the desk makes of an answer; its message is one sentence that names vendor and model."""
    with pytest.raises(LongtakeError) as caught:
        replied(answer, request)
    assert type(caught.value) is kind, repr(caught.value)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "OpenRouter" in sentence or "Groq" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 400
    return caught.value


def test_a_good_answer_brings_its_text_its_tokens_and_the_vendors_own_figure() -> None:
    reply = replied(
        said('{"title": "Aïda"}', model=HAIKU, prompt_tokens=321, completion_tokens=45, cost=0.00123)
    )
    assert reply == Reply(
        text='{"title": "Aïda"}',
        answered=f"openrouter/{HAIKU}",
        input_tokens=321,
        output_tokens=45,
        cost=Decimal("0.00123"),
    )


def test_without_a_figure_of_the_vendor_the_price_table_counts() -> None:
    reply = replied(said("{}", prompt_tokens=1_000, completion_tokens=2_000))
    assert reply.cost == Decimal("0.011")  # 1 and 5 dollars per million


def test_an_answer_from_the_cache_costs_nothing() -> None:
    hit = said("{}", cost=0.2, headers={"X-OpenRouter-Cache-Status": "HIT"})
    assert replied(hit).cost == 0


def test_usage_that_cannot_be_read_is_booked_at_the_quote() -> None:
    for usage in (None, "many", {}, {"prompt_tokens": None}, {"prompt_tokens": 5, "cost": "1e999999"}):
        body = json.loads(said("{}").body) | {"usage": usage}
        assert replied(raw(json.dumps(body).encode())).cost == QUOTE, usage


def test_a_figure_that_is_no_number_gives_way_to_the_price_table() -> None:
    figures: list[object] = ["nan", "Infinity", "-1", "free", True, float("nan"), -0.5, 1e300, []]
    for figure in figures:
        body = json.loads(said("{}", prompt_tokens=1_000, completion_tokens=2_000).body)
        body["usage"]["cost"] = figure
        assert replied(raw(json.dumps(body).encode())).cost == Decimal("0.011"), figure


def test_figures_sent_as_words_are_read() -> None:
    body = json.loads(said("{}").body)
    body["usage"] = {"prompt_tokens": "12", "completion_tokens": "7", "cost": "0.0000004"}
    reply = replied(raw(json.dumps(body).encode()))
    assert (reply.input_tokens, reply.output_tokens, reply.cost) == (12, 7, Decimal("0.0000004"))


def test_with_ones_own_key_at_the_host_both_bills_count() -> None:
    body = json.loads(said("{}").body)
    body["usage"] |= {"cost": 0.001, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.02}}
    assert replied(raw(json.dumps(body).encode())).cost == Decimal("0.021")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(401, "No auth credentials found"), Unauthorised),
        (error(403, "Key is disabled"), Unauthorised),
        (error(402, "Insufficient credits"), PaymentRequired),
        (error(429, "You exceeded your quota", code="insufficient_quota"), PaymentRequired),
        (error(403, "Flagged", metadata={"reasons": ["violence"], "flagged_input": "…"}), Moderated),
        (error(400, "No", code="content_policy_violation"), Moderated),
        (error(400, "No", metadata={"error_type": "refusal"}), Moderated),
        (error(404, "The model is deprecated", availability={"code": "model_deprecated"}), InvalidRequest),
        (error(400, "No endpoints", availability={"code": "model_not_found"}), InvalidRequest),
        (error(400, "Unknown field"), InvalidRequest),
        (error(413, "Payload too large"), InvalidRequest),
        (error(422, "Unprocessable"), InvalidRequest),
        (raw(b"", 302, {"Location": "http://127.0.0.1:1/"}), InvalidRequest),
        (error(408, "Request timed out"), Transient),
        (error(500, "Internal"), Transient),
        (raw(b"<html><h1>Bad Gateway</h1></html>", 502), Transient),
        (error(503, "Overloaded"), Transient),
        (error(529, "Overloaded"), Transient),
        (error(504, "Gateway timeout"), UnknownOutcome),
        (error(429, "Slow down"), RateLimited),
        (error(429, "Full", availability={"code": "capacity_exhausted"}), RateLimited),
        (error(200, "Bad gateway", code=502), Transient),
        (error(200, "Slow down", code=429), RateLimited),
        (error(200, "Pay", code="402"), PaymentRequired),
        (
            raw(b'{"detail": {"status": "quota_exceeded", "message": "No credits"}}', status=401),
            PaymentRequired,
        ),
        (error(200, "Overloaded", metadata={"error_type": "provider_overloaded"}), Transient),
        (error(200, "Flagged", code=403, metadata={"reasons": ["hate"]}), Moderated),
        (error(200, body={"error": "the engine fell over"}), Transient),
        (error(500, body={"detail": "the engine fell over"}), Transient),
        (raw(b"\xff\xfe broken", 500), Transient),
        (raw(b"[" * 200_000, 500), Transient),
        (cut(error(429, "Slow down, this is cut off")), RateLimited),
        (said(None, finish="error", prompt_tokens=0, completion_tokens=0), Transient),
        (said(None, finish="error", cost=0.0), Transient),
        (said("half a", finish="error", cost=0.01), UnknownOutcome),
        (said("half a", finish="error", prompt_tokens=9), UnknownOutcome),
        (cut(), UnknownOutcome),
        (cut(said("{}", cost=0.5)), UnknownOutcome),
    ],
)
def test_every_failure_has_its_name(answer: Answer, kind: type[ProviderError]) -> None:
    failed(answer, kind)


def test_what_the_vendor_said_is_told_in_at_most_200_characters() -> None:
    sentence = str(failed(error(500, "A long story. " * 100), Transient))
    assert "500" in sentence
    assert "A long story. A long story." in sentence
    assert sentence.count("A long") < 20
    assert "Bad Gateway" in str(failed(raw(b"<html>\n<h1>Bad\nGateway</h1></html>", 502), Transient))


def test_a_text_that_is_too_long_for_the_model_is_said_to_be() -> None:
    wrong = failed(error(400, "Maximum context is 8192", code="context_length_exceeded"), InvalidRequest)
    assert "too long" in str(wrong)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "Retry-After": "1"}, 0.25),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "1e300"}, 86_400.0),
        ({"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}, 86_400.0),
        ({"Retry-After": "Fri, 01 Jan 1999 00:00:00 GMT"}, 0.0),
    ],
)
def test_how_long_to_wait_is_read_where_the_vendor_says_it(
    headers: dict[str, str], seconds: float | None
) -> None:
    limited = failed(error(429, "Slow down", headers), RateLimited)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after_s == seconds


@pytest.mark.parametrize(
    ("answer", "problem", "text", "reason"),
    [
        (said(None, refusal="I can't help with that."), "refused", "", "I can't help with that."),
        (said("part", finish="content_filter"), "refused", "part", "content filter"),
        (said('{"title": "Cut o', finish="length"), "truncated", '{"title": "Cut o', "token limit"),
        (said(""), "empty", "", "empty"),
        (said(None), "empty", "", "empty"),
        (said(" \n\t"), "empty", "", "empty"),
        (said("", reasoning_content="Let me think …"), "empty", "", "reasoning_content"),
        (said(None, finish="length", reasoning="Let me"), "empty", "", "token limit"),
        (raw(b"OK"), "empty", "", "not JSON"),
        (raw(b""), "empty", "", "not JSON"),
        (raw(b"[]"), "empty", "", "not a JSON object"),
        (raw(b'{"choices": []}'), "empty", "", "not a chat completion"),
        (raw(b'{"choices": [{"message": "hello"}]}'), "empty", "", "not a chat completion"),
        (raw(b'{"choices": [{"mess'), "empty", "", "not JSON"),
        (raw(b"[" * 200_000), "empty", "", "not JSON"),
        (raw(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'), "not-utf8", "", "UTF-8"),
        (said("word " * 1_000_000), "too-long", "", "1,048,576"),
    ],
)
def test_every_answer_of_no_use_has_its_name(answer: Answer, problem: str, text: str, reason: str) -> None:
    reply = replied(answer)
    assert (reply.problem, reply.text) == (problem, text)
    assert reason in reply.reason


def test_an_answer_whose_price_nobody_can_read_is_booked_at_its_quote() -> None:
    assert replied(said("word " * 1_000_000)).cost == QUOTE
    assert replied(raw(b"OK")).cost == QUOTE
    free = asking("llamacpp", "loaded").model_copy(
        update={"model": ModelChoice(vendor="llamacpp", model="loaded", output_tokens=50)}
    )
    with llm_server([raw(b"OK")], bounded=True) as server:
        assert desk_at(server).ask(free).cost == 0


def test_prose_fences_and_wrong_types_are_left_for_the_reader() -> None:
    for text in ("Sure! Here it is.", "```json\n{}\n```", '{"title": 7}'):
        reply = replied(said(text, finish=None))
        assert (reply.text, reply.problem) == (text, None)


def test_an_answer_that_the_server_files_under_thinking_is_read() -> None:
    thought = 'So be it: {"title": "A"}'
    for answer in (said("", reasoning_content=thought), said(None, reasoning=thought)):
        reply = replied(answer)
        assert (reply.problem, reply.text) == (None, thought)
    cut_off = replied(said("", finish="length", reasoning_content='Perhaps {"title": "A"}, or'))
    assert (cut_off.problem, cut_off.text) == ("empty", "")


def streamed(*events: object, between: str = "\n\n", end: str = "data: [DONE]\n\n") -> Answer:
    """A stream of events although none was asked for."""
    told = "".join(f"data: {json.dumps(event)}{between}" for event in events)
    return raw((told + end).encode(), headers={"Content-Type": "text/event-stream"})


def chunk(finish: str | None = None, **delta: str) -> dict[str, Any]:
    return {
        "object": "chat.completion.chunk",
        "model": "test-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def test_an_answer_that_comes_as_a_stream_is_put_together() -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 50, "cost": 0.004}}
    parts = [
        chunk(role="assistant", content=""),
        chunk(content='{"title": "Ca'),
        chunk(content='fé"}'),
        chunk("stop"),
    ]
    for answer in (
        streamed(*parts, usage),
        streamed(*parts, usage, between="\n"),
        streamed(*parts, usage, between="\r\n\r\n", end=""),
        Answer(200, b"\xef\xbb\xbf: ping\n\n" + streamed(*parts, usage).body),
    ):
        reply = replied(answer)
        assert (reply.problem, reply.text) == (None, '{"title": "Café"}')
        assert (reply.input_tokens, reply.output_tokens, reply.cost) == (100, 50, Decimal("0.004"))
    cut_off = replied(streamed(chunk(content='{"title": "C'), chunk("length")))
    assert (cut_off.problem, cut_off.text) == ("truncated", '{"title": "C')
    assert replied(streamed({"hello": 1})).problem == "empty"


def test_an_error_in_a_stream_is_the_errors_own() -> None:
    failed(streamed(chunk(content="Let"), {"error": {"message": "Slow down", "code": 429}}), RateLimited)


def test_an_answer_that_begins_with_a_byte_order_mark_is_read() -> None:
    whole = said('{"title": "A"}')
    assert replied(Answer(200, b"\xef\xbb\xbf" + whole.body, whole.headers)).text == '{"title": "A"}'


def test_json_that_the_vendor_found_broken_can_still_be_repaired() -> None:
    request = asking("groq", "openai/gpt-oss-120b")
    reply = replied(error(400, "Failed to generate JSON", failed_generation='{"title": "A'), request)
    assert (reply.problem, reply.text, reply.cost) == ("broken-json", '{"title": "A', QUOTE)


def test_a_text_in_parts_is_put_together_and_half_characters_are_replaced() -> None:
    parts: Any = [{"type": "text", "text": "one "}, {"type": "image"}, {"type": "text", "text": "two"}]
    assert replied(said(parts)).text == "one two"
    assert replied(said("broken \ud83d character")).text == "broken ? character"


def test_a_path_on_the_servers_disk_is_not_told() -> None:
    with llm_server([said("{}", model="/home/ada/models/tiny.gguf")], bounded=True) as server:
        assert desk_at(server).ask(asking("llamacpp", "loaded")).answered == "llamacpp/tiny.gguf"


def test_a_server_that_is_silent_has_an_unknown_outcome_and_is_asked_once(tmp_path: Path) -> None:
    quick = tmp_path / "models.toml"
    quick.write_text("[vendors.openrouter]\nread_timeout_s = 0.2\n")
    with llm_server([slow()]) as server:
        with pytest.raises(UnknownOutcome, match=r"did not answer within 0\.2 s"):
            desk_at(server, Catalogue.load(quick)).ask(asking())
        give_up_at = time.monotonic() + 30
        while not server.calls and time.monotonic() < give_up_at:
            time.sleep(0.02)  # whoever is silent may be late to read, too
        assert len(server.calls) == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        desk = ChatDesk(
            CATALOGUE, Clients(CATALOGUE.vendors, {"OPENROUTER_BASE_URL": address, "OPENROUTER_API_KEY": KEY})
        )
        with pytest.raises(Transient, match="nothing was sent"):
            desk.ask(asking())


def test_a_refused_key_is_named_with_who_refused_it_why_and_how_to_change_it() -> None:
    unknown = error(401, "No auth credentials found")
    with llm_server([unknown]) as server, pytest.raises(Unauthorised) as refused:
        desk_at(server).ask(asking())
    assert (
        "does not accept the key in OPENROUTER_API_KEY: change OPENROUTER_API_KEY where the workers run"
        in str(refused.value)
    )
    assert "then `longtake down` restarts the workers (" in str(refused.value)
    assert str(refused.value).endswith("401): No auth credentials found.")


def test_a_vendor_without_its_key_is_not_asked() -> None:
    with llm_server([said("{}")]) as server:
        desk = desk_at(server, key="")
        assert not desk.has_key("openrouter")
        assert not desk.has_key("nobody")
        assert desk.has_key("ollama")
        with pytest.raises(Unauthorised, match="OPENROUTER_API_KEY"):
            desk.ask(asking())
        assert not server.calls + server.refusals


@pytest.mark.parametrize(
    "address", ["localhost:11434", "http://", "ftp://files", "http://a b", "http://[::1"]
)
def test_an_address_that_is_none_is_named_by_its_variable(address: str) -> None:
    with pytest.raises(BadInput, match="OLLAMA_BASE_URL"):
        ChatDesk(CATALOGUE, Clients(CATALOGUE.vendors, {"OLLAMA_BASE_URL": address})).ask(
            asking("ollama", "llama3.1:8b")
        )


def test_an_address_without_its_path_gets_the_vendors_own() -> None:
    with llm_server([said("{}")], key="") as server:
        desk = ChatDesk(
            CATALOGUE, Clients(CATALOGUE.vendors, {"OLLAMA_BASE_URL": server.base_url.removesuffix("v1")})
        )
        assert desk.ask(asking("ollama", "llama3.1:8b")).text == "{}"


def test_a_key_is_nowhere_in_what_is_raised_returned_or_shown() -> None:
    echoes = [
        error(401, f"Incorrect API key provided: {KEY}."),
        error(500, "x" * 190 + KEY),
        error(400, "no", metadata={"raw": f"Authorization: Bearer {KEY}"}),
        raw(f"<p>{KEY}</p>".encode(), 502),
        error(429, f"key {KEY} is limited", code=KEY, type=KEY),
        cut(error(500, KEY)),
        cut(),
        said(f"my key is {KEY}", model=KEY),
        said(None, refusal=f"I know {KEY}"),
        error(200, KEY, code=502),
    ]
    for answer in echoes:
        with llm_server([answer]) as server:
            desk = desk_at(server)
            try:
                seen = repr(desk.ask(asking()))
            except ProviderError as caught:
                seen = "".join(traceback.format_exception(caught)) + repr(caught)
                assert caught.__suppress_context__ or caught.__context__ is None
            assert KEY not in seen
            assert KEY[:12] not in seen
            assert KEY not in repr(desk) + repr(vars(desk))


@pytest.mark.parametrize("key", ["sk-secret-ключ-0123", "sk-secret\n-0123456", "sk-secret-0123\x00456"])
def test_a_key_that_cannot_be_sent_is_named_by_its_variable(key: str) -> None:
    desk = ChatDesk(CATALOGUE, Clients(CATALOGUE.vendors, {"OPENROUTER_API_KEY": key}))
    with pytest.raises(Unauthorised, match="OPENROUTER_API_KEY") as caught:
        desk.ask(asking())
    assert "sk-secret" not in "".join(traceback.format_exception(caught.value))


def test_the_same_request_is_the_same_bytes_and_may_be_answered_from_the_cache() -> None:
    with llm_server(lambda _: said("{}")) as server:
        desk = desk_at(server)
        for seed in (0, 0, 7):
            desk.ask(asking(seed=seed))
        first, second, third = server.calls
        assert json.dumps(first) == json.dumps(second)
        assert third != first
        assert "seed" not in third  # a host without seeds would be passed over
        assert server.headers[0]["x-openrouter-cache"] == "true"
        assert (
            server.headers[0]["accept-encoding"] == "identity"
        )  # else a megabyte could unpack to any length
        assert server.headers[0]["x-openrouter-cache-ttl"] == "86400"


def test_openrouter_is_held_to_the_schema_and_to_the_price_table() -> None:
    with llm_server([said("{}")]) as server:
        desk_at(server).ask(asking())
    provider = server.calls[0]["provider"]
    assert provider == {"require_parameters": True, "max_price": {"prompt": 1.0, "completion": 5.0}}


def test_a_temperature_goes_only_to_models_that_take_one() -> None:
    with llm_server(lambda _: said("{}")) as server:
        desk = desk_at(server)
        desk.ask(asking(temperature=0.7))
        desk.ask(asking(model="anthropic/claude-sonnet-5.5", temperature=0.7))
        desk.ask(asking(model="a/model-newer-than-the-list", temperature=0.7))
    assert [call.get("temperature") for call in server.calls] == [0.7, None, None]


def test_strict_vendors_get_a_strict_schema_and_grammars_their_bounds() -> None:
    for vendor, model in [("openai", "gpt-6-luna"), ("openrouter", HAIKU), ("together", "Qwen/Qwen3.5-9B")]:
        replied(said("{}"), asking(vendor, model))  # the server refuses any other schema
    with llm_server([said("{}")], bounded=True) as server:
        desk_at(server).ask(asking("llamacpp", "loaded"))
    schema = server.calls[0]["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["others"]["maxItems"] == 4
    assert schema["$defs"]["Person"]["properties"]["age"]["maximum"] == 120
    assert schema["required"] == ["title", "lead", "others", "note"]


def test_a_property_may_be_called_title_or_default() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}, "default": {"type": "string"}}}
    request = asking().model_copy(
        update={"prompted": Prompted(messages=asking().prompted.messages, json_schema=schema)}
    )
    with llm_server([said("{}")]) as server:
        desk_at(server).ask(request)
    assert list(server.calls[0]["response_format"]["json_schema"]["schema"]["properties"]) == [
        "title",
        "default",
    ]


def test_without_schemas_the_shape_is_asked_for_in_words() -> None:
    with llm_server(lambda _: said("{}")) as server:
        desk = desk_at(server)
        desk.ask(asking(structured="json"))
        desk.ask(asking(structured="none"))
    as_json, in_words = server.calls
    assert as_json["response_format"] == {"type": "json_object"}
    assert "response_format" not in in_words
    for call in server.calls:
        assert call["messages"][-1]["content"].startswith("An opera — “Aïda”.")
        assert '"maxItems":4' in call["messages"][-1]["content"]


def test_a_model_is_never_asked_for_more_than_it_can_write() -> None:
    model = asking(model="openai/gpt-4o-mini").model.model_copy(update={"output_tokens": 50_000})
    with llm_server([said("{}")]) as server:
        desk_at(server).ask(asking().model_copy(update={"model": model}))
    assert server.calls[0]["max_completion_tokens"] == 16_384


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def some(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """An object with some of the fields, each as it should be or anything at all; or anything at all."""
    return st.fixed_dictionaries({}, optional={name: value | JSON for name, value in fields.items()}) | JSON


TEXT = st.text(st.characters(), max_size=20)  # halves of characters too
FAILURE = some(
    message=TEXT,
    code=st.sampled_from([402, 403, 429, 502, "insufficient_quota", "rate_limit_exceeded"]),
    metadata=some(reasons=st.just(["hate"]), raw=TEXT, error_type=st.just("refusal")),
    availability=some(code=TEXT, retry_after=st.floats()),
)
USAGE = some(
    prompt_tokens=st.integers(),
    completion_tokens=st.integers(),
    cost=st.floats() | TEXT,
    is_byok=st.booleans(),
)
CHOICE = some(
    message=some(content=TEXT, refusal=TEXT, reasoning_content=TEXT),
    finish_reason=st.sampled_from(["stop", "length", "content_filter", "error"]),
    error=FAILURE,
)
COMPLETION = some(model=TEXT, choices=st.lists(CHOICE, max_size=2), usage=USAGE, error=st.none() | FAILURE)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([200, 200, 200, 204, 301, 400, 403, 429, 500, 600]), COMPLETION | st.binary(max_size=40)
)
def test_whatever_comes_is_a_reply_or_a_named_error(status: int, content: object) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    model = ModelChoice(vendor="openrouter", model=LUNA, quote=QUOTE)
    asked = Asked(
        CATALOGUE.vendors["openrouter"],
        model,
        lambda read, wrote: None,
        Clients(CATALOGUE.vendors, {}).clean,
    )
    try:
        reply = reply_of(asked, Delivered(status, {}, body))
    except ProviderError as caught:
        assert str(caught).endswith(".")
    else:
        assert Reply.model_validate_json(reply.model_dump_json()) == reply
