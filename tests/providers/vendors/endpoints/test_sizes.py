"""How large a picture is asked for at endpoints that are told it in different ways."""

import pytest

from providers.vendors.endpoints.endpoint import SizeRule
from providers.vendors.endpoints.sizes import asked_size

EXACT = SizeRule(pixels="image_size", step=16, least=256, most=2048, most_pixels=2_100_000)
SHAPES = SizeRule(
    ratio="aspect_ratio",
    ratios=("21:9", "16:9", "1:1", "9:16"),
    resolution="resolution",
    resolutions={"4K": 4096, "1K": 1024, "2K": 2048},
    square=True,
)
PIXELS = SizeRule(ratio="ratio", ratios=("1920:1080", "1280:720", "720:1280", "1104:832"))
FOLLOWING = SizeRule(resolution="resolution", resolutions={"512P": 512, "768P": 768})


@pytest.mark.parametrize(
    ("rule", "wanted", "fields", "size"),
    [
        (EXACT, (1280, 720), {"image_size": {"width": 1280, "height": 720}}, (1280, 720)),
        (EXACT, (1920, 1080), {"image_size": {"width": 1920, "height": 1088}}, (1920, 1088)),
        (EXACT, (3840, 2160), {"image_size": {"width": 1920, "height": 1072}}, (1920, 1072)),
        (EXACT, (320, 180), {"image_size": {"width": 464, "height": 256}}, (464, 256)),
        (SHAPES, (1280, 720), {"aspect_ratio": "16:9", "resolution": "1K"}, (1365, 768)),
        (SHAPES, (1920, 1080), {"aspect_ratio": "16:9", "resolution": "2K"}, (2731, 1536)),
        (SHAPES, (1024, 1024), {"aspect_ratio": "1:1", "resolution": "1K"}, (1024, 1024)),
        (SHAPES, (7680, 4320), {"aspect_ratio": "16:9", "resolution": "4K"}, (5461, 3072)),
        (PIXELS, (1280, 720), {"ratio": "1280:720"}, (1280, 720)),
        (PIXELS, (1600, 900), {"ratio": "1920:1080"}, (1920, 1080)),
        (PIXELS, (3840, 2160), {"ratio": "1920:1080"}, (1920, 1080)),
        (FOLLOWING, (720, 1280), {"resolution": "768P"}, (768, 1365)),
        (FOLLOWING, (1920, 1080), {"resolution": "768P"}, (1365, 768)),
        (SizeRule(pixels="size", form="text"), (1024, 576), {"size": "1024x576"}, (1024, 576)),
        (SizeRule(), (1280, 720), {}, (1280, 720)),
    ],
)
def test_the_nearest_size_that_is_large_enough_is_asked_for(
    rule: SizeRule, wanted: tuple[int, int], fields: dict[str, object], size: tuple[int, int]
):
    asked = asked_size(rule, *wanted)
    assert (asked.fields, (asked.width, asked.height), asked.cannot) == (fields, size, "")


def test_a_shape_that_an_endpoint_does_not_have_is_said_with_those_it_has():
    asked = asked_size(SHAPES, 800, 1000)
    assert asked.cannot == "gives pictures of 21:9, 16:9, 1:1, 9:16, and this one is 800×1000"
    assert asked.fields == {}


def test_a_picture_that_no_exact_size_fits_is_said_to_be_none():
    assert asked_size(EXACT, 5000, 400).cannot == "gives no picture of the shape of 5000×400"


def test_a_rule_with_a_field_and_no_values_is_refused():
    with pytest.raises(ValueError, match="go together"):
        SizeRule(ratio="aspect_ratio")
