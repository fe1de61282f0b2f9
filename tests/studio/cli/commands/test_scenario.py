"""`longtake scenario`: files that are not lost, and shots that `make --shots` reads back."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from tests.kit.llm_server import KEY, Answer, error, llm_server
from tests.kit.terminal import LONGTAKE, Terminal
from workers.engine import attached, stop_engine

NOIR = "A detective enters his office on a rainy night. He finds a photograph. Footsteps stop outside."


class Desk:
    """A person at a terminal, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._terminal = Terminal(self.folder, self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """What a command finds, with what the test has set meanwhile."""
        return {**os.environ, "LONGTAKE_HOME": str(self.home), "NO_COLOR": "1"}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """The command, running."""
        return subprocess.Popen(
            [LONGTAKE, *arguments], cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment,
            # Tests that a shell runs in the background inherit that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """What the command said on stdout and stderr."""
        ended, out, err = self._terminal.run(arguments, self.environment)
        assert ended == code, f"{arguments}: exit {ended}\n{out}\n{err}"
        return out, err


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One engine for these tests."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    settings = Settings(home=desk.home)
    with attached(settings):
        yield desk
    stop_engine(settings)


def test_a_description_becomes_shots_that_make_reads_back(desk: Desk) -> None:
    out, said = desk.run(
        "scenario", "-d", NOIR, "--style", "film-noir", "--aspect", "9:16", "-o", "noir.json"
    )
    assert out == "noir.json\n"
    shots = read_asked(Flags(shots=desk.folder / "noir.json")).request.brief.shots
    assert f"{len(shots)} shots, 25.0 s together, written by the offline writer for $0.00." in said
    assert f"Next: {LONGTAKE} make --shots noir.json" in said
    assert "--aspect 9:16" in said
    assert "film noir" in shots[0].enhanced_prompt
    assert sum(shot.duration for shot in shots) == pytest.approx(25, abs=0.1)
    assert sorted(path.name for path in desk.folder.iterdir()) == ["home", "noir.json"]


def test_a_sentence_for_many_shots_is_said_to_give_few_different_ones(desk: Desk) -> None:
    _, said = desk.run("scenario", "-d", "A goat climbs a hill", "-n", "40", "-o", "many.json")
    assert "of the 40 shots differ in what happens: a description this short" in said


def test_a_file_is_written_over_only_by_force(desk: Desk) -> None:
    (desk.folder / "mine.json").write_text("mine")
    _, said = desk.run("scenario", "-d", NOIR, "-o", "mine.json", code=2)
    assert "mine.json is there already" in said
    assert (desk.folder / "mine.json").read_text() == "mine"
    desk.run("scenario", "-d", NOIR, "-o", "mine.json", "--force")
    assert json.loads((desk.folder / "mine.json").read_text())[0]["shot_id"] == "shot_001"


def test_the_shots_can_be_piped_or_told_as_one_object(desk: Desk) -> None:
    out, _ = desk.run("scenario", "-d", NOIR, "-o", "-")
    assert len(json.loads(out)) >= 3
    _, said = desk.run("scenario", "-d", NOIR, "-o", "-", "--json", code=2)
    assert said == ""
    out, _ = desk.run("scenario", "-d", NOIR, "-o", "told.json", "--json")
    told = json.loads(out)
    assert told["file"] == str(desk.folder / "told.json")
    assert told["shots"] == len(json.loads((desk.folder / "told.json").read_text()))
    assert told["spent_usd"] == "0"


HOUSE = """
[vendors.house]
base_url = "{base_url}"
key_env = "HOUSE_API_KEY"
free = true

[models."house/m"]
tier = "local"
context = 32768
"""


def test_a_model_added_while_the_engine_runs_is_explained_then_watched_and_left(desk: Desk) -> None:
    (desk.folder / ".env").write_text(
        f"HOUSE_API_KEY={KEY}\n"
    )  # which the workers do not see from where they run
    answered = threading.Event()

    def never(_: dict[str, Any]) -> Answer:
        answered.wait(40)
        return error(404, "too late")

    cat = ("scenario", "-d", "A cat naps on a wall", "--model", "house/m", "--id", "cat", "-o", "cat.json")
    desk.run("scenario", "-d", NOIR, "-o", "first.json")  # the workers are up when it is written
    with llm_server(never) as server:
        (desk.home / "models.toml").write_text(HOUSE.format(base_url=server.base_url))
        _, said = desk.run(*cat, code=1)
        assert "There is no model 'house/m'" in said
        assert f"(`{LONGTAKE} down` restarts the workers, which then read models.toml again)." in said
        desk.run("down")
        writing = desk.start(*cat)
        try:
            assert writing.stderr
            line = next(line for line in writing.stderr if line.startswith("Asking: "))
            assert line.startswith("Asking: single, draft by house/m, since ")
            out, _ = desk.run("status", "cat")
            assert "Asking: single, draft by house/m, since " in out
            writing.send_signal(signal.SIGINT)
            _, said = writing.communicate(timeout=30)
        finally:
            writing.kill()
            answered.set()
        assert writing.returncode == 130
        assert "The same command again writes cat.json" in said
