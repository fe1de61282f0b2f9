"""Runway, by its double: every model of the table takes what is sent, gives what was asked for, and bills what is booked."""

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from infra.media.intake.material import CLIP
from infra.media.probe import probe
from models.errors import BadInput, InvalidRequest
from models.money.steps import Quote
from models.orders.assets import Blob
from models.orders.requests import VideoRequest
from providers.vendors.endpoints.endpoint import Endpoint, UnitPrice
from providers.vendors.endpoints.table import Endpoints, checked_price
from providers.vendors.runway.adapter import RunwayVideos
from tests.kit.vendors.contract import PROMPT, Pictures, client_of, completed, ended, shot, video_request
from tests.kit.vendors.manners import Behaviour, Fault, billed
from tests.kit.vendors.runway import Runway
from tests.kit.vendors.runway_models import MODELS

TABLE = [one for one in Endpoints.load().of("video") if one.vendor == "runway"]
GUESSED = UnitPrice(unit="second", usd=Decimal("0.50"))
"""What a person may give a model whose price nobody knows."""
BETWEEN_S = 0.02


@pytest.fixture
def runway(tmp_path: Path) -> Iterator[Runway]:
    with Runway(tmp_path / "runway", BETWEEN_S) as double:
        yield double


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def adapter(runway: Runway, endpoint: Endpoint) -> RunwayVideos:
    maker = RunwayVideos(client_of("runway", runway.api), checked_price(endpoint))
    maker.poll_every_s = BETWEEN_S
    return maker


def named(name: str) -> Endpoint:
    return next(one for one in TABLE if one.id == name)


def asked(runway: Runway) -> dict[str, Any]:
    (job,) = runway.books.jobs.values()
    return dict(job["asked"])


def resized(request: VideoRequest, width: int, height: int) -> VideoRequest:
    picture = request.picture.model_copy(update={"width": width, "height": height})
    return request.model_copy(update={"picture": picture})


@pytest.mark.parametrize("endpoint", TABLE, ids=lambda one: one.id)
def test_a_clip_comes_of_every_model_as_long_as_the_next_longer_length_it_has(
    runway: Runway, pictures: Pictures, tmp_path: Path, endpoint: Endpoint
):
    priced = endpoint if endpoint.price else endpoint.model_copy(update={"price": GUESSED})
    maker = adapter(runway, priced)
    references = pictures.references(endpoint.references.most) if endpoint.references else ()
    request = video_request(pictures, 4.2, seed=3, references=references)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert rendered.path.suffix == ".mp4"
    assert probe(rendered.path, CLIP).seconds == pytest.approx(maker.seconds(request), abs=0.05)
    assert maker.seconds(request) >= request.frames / request.picture.fps
    assert billed(runway.folder) == rendered.cost
    if endpoint.price:
        assert rendered.cost == maker.quote(request).usd
    sent = asked(runway)
    assert sent.get("audio", False) is False
    assert [one["position"] for one in sent["promptImage"]] == ["first"]
    assert len(sent.get("references", [])) == len(references)
    assert runway.books.crimes == []


@pytest.mark.parametrize(
    ("name", "size", "ratio"),
    [
        ("gen4_turbo", (1280, 720), "1280:720"),
        ("gen4_turbo", (1920, 1080), "1280:720"),
        ("gen4_turbo", (1080, 1920), "720:1280"),
        ("gen4.5", (1080, 1080), "960:960"),
        ("veo3.1", (1920, 1080), "1920:1080"),
        ("veo3.1", (1280, 720), "1280:720"),
        ("seedance2", (3840, 2160), "3840:2160"),
        ("seedance2", (854, 480), "864:496"),
        ("kling_4", (1920, 1080), "auto_1080p"),
    ],
)
def test_of_the_ratios_of_a_model_the_nearest_in_shape_that_is_large_enough_is_asked_for(
    pictures: Pictures, runway: Runway, name: str, size: tuple[int, int], ratio: str
):
    maker = adapter(runway, named(name).model_copy(update={"price": GUESSED}))
    request = resized(video_request(pictures), *size)
    assert maker.cannot(request) == ""
    assert maker.size(request).fields["ratio"] == ratio
    smaller = size[1] > 720 and name.startswith("gen4")
    said = " ".join(maker.cautions(request))
    assert ("they are scaled to the film's size" in said) is smaller


def test_a_ratio_that_nobody_has_is_said_before_anything_is_sent(runway: Runway, pictures: Pictures):
    maker = adapter(runway, named("veo3.1"))
    said = maker.cannot(resized(video_request(pictures), 1000, 1000))
    assert "gives pictures of 1280:720, 720:1280" in said
    assert runway.books.jobs == {}


def test_the_price_follows_the_ratio_that_is_sent(runway: Runway, pictures: Pictures, tmp_path: Path):
    maker = adapter(runway, named("seedance2"))
    request = resized(video_request(pictures, 4.0), 1920, 1080)
    assert maker.quote(request) == Quote(usd=Decimal("1.6"), seconds=120.0)
    completed(maker, request, pictures, tmp_path / "made")
    assert billed(runway.folder) == Decimal("1.6")


