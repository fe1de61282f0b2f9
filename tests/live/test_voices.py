"""The contract of every vendor that speaks, at the real one: run as those of pictures and clips are, skipped otherwise.

`LONGTAKE_LIVE_BUDGET_USD=1 ELEVENLABS_API_KEY=… pytest tests/live` spends a cent at most on each. Edge TTS needs no key, and
is asked only where `LONGTAKE_LIVE_ENDPOINTS` names it: nobody promises that it answers.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from infra.media.word_cues import words_of
from library.workshop import check_foreign
from models.errors import MissingExtra, MissingKeys
from models.orders.requests import SpeechRequest
from providers.registry import Registry
from providers.vendors.speech.model import SpeechModel
from providers.vendors.speech.table import SpeechTable
from tests.kit.vendors.contract import cost_of, spoken
from tests.live.test_vendors import Purse, purse, registry

__all__ = ["purse", "registry"]

TEXT = "Hello there, old friend."


def tried() -> list[SpeechModel]:
    """The models that are tried: one of each vendor that wants a key, or those that are named."""
    named = os.environ.get("LONGTAKE_LIVE_ENDPOINTS", "").split()
    every = SpeechTable.load().models()
    if named:
        return [one for one in every if one.name in named]
    return list({one.vendor: one for one in reversed(every) if one.price}.values())


@pytest.mark.parametrize("model", tried(), ids=lambda one: one.name)
def test_the_real_vendor_speaks_as_its_double_does(
    purse: Purse, registry: Registry, tmp_path: Path, model: SpeechModel
) -> None:
    try:
        maker: Any = registry.find("speech", model.name)
    except (MissingKeys, MissingExtra) as error:
        pytest.skip(str(error))
    request = SpeechRequest(text=TEXT, voice=maker.voices()[0].name)
    assert maker.cannot(request) == ""
    purse.take(maker.quote(request).usd)
    rendered = spoken(maker, request, tmp_path / "made")
    check_foreign(maker.recipe(request), rendered)
    assert cost_of(maker, request, rendered) <= maker.quote(request).usd, "a quote is an upper bound"
    if model.words:
        assert [word.text for word in words_of(rendered.path)] == TEXT.split()
