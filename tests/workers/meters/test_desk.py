"""Calls to language models, measured as the conventions for models have it."""

from typing import Any

import pytest

from infra.telemetry import meters as of_process
from infra.telemetry.meters import Meters
from models.errors import ProviderError
from models.story.plan import ModelChoice
from providers.llm.catalogue import Catalogue
from providers.llm.messages import ChatRequest, Message, Prompted
from providers.vendors.clients import Clients
from tests.kit.llm_server import KEY, Answer, llm_server, said
from workers.meters.desk import MeteredDesk

MODEL = "anthropic/claude-haiku-4.5"
PROMPT = "A keeper finds a door in the sea."


class _Noted:
    """A meter that notes what its histograms are told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float, dict[str, str]]] = []

    def _make(self, name: str, *_: Any) -> Any:
        told = self.told

        class Instrument:
            def record(self, value: float, labels: dict[str, str]) -> None:
                told.append((name, value, labels))

        return Instrument()

    create_counter = create_histogram_float = create_gauge_float = _make


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, dict[str, str]]]:
    meter: Any = _Noted()
    monkeypatch.setattr(of_process, "_meters", Meters(meter))
    noted: list[tuple[str, float, dict[str, str]]] = meter.told
    return noted


def ask(address: str) -> None:
    catalogue = Catalogue.load()
    vendor = catalogue.vendors["openrouter"]
    desk = MeteredDesk(catalogue, Clients(catalogue.vendors, {vendor.base_env: address, vendor.key_env: KEY}))
    model = ModelChoice(vendor="openrouter", model=MODEL, structured="none")
    desk.ask(ChatRequest(model=model, prompted=Prompted(messages=(Message(role="user", content=PROMPT),))))


def test_a_call_tells_its_tokens_and_how_long_it_took_and_not_its_words(told: Any) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return said("A door.", model=body["model"], prompt_tokens=40, completion_tokens=7)

    with llm_server(script) as server:
        ask(server.base_url)
    labels = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openrouter",
        "gen_ai.request.model": MODEL,
    }
    (name, seconds, of_call), read, wrote = told
    assert (name, of_call) == ("gen_ai.client.operation.duration", labels)
    assert seconds >= 0
    assert read == ("gen_ai.client.token.usage", 40, {**labels, "gen_ai.token.type": "input"})
    assert wrote == ("gen_ai.client.token.usage", 7, {**labels, "gen_ai.token.type": "output"})
    assert PROMPT not in str(told)


def test_a_call_that_fails_tells_the_kind_of_its_error(told: Any) -> None:
    with llm_server(lambda _: Answer(status=429)) as server, pytest.raises(ProviderError):
        ask(server.base_url)
    ((name, _, labels),) = told
    assert name == "gen_ai.client.operation.duration"
    assert labels["error.type"] == "RateLimited"
