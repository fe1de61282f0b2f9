"""Moderation by an endpoint: the worst category of each text, by one call."""

import pytest

from models.errors import ProviderError, RateLimited, Transient, Unauthorised
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.llm.moderation import moderate
from providers.vendors.clients import Clients
from tests.kit.llm_server import KEY, Answer, LlmServer, error, llm_server, moderated, raw

MODEL = "omni-moderation-latest"


def desk_at(server: LlmServer, key: str = KEY) -> ChatDesk:
    known = Catalogue.load()
    environment = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": key}
    return ChatDesk(known, Clients(known.vendors, environment))


def test_each_text_gets_the_categories_it_is_flagged_for_the_worst_first() -> None:
    with llm_server([moderated({}, {"violence": 0.6, "self-harm": 0.9}, {})]) as server:
        found = moderate(desk_at(server), MODEL, ["A cat.", "A fight.", "A dog."])
    assert found == [(), ("self-harm", "violence"), ()]
    assert server.calls == [{"model": MODEL, "input": ["A cat.", "A fight.", "A dog."]}]


def test_texts_without_a_word_are_not_sent_and_keep_their_place() -> None:
    with llm_server([moderated({"hate": 0.7})]) as server:
        assert moderate(desk_at(server), MODEL, ["", "Rude words.", " "]) == [(), ("hate",), ()]
        assert moderate(desk_at(server), MODEL, ["", ""]) == [(), ()]
    assert [call["input"] for call in server.calls] == [["Rude words."]]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(401, f"wrong key {KEY}"), Unauthorised),
        (error(429, "slow down"), RateLimited),
        (error(500, "down"), Transient),
        (raw(b"not JSON"), Transient),
        (raw(b'{"results": [{}]}'), Transient),
        (raw(b'{"results": [{"flagged": "perhaps"}, 3]}'), Transient),
        (moderated({}, {}, {}), Transient),
    ],
)
def test_a_guard_that_gives_no_answer_is_an_error_and_never_a_pass(
    answer: Answer, kind: type[ProviderError]
) -> None:
    with llm_server([answer]) as server, pytest.raises(kind) as caught:
        moderate(desk_at(server), MODEL, ["One.", "Two."])
    assert len(server.calls) == 1
    assert KEY not in str(caught.value)
