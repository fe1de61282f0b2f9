"""Clips as vendors send them become the film's own; one that cannot be used gets a slate, and the film goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from infra.engine.server import TemporalServer
from infra.media.probe import probe
from models.brief import Brief
from models.cut.delivery import Delivery
from models.cut.lengths import VOICE_LEAD_S, VOICE_TAIL_S
from models.orders.requests import VideoRequest
from providers.base import Bench, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from studio.service.film.folder import write_folder
from tests.kit.ffmpeg_run import run
from tests.kit.providers import Wrapped
from tests.kit.studio import StudioKit, short_shots, studio_at


class Strange(Wrapped):
    """A provider whose clips are as its prompt says: `tall`, `damaged`, ending in `short` or `long`; else a second at 30 frames."""

    name = "strange"

    def __init__(self) -> None:
        super().__init__(CameraMove())

    def recipe(self, request: VideoRequest) -> Any:
        made = self._inner.recipe(request)
        return made.model_copy(
            update={
                "provider": self.name,
                "parameters": {**made.parameters, "is": request.shot.enhanced_prompt},
            }
        )

    def render(self, request: VideoRequest, bench: Bench) -> Rendered:
        prompt = request.shot.enhanced_prompt
        size = "360x640" if "tall" in prompt else "641x359"
        length = {"short": "0.5", "long": "40"}.get(prompt.split(".")[0].split()[-1], "1")
        path = bench.into / "clip.mp4"
        source = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=30:d={length}"]
        run([*source, "-c:v", "mpeg4", "-q:v", "3", str(path)], what="Making a strange clip")
        if "damaged" in prompt:
            whole = path.read_bytes()
            begin, end = whole.index(b"mdat") + 4, whole.rindex(b"moov") - 4
            path.write_bytes(whole[:begin] + bytes(end - begin) + whole[end:])
        return Rendered(path=path)


@pytest.fixture
async def studio(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    makers: list[Any] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed(), Strange()]
    async with studio_at(server.address, tmp_path / "home", Registry(makers), full_size=True) as kit:
        yield kit


def strange(*words: str, **delivery: Any) -> Brief:
    brief = short_shots(*words)
    return brief.model_copy(update={"casting": {"video": "strange"}, "delivery": Delivery(**delivery)})


async def test_a_clip_of_another_size_rate_and_codec_is_conformed_and_kept_as_it_came(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    view = await studio.make(strange("a quay", "a tall boat", fps=25, fit="blur"), film)
    assert view.verdict == "finished"
    write_folder(view, studio.store, tmp_path / "film")
    facts = probe(tmp_path / "film/film.mp4")
    assert (facts.width, facts.height, facts.frames) == (1280, 720, view.film_frames)
    assert facts.seconds == pytest.approx(view.film_frames / 25)
    came = probe(tmp_path / "film/shots/shot_002/source.mp4")
    assert (came.width, came.height) == (360, 640)
    mine = probe(tmp_path / "film/shots/shot_002/clip.mp4")
    assert (mine.width, mine.height) == (1280, 720)


async def test_narration_longer_than_its_clip_slows_and_holds_the_clip_and_the_report_says_so(
    studio: StudioKit, film: str
) -> None:
    view = await studio.make(strange("a quay, short"), film)
    shot = view.shots[0]
    assert shot.voices[0] and shot.conformed
    handle = 12 / 24
    needed = VOICE_LEAD_S + shot.voices[0].seconds + VOICE_TAIL_S + handle
    assert shot.conformed.seconds == pytest.approx(needed, abs=1 / 24)
    assert any("slowed" in note and "held" in note for note in shot.notes), shot.notes


async def test_a_damaged_clip_gets_a_slate_and_a_sentence_that_names_it(studio: StudioKit, film: str) -> None:
    view = await studio.make(strange("a quay", "a damaged boat"), film)
    assert view.verdict == "finished with 1 shot missing"
    assert view.exit_code == 3
    assert "clip" in view.shots[1].missing
    assert "film.mp4" in view.documents


async def test_a_film_cancelled_while_a_clip_is_conformed_leaves_no_ffmpeg_and_no_file(
    studio: StudioKit, film: str
) -> None:
    def encoders() -> list[psutil.Process]:
        children = psutil.Process().children(recursive=True)
        return [one for one in children if one.is_running() and "ffmpeg" in one.name()]

    await studio.begin(strange("a quay, long"), film, approve="auto")

    def conforming() -> bool:
        with suppress(psutil.NoSuchProcess):  # another of them ended while they were looked through
            return any("rawvideo" in " ".join(one.cmdline()) for one in encoders())
        return False

    async with asyncio.timeout(60):
        while not conforming():
            await asyncio.sleep(0.05)
    await studio.cancel(film)
    await studio.until(film, lambda view: view.stage == "cancelled")
    async with asyncio.timeout(30):
        scratch = studio.settings.home / "scratch"
        while encoders() or any(path.is_file() for path in scratch.rglob("*")):
            await asyncio.sleep(0.05)
    assert not encoders()
