"""A provider whose vendor takes jobs: submitted once, polled and fetched by whoever is alive."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.devstack import TemporalServer
from models.assets import Recipe
from models.brief import Brief, Kind
from models.errors import Transient
from models.money import Quote
from providers.base import ImageRequest, JobState, Label, Provider, Rendered
from providers.llm.outline import OutlineWriter
from providers.music.bed import Bed
from providers.registry import Registry
from providers.speech.piper import PiperVoice
from providers.video.camera_move import CameraMove
from tests.kit import vendor
from tests.kit.studio import StudioKit, short_shots, studio_at


class HostedPictures:
    """The adapter of the vendor in `tests.kit.vendor`; the first poll of each job meets a passing fault."""

    name = "pictures"
    kind: Kind = "image"
    label: Label = "io"
    revision = "1"

    def __init__(self, address: str) -> None:
        self._address = address
        self._faulted: set[str] = set()

    def quote(self, request: ImageRequest) -> Quote:
        return Quote(usd=Decimal("0.04"))

    def recipe(self, request: ImageRequest) -> Recipe:
        return Recipe(
            kind="image",
            provider=self.name,
            revision=self.revision,
            parameters=request.model_dump(mode="json"),
        )

    def submit(self, request: ImageRequest, reference: str) -> str:
        body = {
            "reference": reference,
            "prompt": request.shot.enhanced_prompt,
            "width": request.width,
            "height": request.height,
        }
        return str(json.loads(self._ask("/jobs", json.dumps(body).encode()))["id"])

    def poll(self, job_id: str) -> JobState:
        if job_id not in self._faulted:
            self._faulted.add(job_id)
            raise Transient("The vendor is busy.")
        return JobState(status=json.loads(self._ask(f"/jobs/{job_id}"))["status"])

    def fetch(self, job_id: str, into: Path) -> Rendered:
        (into / "frame.png").write_bytes(self._ask(f"/jobs/{job_id}/picture"))
        return Rendered(path=into / "frame.png", cost=Decimal("0.03"))

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(self._address + path, body, timeout=10) as answer:
            data: bytes = answer.read()
        return data


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The vendor, in a process of its own."""
    process = subprocess.Popen([sys.executable, vendor.__file__, tmp_path], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.kill()
    process.wait()


@pytest.fixture
async def hosted(server: TemporalServer, address: str, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio whose pictures come from the vendor."""
    makers: list[Provider] = [OutlineWriter(), HostedPictures(address), CameraMove(), PiperVoice(), Bed()]
    async with studio_at(server.address, tmp_path / "home", Registry(makers)) as kit:
        yield kit


def with_hosted_pictures() -> Brief:
    return Brief.model_validate(
        {**short_shots("a quay", "a boat").model_dump(), "casting": {"image": "pictures"}}
    )


async def test_a_job_is_submitted_once_though_its_polling_fails_and_is_tried_again(
    hosted: StudioKit, film: str, tmp_path: Path
) -> None:
    view = await hosted.make(with_hosted_pictures(), film)
    assert view.verdict == "finished"
    jobs = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("job-*.json"))]
    assert sorted(job["prompt"] for job in jobs) == ["a boat", "a quay"]
    assert len({job["reference"] for job in jobs}) == 2
    assert all(job["reference"].startswith(f"{film}/") for job in jobs)


async def test_what_the_vendor_charged_is_booked_not_what_was_quoted(hosted: StudioKit, film: str) -> None:
    view = await hosted.make(with_hosted_pictures(), film, budget="0.08")
    assert view.spent == Decimal("0.06")
    assert view.reserved == 0


async def test_a_picture_bought_once_is_not_bought_again(
    hosted: StudioKit, film: str, tmp_path: Path
) -> None:
    await hosted.make(with_hosted_pictures(), film)
    again = await hosted.make(with_hosted_pictures(), film)
    assert again.spent == 0
    assert len(list(tmp_path.glob("job-*.json"))) == 2
