"""The registry: what there is, without making it; and each provider made when it is first asked for, once."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from models.errors import MissingExtra, UnknownName
from models.kinds import KINDS, OPTIONAL, Kind
from models.orders.requests import SpeechRequest
from providers.base import Maker, Renderer, StoryWriter
from providers.installation import install_of
from providers.jobs import Hosted, Listing, Notifying
from providers.offers import Extra, Offer
from providers.offline.animatic import Animatic
from providers.profiles import instead, profiles
from providers.registry import BUILT_IN, Registry
from providers.vendors.endpoints.table import Endpoints
from tests.kit.hosted import hosted_registry, told_registry
from tests.kit.providers import watched_registry
from workers.registry import build_registry


class Diffused:
    """A provider that is slow to make."""

    name = "diffused"
    kind: Kind = "image"
    label = "gpu-large"
    revision = "1"
    count = 0

    def __init__(self) -> None:
        time.sleep(0.05)
        type(self).count += 1


class Lacking(Diffused):
    name = "lacking"
    extra = Extra("voice", ("json", "no_such_package"))


class There(Lacking):
    name = "there"
    extra = Extra("voice", ("json",))


def test_what_ships_is_there_by_kind_and_every_profile_casts_it(tmp_path: Path) -> None:
    registry = Registry(BUILT_IN)
    assert {kind: registry.names(kind) for kind in KINDS} == {
        "llm": ["outline"],
        "image": ["animatic"],
        "video": ["camera-move"],
        "speech": ["piper"],
        "music": ["bed", "elevenlabs"],
        "check": [],
        "lips": [],
        "effect": ["elevenlabs"],
    }
    assert registry.labels() == ["io", "cpu", "elevenlabs"]
    everything = build_registry(Settings(home=tmp_path))
    assert everything.labels()[:5] == ["io", "cpu", "elevenlabs", "gpu", "gpu-large"]
    assert "fal" in everything.labels(), "each vendor has a queue of its own"
    assert "torch" not in sys.modules, "to know an open model costs nothing"
    for choices in profiles().values():
        for kind, name in choices.items():
            assert kind == "llm" or everything.choice(kind, name).kind == kind


def test_a_short_name_is_cast_as_the_endpoint_that_it_stands_for_before_any_key_is_there() -> None:
    registry = Registry(BUILT_IN, None, Endpoints.load)
    choice = registry.choice("image", "nano-banana")
    assert (choice.provider, choice.label, choice.hosted) == ("fal/google/nano-banana-2.1", "fal", True)
    assert choice.references is not None and choice.references.most == 14
    assert registry.choice("video", "hailuo").longest_s == 10
    assert (
        registry.choice("video", "fal-ai/wan/v2.7/image-to-video").provider
        == "fal/fal-ai/wan/v2.7/image-to-video"
    )
    with pytest.raises(UnknownName, match=r"There is no image provider 'kling'\. Known: animatic, flux"):
        registry.choice("image", "kling")


def test_whom_profiles_name_for_what_is_refused_is_another_vendors_model_that_is_there_and_has_a_price() -> (
    None
):
    registry = Registry(BUILT_IN, None, Endpoints.load)
    named = [(profile, kind, name) for profile, kinds in instead().items() for kind, name in kinds.items()]
    assert {profile for profile, _, _ in named} == {"budget", "balanced", "premium"}
    for profile, kind, name in named:
        usual, other = (registry.choice(kind, one) for one in (profiles()[profile][kind], name))
        assert other.provider != usual.provider
        assert other.at_vendor
    assert registry.choice("image", "flux-2").seeded
    veo = registry.choice("video", "veo")
    assert (veo.seeded, veo.silences) == (True, True)
    hailuo = registry.choice("video", "hailuo")
    assert (hailuo.seeded, hailuo.silences) == (False, False)


def test_what_ships_can_do_what_its_kind_promises() -> None:
    registry = Registry(BUILT_IN)
    writer: StoryWriter = registry.find("llm", "outline")
    voice: Maker[SpeechRequest] = registry.find("speech", "piper")
    assert writer.name == "outline"
    assert voice.quote(SpeechRequest(text="It was warm.")).usd == 0
    for kind in [kind for kind in KINDS if kind not in ("llm", *OPTIONAL)]:
        provider = registry.find(kind, registry.names(kind)[0])
        assert isinstance(provider, Renderer)
        assert not isinstance(provider, Hosted)


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match=r"There is no image provider 'photo'\. Known: animatic\."):
        Registry(BUILT_IN).find("image", "photo")


def test_a_provider_is_made_when_it_is_first_asked_for_and_once_for_all_threads() -> None:
    Diffused.count = 0
    registry = Registry([*BUILT_IN, Diffused])
    assert registry.names("image") == ["animatic", "diffused"]
    assert registry.labels() == ["io", "cpu", "elevenlabs", "gpu-large"]
    assert Diffused.count == 0
    begin = threading.Barrier(8)

    def find(_: int) -> Any:
        begin.wait()
        return registry.find("image", "diffused")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(find, range(8)))
    assert Diffused.count == 1
    assert len(set(map(id, found))) == 1


def test_one_whose_extra_is_missing_says_how_to_install_it_when_it_is_asked_for() -> None:
    registry = Registry([Lacking, There])
    assert registry.names("image") == ["lacking", "there"]
    with pytest.raises(MissingExtra) as missing:
        registry.find("image", "lacking")
    assert str(missing.value) == (
        f"The image provider 'lacking' is not installed: run {install_of('voice')}."
    )
    assert registry.find("image", "there").name == "there"


def test_a_ready_provider_is_taken_as_it_is() -> None:
    ready = Animatic()
    assert Registry([ready]).find("image", "animatic") is ready


def test_two_of_one_kind_and_name_are_refused_made_or_not() -> None:
    twices: list[list[Offer]] = [[Animatic, Animatic()], [Animatic(), Animatic()], [Animatic, Animatic]]
    for twice in twices:
        with pytest.raises(ValueError, match="two image providers are called 'animatic'"):
            Registry(twice)


@pytest.mark.parametrize("label", ["film", "", "Big", "gpu large", "7", "-io"])
def test_a_label_that_no_queue_can_have_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="has no queue's label"):
        Registry([type("Odd", (Diffused,), {"label": label})])


def test_what_a_vendor_can_do_is_told_by_what_its_provider_has() -> None:
    def can(registry: Registry) -> list[bool]:
        provider = registry.find("video", "vendor")
        return [isinstance(provider, able) for able in (Renderer, Hosted, Listing, Notifying)]

    assert can(hosted_registry("http://127.0.0.1:1")) == [False, True, True, False]
    assert can(hosted_registry("http://127.0.0.1:1", listing=False)) == [False, True, False, False]
    assert can(told_registry("http://127.0.0.1:1")) == [False, True, False, True]


def test_a_watched_provider_is_what_it_watches(tmp_path: Any) -> None:
    registry = watched_registry(tmp_path / "journal")
    for kind in [kind for kind in KINDS if kind not in ("llm", *OPTIONAL)]:
        name = registry.names(kind)[0]
        assert isinstance(registry.find(kind, name), Renderer)
        assert not isinstance(registry.find(kind, name), Hosted)
