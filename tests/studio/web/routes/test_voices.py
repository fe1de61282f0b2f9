"""Voices that programs hear."""

import io
import wave
from collections.abc import AsyncIterator

import pytest

from infra.settings import Settings
from studio.service.session import Session
from tests.kit.makers import V1
from tests.kit.web import Served, served

TRY = f"{V1}/voices/tries"


@pytest.fixture
async def door(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    async with served(Session(settings, lambda *_: None)) as door:
        yield door


async def test_a_voice_that_costs_nothing_is_heard(door: Served) -> None:
    answer = await door.ask(TRY, method="POST", json={"name": "Emma", "words": "Where were you?"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert 0.3 < sound.getnframes() / sound.getframerate() < 10


async def test_a_voice_that_has_a_price_or_is_nobodys_is_not_heard_here(
    door: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked, status, sentence in (
        ({"provider": "openai/gpt-4o-mini-tts"}, 422, "OPENAI_API_KEY"),
        ({"provider": "nobody"}, 422, "There is no speech provider 'nobody'."),
        ({"provider": "piper", "profile": "local"}, 422, "both say whose voices: give one of them."),
        ({"words": " "}, 422, "words"),
    ):
        answer = await door.ask(TRY, method="POST", json={"name": "Emma", "words": "Hello.", **asked})
        assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    priced = await door.ask(
        TRY, method="POST", json={"name": "coral", "words": "Hello.", "provider": "openai/gpt-4o-mini-tts"}
    )
    assert priced.status_code == 422
    assert priced.json()["detail"].startswith("That may cost up to $0."), priced.text