def test_a_prompt_is_counted_in_utf_16_units_and_never_cut(
    runway: Runway, pictures: Pictures, tmp_path: Path
):
    maker = adapter(runway, named("gen4_turbo"))
    room = 1000 - len(maker.prompt(video_request(pictures, shot=shot(PROMPT)))) + len(PROMPT)
    fits = video_request(pictures, shot=shot("🎬" * (room // 2)))
    over = video_request(pictures, shot=shot("🎬" * (room // 2 + 1)))
    assert maker.cannot(fits) == ""
    completed(maker, fits, pictures, tmp_path / "made")
    said = maker.cannot(over)
    assert said.startswith("runway/gen4_turbo takes prompts of 1,000 characters, and this one has 1,00")
    with pytest.raises(InvalidRequest, match="at most 1000 UTF-16 code units"):
        maker.submit(over, pictures.file, "film/shot_001/1")
    assert len(runway.books.jobs) == 1


def test_a_picture_beyond_the_limit_of_a_data_uri_is_sent_smaller(
    runway: Runway, pictures: Pictures, tmp_path: Path
):
    path = tmp_path / "noise.png"
    noise = np.random.default_rng(5).integers(0, 255, (1080, 1920, 3), np.uint8)
    Image.fromarray(noise).save(path)
    assert path.stat().st_size > 5_000_000
    given = Blob(sha256="0" * 64, suffix=".png", size=path.stat().st_size)
    maker = adapter(runway, named("gen4_turbo"))
    maker.submit(video_request(pictures, still=given), lambda _: path, "film/shot_001/1")
    assert len(asked(runway)["promptImage"][0]["uri"]) <= 5_000_000


def test_a_model_without_a_price_waits_for_one_and_any_other_gets_what_all_take(
    runway: Runway, pictures: Pictures, tmp_path: Path
):
    with pytest.raises(BadInput, match=r'no price for runway/kling2.5_turbo_pro: add \[prices."runway/kling'):
        adapter(runway, named("kling2.5_turbo_pro"))
    own = tmp_path / "models.toml"
    own.write_text('[prices."runway/new_model"]\nunit = "clip"\nusd = 1\n')
    endpoint = Endpoints.load(own).find("video", "runway/new_model")
    assert endpoint is not None
    sent = adapter(runway, endpoint).body(video_request(pictures), pictures.file)
    assert list(sent) == ["model", "promptText", "promptImage"]


def test_what_a_model_does_otherwise_is_said(runway: Runway, pictures: Pictures):
    request = video_request(pictures, seed=4, shot=shot(negative_prompt="rain"))
    gen = " ".join(adapter(runway, named("gen4_turbo")).cautions(request))
    assert "takes no negative prompt" in gen
    assert "takes no seed" not in gen
    assert adapter(runway, named("veo3.1")).cautions(request) == ()
    loud = " ".join(adapter(runway, named("hailuo3")).cautions(request))
    assert "takes no seed" in loud
    assert "a sound of their own" in loud


def test_another_process_goes_on_with_nothing_but_the_jobs_id(
    runway: Runway, pictures: Pictures, tmp_path: Path
):
    runway.behave(Behaviour(polls=4))
    job_id = adapter(runway, named("gen4_turbo")).submit(
        video_request(pictures), pictures.file, "film/shot_001/1"
    )
    seen, other = [], adapter(runway, named("gen4_turbo"))
    while (state := other.poll(job_id)).status not in ("done", "failed"):
        seen.append((state.status, state.progress))
    assert seen == [("queued", None), ("queued", None), ("running", 0.5)]
    rendered = adapter(runway, named("gen4_turbo")).fetch(job_id, tmp_path)
    assert rendered.cost == billed(runway.folder)
    assert runway.books.did["take"] == 1
    assert runway.books.crimes == [], "a third process waited before it looked"


def test_a_task_is_looked_at_again_only_after_the_seconds_that_runway_wants(
    runway: Runway, pictures: Pictures, tmp_path: Path
):
    runway.between_s = 0.25
    runway.behave(Behaviour(polls=3))
    maker = adapter(runway, named("gen4_turbo"))
    maker.poll_every_s = 0.25
    job_id = maker.submit(video_request(pictures, 2.0), pictures.file, "film/shot_001/1")
    began = time.monotonic()
    assert ended(maker, job_id).status == "done"
    assert time.monotonic() - began >= 0.5
    looks = runway.books.did["look"]
    maker.fetch(job_id, tmp_path)
    assert runway.books.did["look"] == looks, "what was seen at its end is not asked for again"
    assert runway.books.crimes == []
    maker.poll_every_s, runway.between_s = 0.0, 60.0
    with pytest.raises(Exception, match="looked at every 5 seconds"):
        maker.poll(job_id)
        maker.poll(job_id)
    assert len(runway.books.crimes) == 1, "the double would have seen it"


def test_the_minimum_between_two_looks_is_the_vendors(runway: Runway):
    assert RunwayVideos(client_of("runway", runway.api), named("gen4_turbo")).poll_every_s == 5.0


def test_a_link_that_expired_is_asked_for_anew(runway: Runway, pictures: Pictures, tmp_path: Path):
    maker = adapter(runway, named("gen4_turbo"))
    job_id = maker.submit(video_request(pictures, 2.0), pictures.file, "film/shot_001/1")
    assert ended(maker, job_id).status == "done"
    runway.behave(Behaviour(faults=(Fault(where="file", how="404"),)))
    assert maker.fetch(job_id, tmp_path).path.stat().st_size > 1000
    assert runway.books.did["look"] == 2
    assert runway.books.crimes == []


def test_every_model_of_the_table_is_known_to_the_double_and_prices_have_a_date_and_a_source():
    assert {one.id for one in TABLE} == set(MODELS)
    assert all(one.price.as_of and one.price.source for one in TABLE if one.price)
    priced = {one.id for one in TABLE if one.price}
    assert priced == {
        "gen4_turbo", "gen4.5", "veo3.1", "veo3.1_fast", "hailuo3", "seedance2", "seedance2_fast", "seedance2_mini",
        "seedance2_5",
    }  # fmt: skip
