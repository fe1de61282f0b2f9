"""Lips that are moved by fal: what is sent, what it costs, and what is not asked for."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest

from models.errors import InvalidRequest
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalLips
from tests.kit.vendors.contract import Pictures, client_of, completed, cost_of, ended, lips_request
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.lips_media import mouth_of
from tests.kit.vendors.manners import Behaviour, Fault

TABLE = Endpoints.load()


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def lips(fal: Fal, name: str, **changes: object) -> FalLips:
    endpoint = TABLE.find("lips", name)
    assert endpoint is not None
    row = Endpoint.model_validate({**endpoint.model_dump(), **changes})
    return FalLips(client_of("fal", fal.address), row)


def speaks(path: Path) -> list[bool]:
    """Whether the mouth is open, picture by picture."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        place = mouth_of(stream.width, stream.height)
        return [
            bool(np.mean(frame.to_ndarray(format="rgb24")[place]) > 128) for frame in container.decode(stream)
        ]


@pytest.mark.parametrize(
    ("name", "seconds", "usd"),
    [("sync-lipsync", 2.5, "0.15"), ("sync-lipsync", 3.0, "0.15"), ("kling-lipsync", 2.5, "0.07")],
)
def test_a_clip_comes_back_with_its_lips_moved_and_costs_what_was_quoted(
    fal: Fal, pictures: Pictures, tmp_path: Path, name: str, seconds: float, usd: str
) -> None:
    maker, request = lips(fal, name), lips_request(pictures, tmp_path, seconds)
    assert maker.cannot(request) == ""
    rendered = completed(maker, request, pictures, tmp_path / "made")
    assert usd_of(fal) == cost_of(maker, request, rendered) == maker.quote(request).usd == Decimal(usd)
    assert speaks(rendered.path) == [False] * 24 + [True] * (round(seconds * 24) - 24)


def test_what_does_not_fit_is_said_before_anything_is_sent(
    fal: Fal, pictures: Pictures, tmp_path: Path
) -> None:
    kling, sync = lips(fal, "kling-lipsync"), lips(fal, "sync-lipsync")
    name = "fal/fal-ai/kling-video/lipsync/audio-to-video"
    whole = lips_request(pictures, tmp_path, 2.0, (320, 180))
    small = f"the film has 180 lines, and {name} takes 720 or 1080"
    for request, said in (
        (whole, small),
        (whole.model_copy(update={"frames": 47}), f"the shot has 1.96 s, and {name} takes 2 s at least"),
        (whole.model_copy(update={"frames": 241}), f"the shot has 10.04 s, and {name} takes 10 s at most"),
    ):
        assert kling.cannot(request) == said
        assert sync.cannot(request) == ""
    tight = lips(fal, "sync-lipsync", lips={"audio_bytes": 2**16})
    with pytest.raises(InvalidRequest, match=r"^Its audio has 0\.2 MB, more than the 0\.1 that are sent\.$"):
        tight.submit(whole, pictures.file, "film/shot_001/1")
    assert fal.books.did["take"] == 0


def test_the_double_takes_nothing_that_the_vendor_does_not(
    fal: Fal, pictures: Pictures, tmp_path: Path
) -> None:
    maker, request = lips(fal, "kling-lipsync"), lips_request(pictures, tmp_path, 1.5)
    with pytest.raises(InvalidRequest, match=r"has 1\.5 s"):
        maker.submit(request, pictures.file, "film/shot_001/1")
    longer = lips_request(pictures, tmp_path, 3.0)
    other = longer.model_copy(update={"track": lips_request(pictures, tmp_path, 2.5).track})
    with pytest.raises(InvalidRequest, match=r"has 2\.5 s, and the clip 3\.0 s"):
        maker.submit(other, pictures.file, "film/shot_001/2")
    picture = longer.model_copy(update={"clip": pictures.made()})
    with pytest.raises(InvalidRequest, match="is no data URI of an MP4"):
        maker.submit(picture, pictures.file, "film/shot_001/3")
    assert fal.books.did["take"] == 0


def test_what_was_refused_is_a_refusal_and_no_clip_is_one_too(
    fal: Fal, pictures: Pictures, tmp_path: Path
) -> None:
    maker, request = lips(fal, "sync-lipsync"), lips_request(pictures, tmp_path, 2.0, (320, 180))
    for how in ("refuse", "none"):
        fal.behave(Behaviour(faults=(Fault(where="job", how=how),)))
        state = ended(maker, maker.submit(request, pictures.file, f"film/shot_001/{how}"))
        assert (state.status, state.moderated) == ("failed", True)
