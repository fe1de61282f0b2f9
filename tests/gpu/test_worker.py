"""A real worker of cards on the CPU: killed, stopped, refused; another one goes on where it was, to the very same picture."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from models.brief import Brief
from studio.cli.printing.card_lines import card_line, card_lines
from studio.client import Attempt
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl
from tests.kit.driver import play_driver
from tests.kit.studio import StudioKit, short_shots, studio_of
from workers.registry import build_registry

pytestmark = pytest.mark.gpu

ROOT = Path(__file__).parents[2]
STEPS = 120
NAMES = ("shot_001", "shot_002", "shot_003")


class Cards:
    """The workers of cards that a test starts, and what their UNets did."""

    def __init__(self, home: Path, address: str) -> None:
        self.journal = home / "steps"
        self.processes: list[subprocess.Popen[str]] = []
        self._environment = os.environ | {
            "LONGTAKE_HOME": str(home),
            "LONGTAKE_GRACE_S": "0.5",
            "TEMPORAL_ADDRESS": address,
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
        }
        self._home = home

    def start(self, *more: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-P",
            "-m",
            "tests.gpu.kit.watched_worker",
            str(self.journal),
            "worker",
            "gpu",
        ]
        process = subprocess.Popen(
            [*command, *more], cwd=self._home, env=self._environment, stderr=subprocess.PIPE, text=True
        )
        self.processes.append(process)
        return process

    def refused(self, *more: str) -> str:
        """What a worker says that ends at once, its arguments being of no use."""
        command = [sys.executable, "-P", "-m", "studio", "worker", "gpu", *more]
        environment = self._environment | {"PATH": os.environ["PATH"]}
        ran = subprocess.run(
            command, cwd=self._home, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 2, ran.stderr
        assert "Traceback" not in ran.stderr
        return ran.stderr

    def steps(self) -> Counter[int]:
        """How many steps each process ran."""
        return Counter(map(int, self.journal.read_text().split())) if self.journal.exists() else Counter()

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def home(tmp_path: Path, tiny: TinyShelf) -> Path:
    """A home in which sdxl is tiny."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models.toml").write_text(
        f'[open-models.sdxl]\nsource = "{tiny.of(sdxl)}"\nsizes = {{ step = 8, pixels = 4096 }}\nsteps = {STEPS}\n'
    )
    return home


@pytest.fixture
async def studio(home: Path, address: str) -> AsyncIterator[StudioKit]:
    settings = Settings(home=home)
    async with studio_of(address, settings, build_registry(settings)) as kit:
        yield kit


@pytest.fixture
def cards(home: Path, address: str) -> Iterator[Cards]:
    found = Cards(home, address)
    yield found
    found.end()


async def drawing(studio: StudioKit, film: str, beyond: int) -> Attempt:
    """Work on a card that is beyond a step, and of which something is kept."""
    async with asyncio.timeout(120):
        while True:
            for attempt in await studio.attempts(await studio.view(film)):
                at = attempt.on_card
                if at and at.kept and at.step >= beyond:
                    return attempt
            await asyncio.sleep(0.05)


async def told(studio: StudioKit, film: str) -> list[str]:
    """What `longtake status` says of work on cards."""
    return card_lines(await studio.attempts(await studio.view(film)))


def brief() -> Brief:
    return short_shots("a quay", "a boat", "a storm").model_copy(update={"casting": {"image": "sdxl"}})


def pictures(view: object) -> list[str]:
    return [shot.keyframe.blob.sha256 for shot in view.shots]  # type: ignore[attr-defined]


async def test_what_a_worker_was_killed_or_stopped_over_is_gone_on_with_to_the_same_picture(
    studio: StudioKit, cards: Cards, film: str
) -> None:
    first = cards.start("--allow-cpu")
    await studio.begin(brief(), film, approve="auto", stop_at="storyboard")
    attempt = await drawing(studio, film, STEPS // 4)
    assert f": step {attempt.on_card.step} of {STEPS}, " in card_line(attempt)  # type: ignore[union-attr]
    first.kill()
    second = cards.start("--allow-cpu")
    await drawing(studio, film, STEPS // 2)
    began = time.monotonic()
    second.send_signal(signal.SIGTERM)
    assert second.wait(120) == 0
    assert time.monotonic() - began < 120
    third = cards.start("--allow-cpu", "--models", "sdxl")
    view = await studio.until(film, lambda view: view.ended, within_s=180)
    assert (view.verdict, [shot.missing for shot in view.shots]) == ("stopped", [""] * 3)
    ran = cards.steps()
    assert set(ran) == {first.pid, second.pid, third.pid}
    assert 3 * STEPS <= ran.total() < 3 * STEPS + STEPS // 2, ran
    whole = await studio.make(brief(), f"{film}-whole", stop_at="storyboard", use_cache=False)
    assert cards.steps().total() == ran.total() + 3 * STEPS
    assert pictures(whole) == pictures(view)


async def test_the_picture_that_a_worker_was_killed_over_is_the_first_that_the_next_one_draws(
    studio: StudioKit, cards: Cards, film: str
) -> None:
    first = cards.start("--allow-cpu")
    await studio.begin(brief(), film, approve="auto", stop_at="storyboard")
    broken = (await drawing(studio, film, STEPS // 4)).on_card.shot_id  # type: ignore[union-attr]
    first.kill()
    first.wait()
    async with asyncio.timeout(60):
        while not any(
            f"{broken} keyframe: waits for a worker, goes on" in line for line in await told(studio, film)
        ):
            await asyncio.sleep(0.2)
    cards.start("--allow-cpu")
    view = await studio.until(film, lambda view: any(shot.keyframe for shot in view.shots), within_s=120)
    # The books may tell of two at once.
    assert broken in [shot.shot.shot_id for shot in view.shots if shot.keyframe]
    view = await studio.until(film, lambda view: view.ended, within_s=120)
    assert await told(studio, film) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--models", "svd"), "licences accept svd` accepts it."),
        (("--models", "klein"), "models pull klein` fetches them."),
    ],
)
def test_a_model_that_cannot_be_run_is_named_before_the_worker_takes_anything(
    words: tuple[str, ...], sentence: str, cards: Cards
) -> None:
    said = cards.refused("--allow-cpu", *words)
    assert sentence in said


def test_a_second_worker_on_the_cpu_of_one_home_is_refused(cards: Cards) -> None:
    first = cards.start("--allow-cpu")
    assert first.stderr
    assert any("On the CPU, slowly" in line for line in first.stderr), "it holds the CPU"
    assert "the CPU has one worker, as a card has. Stop that one first." in cards.refused("--allow-cpu")


def test_cards_that_the_driver_lists_and_torch_does_not_see_are_refused_by_a_process_each(
    cards: Cards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path / "driver", monkeypatch)
    said = cards.refused("--device", "0,1")
    assert "There is no CUDA device here: use --allow-cpu to work on the CPU, slowly." in said
    assert "did not start: it says why above." in said.splitlines()[-1]
