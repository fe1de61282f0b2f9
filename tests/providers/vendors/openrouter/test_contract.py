"""OpenRouter, by its double: every model of the tables takes what is sent, gives what was asked for, and costs what it says."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.media.intake.material import CLIP
from infra.media.probe import probe
from models.errors import Moderated, Unauthorised
from providers.base import Renderer
from providers.jobs import Hosted, Notifying
from providers.vendors.callbacks import Callbacks
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.openrouter.adapter import OpenRouterImages, OpenRouterVideos
from tests.kit.vendors.contract import (
    Pictures,
    client_of,
    completed,
    cost_of,
    image_request,
    shot,
    video_request,
)
from tests.kit.vendors.manners import Behaviour, Fault, billed
from tests.kit.vendors.openrouter import OpenRouter, signed, tell

TABLE = Endpoints.load()
IMAGES = [one for one in TABLE.of("image") if one.vendor == "openrouter"]
VIDEOS = [one for one in TABLE.of("video") if one.vendor == "openrouter"]


@pytest.fixture
def router(tmp_path: Path) -> Iterator[OpenRouter]:
    with OpenRouter(tmp_path / "openrouter") as double:
        yield double


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def images(router: OpenRouter, endpoint: Endpoint) -> OpenRouterImages:
    return OpenRouterImages(client_of("openrouter", router.api), endpoint)


def videos(router: OpenRouter, endpoint: Endpoint) -> OpenRouterVideos:
    return OpenRouterVideos(client_of("openrouter", router.api), endpoint)


def asked(router: OpenRouter) -> dict[str, Any]:
    (job,) = router.books.jobs.values()
    return dict(job["asked"])


@pytest.mark.parametrize("endpoint", IMAGES, ids=lambda one: one.id)
def test_a_picture_comes_of_every_model_with_as_many_references_as_it_takes(
    router: OpenRouter, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = images(router, endpoint)
    assert isinstance(maker, Renderer)
    assert not isinstance(maker, Hosted), "it is answered at once"
    most = maker.references.most if maker.references else 0
    request = image_request(pictures, most, seed=5)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert billed(router.folder) == rendered.cost == maker.quote(request).usd
    with Image.open(rendered.path) as image:
        assert abs(image.width / image.height - 16 / 9) < 0.05
    sent = asked(router)
    assert len(sent.get("input_references", [])) == most
    assert all(f"Person {n} is the woman from image {n}." in sent["prompt"] for n in range(1, most + 1))


@pytest.mark.parametrize("endpoint", VIDEOS, ids=lambda one: one.id)
def test_a_clip_comes_of_every_model_as_long_as_the_next_longer_length_it_has(
    router: OpenRouter, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = videos(router, endpoint)
    references = pictures.references(2) if maker.references else ()
    request = video_request(pictures, seed=3, references=references)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert probe(rendered.path, CLIP).seconds == pytest.approx(maker.seconds(request), abs=0.05)
    assert billed(router.folder) == cost_of(maker, request, rendered) == maker.quote(request).usd
    assert asked(router).get("generate_audio", False) is False


def test_a_refused_picture_is_booked_at_what_it_was_billed(
    router: OpenRouter, pictures: Pictures, tmp_path: Path
):
    router.behave(Behaviour(faults=(Fault(where="job", how="refuse"),)))
    with pytest.raises(Moderated) as refused:
        completed(images(router, IMAGES[0]), image_request(pictures), pictures, tmp_path / "made")
    assert refused.value.billed == billed(router.folder) > 0


def test_a_model_that_nobody_listed_needs_a_price_and_no_more(
    router: OpenRouter, pictures: Pictures, tmp_path: Path
):
    own = tmp_path / "models.toml"
    own.write_text('[prices."openrouter/google/veo-3.1"]\nunit = "clip"\nusd = 3\n'
                   '[prices."openrouter/some/other"]\nunit = "image"\nusd = 1\n')  # fmt: skip
    table = Endpoints.load(own)
    found = table.find("image", "openrouter/some/other")
    assert found is not None and found.price is not None
    assert images(router, found).body(image_request(pictures), pictures.file) == {
        "model": "some/other",
        "prompt": shot().enhanced_prompt,
    }


def test_openrouter_is_told_where_to_call_only_where_its_calls_can_be_checked(
    router: OpenRouter, pictures: Pictures
):
    maker = videos(router, VIDEOS[0])
    job_id = maker.submit(video_request(pictures), pictures.file, "film/shot_001/1")
    assert asked(router)["callback_url"].startswith("https://hooks.example/jobs/openrouter?reference=film")
    assert isinstance(maker, Notifying)
    _, body, headers = tell(router, job_id)
    lower = {name.lower(): value for name, value in headers.items()}
    assert maker.read_notice(lower, body).job_id == job_id
    for broken, why in (
        ({name.lower(): value for name, value in signed(body, time.time() - 400).items()}, "five minutes"),
        ({name.lower(): value for name, value in signed(body, time.time(), "other").items()}, "did not sign"),
        ({}, "did not sign"),
    ):
        with pytest.raises(Unauthorised, match=why):
            maker.read_notice(broken, body)
    maker.client.callbacks = Callbacks("https://hooks.example")
    maker.submit(video_request(pictures), pictures.file, "film/shot_001/2")
    assert "callback_url" not in [*router.books.jobs.values()][1]["asked"]
    with pytest.raises(Unauthorised, match="set OPENROUTER_WEBHOOK_SECRET"):
        maker.read_notice(lower, body)
