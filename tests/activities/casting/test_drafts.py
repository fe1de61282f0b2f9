"""Whom a draft is cast with, by the tables of endpoints that ship."""

import pytest

from activities.casting.drafts import cheapest
from models.brief import Brief
from models.kinds import Kind
from providers.registry import BUILT_IN, Registry
from providers.vendors.endpoints.table import Endpoints
from tests.kit.vendors.contract import client_of


@pytest.fixture
def registry() -> Registry:
    return Registry(BUILT_IN, lambda vendor: client_of(vendor, "http://127.0.0.1:1"), Endpoints.load)


@pytest.mark.parametrize(
    ("kind", "name", "draft"),
    [
        ("video", "kling", "fal/fal-ai/kling-video/v2.1/standard/image-to-video"),
        ("video", "veo", "fal/fal-ai/veo3.1/fast/image-to-video"),
        ("video", "runway/gen4.5", "runway/gen4_turbo"),
        ("video", "seedance", "seedance"),
        ("video", "camera-move", "camera-move"),
        ("image", "flux-pro", "fal/fal-ai/flux/schnell"),
        ("image", "nano-banana", "nano-banana"),
        ("image", "animatic", "animatic"),
    ],
)
def test_the_cheapest_of_a_family_stands_in_for_the_film_s_own(
    registry: Registry, kind: Kind, name: str, draft: str
) -> None:
    assert cheapest(kind, name, Brief(prompt="A quay."), registry) == draft


def test_one_that_is_given_pictures_of_who_is_seen_is_replaced_only_by_another_that_is(
    registry: Registry,
) -> None:
    with_references = "fal/fal-ai/kling-video/o3/pro/reference-to-video"
    assert cheapest("video", with_references, Brief(prompt="A quay."), registry) == with_references
