"""Whatever a vendor sends back: a reply that holds, or one of our errors in one sentence that repeats no key."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import ProviderError, RateLimited
from models.story.plan import ModelChoice
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.llm.messages import Reply
from providers.llm.moderation import moderate
from providers.llm.replies import Asked, reply_of
from providers.vendors.client import VendorClient
from providers.vendors.clients import Clients
from providers.vendors.exchange import Delivered, Post
from providers.vendors.refusals import refusal_of
from tests.kit.fuzz import (
    HUGE_EXPONENT,
    HUGE_WHOLE,
    as_json,
    assert_sentence,
    fuzzed,
    mutated,
    nested,
    strange_in,
    taken,
    texts,
    values,
)

KEY = "sk-secret-0123456789"
CATALOGUE = Catalogue.load()
ENVIRONMENT = {vendor.key_env: KEY for vendor in CATALOGUE.all_vendors.values() if vendor.key_env}
CLIENTS = Clients(CATALOGUE.all_vendors, ENVIRONMENT)
ASKED = Asked(
    CATALOGUE.vendors["openrouter"],
    ModelChoice(vendor="openrouter", model="some/model", quote=Decimal("0.05")),
    lambda read, wrote: Decimal(read + wrote) / 10**6,
    CLIENTS.clean,
)
COMPLETION: dict[str, Any] = {
    "model": "some/model",
    "choices": [{"message": {"content": "A door.", "refusal": None}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 12, "completion_tokens": 3, "cost": 0.00031, "is_byok": False},
}
ERROR: dict[str, Any] = {
    "error": {"message": f"The key {KEY} is over its limit", "code": "429", "type": "x", "metadata": {"raw": "r", "reasons": []},
              "availability": {"code": "x", "retry_after": 3}},
}  # fmt: skip
MODERATED: dict[str, Any] = {
    "results": [{"flagged": True, "categories": {"hate": True, "sexual": True}, "category_scores": {"hate": 0.5, "sexual": 0.1}}]
}  # fmt: skip
STATUSES = st.sampled_from([200, 200, 200, 204, 301, 400, 401, 402, 403, 404, 429, 500, 504, 600])
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "retry-after-ms", "date", "x-openrouter-cache-status", "content-type"]),
    texts | st.sampled_from(["3", "1e400", "Wed, 21 Oct 99999 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 -9999", "Wed, 21 Oct 0001 07:28:00 +2359", "HIT"]),
    max_size=3,
)  # fmt: skip


@st.composite
def altered(draw: st.DrawFn, sample: dict[str, Any]) -> Any:
    """The sample with one or two of its values, at any depth, replaced by anything."""

    def change(value: Any) -> Any:
        if isinstance(value, dict) and value and draw(st.integers(0, 4)):
            name = draw(st.sampled_from([*value]))
            return {**value, name: change(value[name])}
        if isinstance(value, list) and value and draw(st.integers(0, 4)):
            return [change(value[0]), *value[1:]]
        return draw(values)

    return change(change(sample))


def completion(**message: Any) -> bytes:
    choice = {"message": {"content": "", **message}, "finish_reason": "stop"}
    return as_json({"model": message.get("refusal"), "choices": [choice]}).encode()


def bodies(*samples: dict[str, Any]) -> st.SearchStrategy[bytes]:
    whole = [as_json(sample) for sample in samples]
    told = st.one_of(*(altered(sample) for sample in samples)).map(as_json) | mutated(st.sampled_from(whole))
    return told.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=40)


def assert_clean(text: str) -> None:
    assert not strange_in(text.replace("\n", " "))
    assert KEY not in text


@fuzzed(150)
@given(status=STATUSES, headers=HEADERS, body=bodies(COMPLETION, ERROR))
@example(status=200, headers={}, body=b'{"choices": [], "usage": {"cost": ' + HUGE_EXPONENT.encode() + b"}}")
@example(status=400, headers={}, body=b'{"error": ' + HUGE_WHOLE.encode() + b"}")
@example(status=500, headers={}, body=nested(5000).encode())
@example(status=200, headers={}, body=completion(refusal="\x1b[2J\u202eno"))
def test_a_chat_answer_is_a_reply_or_a_named_error(status: int, headers: dict[str, str], body: bytes) -> None:
    reply = taken(lambda: reply_of(ASKED, Delivered(status, headers, body)), ProviderError)
    if reply is None:
        return
    assert Reply.model_validate_json(reply.model_dump_json()) == reply
    assert 0 <= reply.cost <= 10**6
    assert KEY not in reply.text
    if reply.problem:
        assert_sentence(reply.reason)
    assert_clean(reply.reason)
    assert_clean(reply.answered)


@fuzzed(100)
@given(status=STATUSES.filter(lambda status: status >= 300), headers=HEADERS, body=bodies(ERROR))
def test_an_error_of_any_shape_is_one_of_ours(status: int, headers: dict[str, str], body: bytes) -> None:
    came = Delivered(status, headers, body)
    refused = taken(lambda: refusal_of(ASKED.whom, came, came.told()))
    assert isinstance(refused, ProviderError)
    assert_sentence(str(refused))
    assert KEY not in str(refused)
    if isinstance(refused, RateLimited) and refused.retry_after_s is not None:
        assert 0 <= refused.retry_after_s <= 86_400


@fuzzed(80)
@given(body=bodies(MODERATED))
@example(
    body=as_json(
        {"results": [{"flagged": True, "categories": {"hate": 1}, "category_scores": {"hate": "high"}}]}
    ).encode()
)
@example(
    body=as_json(
        {"results": [{"flagged": True, "categories": {"hate": 1}, "category_scores": {"hate": [1]}}]}
    ).encode()
)
def test_a_moderation_flags_or_is_a_named_error(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    def answer(client: VendorClient, post: Post) -> Delivered:
        return Delivered(200, {}, body)

    monkeypatch.setattr(VendorClient, "post", answer)
    found = taken(lambda: moderate(ChatDesk(CATALOGUE, CLIENTS), "omni", ["A door"]), ProviderError)
    for flagged in found or ():
        for category in flagged:
            assert_clean(category)
            assert len(category) <= 100
