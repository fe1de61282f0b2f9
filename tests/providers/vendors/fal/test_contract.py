"""fal, by its double: every endpoint of the tables takes what is sent, gives what was asked for, and bills what is booked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.media.intake.material import CLIP
from infra.media.probe import probe
from models.errors import Unauthorised
from models.orders.diffusion import Diffusion
from providers.jobs import Notifying
from providers.vendors.endpoints.endpoint import Endpoint, Sound
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages, FalVideos
from tests.kit.vendors.contract import (
    PROMPT,
    Pictures,
    client_of,
    completed,
    cost_of,
    image_request,
    shot,
    video_request,
)
from tests.kit.vendors.fal import Fal, signed, usd_of
from tests.kit.vendors.manners import Behaviour

TABLE = Endpoints.load()
IMAGES = [one for one in TABLE.of("image") if one.vendor == "fal"]
VIDEOS = [one for one in TABLE.of("video") if one.vendor == "fal"]
LIPS = [one for one in TABLE.of("lips") if one.vendor == "fal"]


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def adapter(fal: Fal, endpoint: Endpoint) -> Any:
    client = client_of("fal", fal.address)
    return (FalImages if endpoint.kind == "image" else FalVideos)(client, endpoint)


def named(name: str) -> Endpoint:
    return next(one for one in (*IMAGES, *VIDEOS) if one.name == name)


def asked(fal: Fal) -> dict[str, Any]:
    (job,) = fal.books.jobs.values()
    return dict(job["asked"])


@pytest.mark.parametrize("endpoint", IMAGES, ids=lambda one: one.id)
def test_a_picture_comes_of_every_endpoint_with_as_many_references_as_it_takes(
    fal: Fal, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(fal, endpoint)
    most = maker.references.most if maker.references else 0
    request = image_request(pictures, most, seed=11, shot=shot(negative_prompt="rain"))
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert usd_of(fal) == cost_of(maker, request, rendered) <= maker.quote(request).usd
    size = maker.size(request)
    with Image.open(rendered.path) as image:
        assert abs(image.width / image.height - 16 / 9) < 0.05
        said = endpoint.size.pixels or endpoint.size.resolution
        assert not said or abs(image.width - size.width) <= 24
    sent = asked(fal)
    assert all(f"Person {n} is the woman from image {n}." in sent["prompt"] for n in range(1, most + 1))
    assert fal.books.crimes == []


@pytest.mark.parametrize("endpoint", [one for one in IMAGES if one.other], ids=lambda one: one.id)
def test_a_picture_without_references_goes_to_the_endpoint_that_takes_none(
    fal: Fal, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(fal, endpoint)
    request = image_request(pictures, width=1024, height=1024)
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert "image_urls" not in asked(fal)
    assert usd_of(fal) == cost_of(maker, request, rendered)


@pytest.mark.parametrize("endpoint", VIDEOS, ids=lambda one: one.id)
def test_a_clip_comes_of_every_endpoint_as_long_as_the_next_longer_length_it_has(
    fal: Fal, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(fal, endpoint)
    assert isinstance(maker, FalVideos)
    references = pictures.references(2) if maker.references else ()
    request = video_request(pictures, seed=3, references=references)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert rendered.path.suffix == ".mp4"
    assert probe(rendered.path, CLIP).seconds == pytest.approx(maker.seconds(request), abs=0.05)
    assert maker.seconds(request) >= request.frames / request.picture.fps
    assert usd_of(fal) == cost_of(maker, request, rendered) == maker.quote(request).usd
    assert asked(fal).get("generate_audio", False) is False


SOUNDING = [one for one in VIDEOS if one.sound != Sound() and one.price]


@pytest.mark.parametrize("endpoint", SOUNDING, ids=lambda one: one.id)
def test_a_clip_has_its_own_sound_where_it_is_asked_for_and_is_never_quoted_too_low(
    fal: Fal, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    maker = adapter(fal, endpoint)
    assert isinstance(maker, FalVideos)
    request = video_request(
        pictures, sound=True, references=pictures.references(2 if maker.references else 0)
    )
    if endpoint.sound.field and endpoint.price and endpoint.price.sound is None:
        assert "Nobody knows what" in maker.cannot(request)
        assert "--clip-sound drop" in maker.cannot(request)
        return
    assert (maker.cannot(request), maker.cautions(request)) == ("", ())
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert probe(rendered.path, CLIP).audio_seconds == pytest.approx(maker.seconds(request), abs=0.05)
    silent = request.model_copy(update={"sound": False})
    assert usd_of(fal) <= maker.quote(request).usd >= maker.quote(silent).usd
    assert (maker.recipe(request) == maker.recipe(silent)) == endpoint.sound.always


def test_who_gives_no_sound_says_so_where_it_is_asked_for(fal: Fal, pictures: Pictures):
    hailuo = adapter(fal, named("fal/fal-ai/minimax/hailuo-02/standard/image-to-video"))
    told = " ".join(hailuo.cautions(video_request(pictures, sound=True)))
    assert "gives its clips no sound of their own: nothing is heard of them." in told
    always = adapter(fal, named("fal/minimax/h3/image-to-video"))
    assert "which is not used" in " ".join(always.cautions(video_request(pictures)))


def test_a_sixteenth_reference_is_refused_before_anything_is_sent(fal: Fal, pictures: Pictures):
    maker = adapter(fal, named("fal/google/nano-banana-2.1/edit"))
    assert maker.cannot(image_request(pictures, 15)) == (
        "fal/google/nano-banana-2.1/edit takes at most 14 reference pictures, and 15 are given: leave some out, or choose "
        "another image provider."
    )
    lone = adapter(fal, named("fal/fal-ai/nano-banana-pro/edit"))
    assert "needs a reference picture, and none is given" in lone.cannot(image_request(pictures))
    assert fal.books.jobs == {}


def test_what_an_endpoint_does_otherwise_is_said(fal: Fal, pictures: Pictures):
    hailuo = adapter(fal, named("fal/fal-ai/minimax/hailuo-02/standard/image-to-video"))
    large = video_request(pictures, seed=4, shot=shot(negative_prompt="rain"))
    large = large.model_copy(
        update={"picture": large.picture.model_copy(update={"width": 1920, "height": 1080})}
    )
    said = " ".join(hailuo.cautions(large))
    assert "takes no seed" in said and "takes no negative prompt" in said
    assert "gives pictures of 1365×768 at most" in said
    loud = adapter(fal, named("fal/minimax/h3/image-to-video"))
    assert "a sound of their own" in " ".join(loud.cautions(video_request(pictures)))
    quiet = adapter(fal, named("fal/fal-ai/veo3.1/image-to-video"))
    assert quiet.cautions(video_request(pictures, seed=4)) == ()
    flux = adapter(fal, named("fal/fal-ai/flux/schnell"))
    asked = image_request(pictures).model_copy(update={"diffusion": Diffusion(steps=30)})
    assert "fal/fal-ai/flux/schnell takes no number of steps: open models do." in flux.cautions(asked)
    assert flux.recipe(asked) == flux.recipe(image_request(pictures))
    ended = quiet.endpoint.model_copy(update={"ends": date(2026, 10, 29)})
    (said,) = adapter(fal, ended).cautions(video_request(pictures, seed=4))
    assert said == "fal/fal-ai/veo3.1/image-to-video is said to answer no more from 2026-10-29 on."


def test_another_take_is_another_recipe_and_another_seed(fal: Fal, pictures: Pictures):
    maker = adapter(fal, named("fal/fal-ai/flux/schnell"))
    first, second = (maker.recipe(image_request(pictures, seed=7, take=take)) for take in (1, 2))
    assert (first.parameters["seed"], second.parameters["seed"]) == (7, 8)
    edit = adapter(fal, named("fal/openai/gpt-image-2"))
    keys = {edit.recipe(image_request(pictures, take=take)).key() for take in (1, 2)}
    assert len(keys) == 2, "one without a seed is told apart all the same"
    assert PROMPT in str(first.parameters["prompt"])


def test_another_process_goes_on_with_nothing_but_the_jobs_id(fal: Fal, pictures: Pictures, tmp_path: Path):
    endpoint = named("fal/fal-ai/kling-video/v3/pro/image-to-video")
    fal.behave(Behaviour(polls=3))
    job_id = adapter(fal, endpoint).submit(video_request(pictures), pictures.file, "film/shot_001/1")
    places = []
    other = adapter(fal, endpoint)
    while (state := other.poll(job_id)).status not in ("done", "failed"):
        places.append((state.status, state.position))
    assert places == [("queued", 3), ("running", None)]
    assert other.fetch(job_id, tmp_path).path.stat().st_size > 1000
    assert fal.books.did["take"] == 1


def test_the_address_to_call_back_carries_our_name_for_the_job_and_its_mark(fal: Fal, pictures: Pictures):
    maker = adapter(fal, named("fal/fal-ai/flux/schnell"))
    maker.submit(image_request(pictures), pictures.file, "film/shot_001/1")
    (job,) = fal.books.jobs.values()
    assert job["hook"].startswith("https://hooks.example/jobs/fal?reference=film%2Fshot_001%2F1&mark=")


def test_a_notice_is_believed_only_with_fals_own_signature_and_only_for_five_minutes(
    fal: Fal, pictures: Pictures
):
    import time

    maker = adapter(fal, named("fal/fal-ai/flux/schnell"))
    assert isinstance(maker, Notifying)
    body = b'{"request_id": "req-1", "status": "OK"}'

    def headers(at: float) -> dict[str, str]:
        return {name.lower(): value for name, value in signed(body, "req-1", at).items()}

    now = time.time()
    assert maker.read_notice(headers(now), body).job_id == "req-1"
    with pytest.raises(Unauthorised, match="more than five minutes ago"):
        maker.read_notice(headers(now - 400), body)
    for broken in (
        {**headers(now), "x-fal-webhook-request-id": "req-2"},
        {},
        {**headers(now), "x-fal-webhook-signature": "zz"},
    ):
        with pytest.raises(Unauthorised, match="did not sign"):
            maker.read_notice(broken, body)
    with pytest.raises(Unauthorised, match="did not sign"):
        maker.read_notice(headers(now), body.replace(b"OK", b"KO"))


def test_every_endpoint_of_the_table_is_known_to_the_double():
    from tests.kit.vendors.fal_endpoints import SPECS

    every = (*IMAGES, *VIDEOS, *LIPS)
    assert {one.id for one in every} == set(SPECS)
    assert all(one.price is not None and one.price.as_of and one.price.source for one in every)
