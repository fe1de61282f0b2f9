"""`longtake scenario`: lengths that fit, files that are not lost, and shots that `make --shots` reads back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from models.brief import Brief
from models.errors import BadInput
from models.timeline import card_seconds
from studio.briefs import Flags, read_asked
from studio.commands.writing import length_of, measured
from workers.engine import attached, stop_engine

LONGTAKE = Path(sys.executable).parent / "longtake"
NOIR = "A detective enters his office on a rainy night. He finds a photograph. Footsteps stop outside."


@pytest.mark.parametrize("count", [1, 2, 5, 7, 40, 300])
def test_shots_last_about_five_seconds_beside_the_cards(count: int) -> None:
    film = length_of(count)
    assert (film - sum(card_seconds(film))) / count == pytest.approx(5, abs=0.01)


def test_the_longest_film_is_as_long_as_a_film_may_be() -> None:
    assert length_of(360) == 1800


def test_five_shots_are_written_when_nothing_is_said() -> None:
    brief = measured(Brief(prompt=NOIR), counted=False, timed=False)
    assert (brief.shot_count, brief.seconds) == (5, length_of(5))


def test_seconds_alone_say_how_many_shots_and_a_number_goes_before_a_files_seconds() -> None:
    brief = Brief(prompt=NOIR, seconds=30)
    assert measured(brief, counted=False, timed=False).shot_count == 5
    seven = measured(brief.model_copy(update={"shot_count": 7}), counted=True, timed=False)
    assert (seven.shot_count, seven.seconds) == (7, length_of(7))
    both = measured(brief.model_copy(update={"shot_count": 7}), counted=True, timed=True)
    assert (both.shot_count, both.seconds) == (7, 30)


def test_shots_that_do_not_fit_are_refused_in_one_sentence() -> None:
    with pytest.raises(BadInput, match="has 7 s beside its cards, which 30 shots cannot fill"):
        measured(Brief(prompt=NOIR, seconds=10, shot_count=30), counted=True, timed=True)
    with pytest.raises(BadInput, match="one shot cannot fill"):
        measured(Brief(prompt=NOIR, seconds=100, shot_count=1), counted=True, timed=True)


class Desk:
    """A person at a terminal, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """What the command said on stdout and stderr."""
        ran = subprocess.run(
            [LONGTAKE, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=90, check=False,
            env={**os.environ, "LONGTAKE_HOME": str(self.home), "NO_COLOR": "1"},
        )  # fmt: skip
        assert ran.returncode == code, f"{arguments}: exit {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout, ran.stderr


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
    assert f"{len(shots)} shots, 25.0 s together, written by the offline outline writer for $0.00." in said
    assert "Next: longtake make --shots noir.json" in said
    assert "--aspect 9:16" in said
    assert "film noir" in shots[0].enhanced_prompt
    assert sum(shot.duration for shot in shots) == pytest.approx(25, abs=0.1)
    assert sorted(path.name for path in desk.folder.iterdir()) == ["home", "noir.json"]


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
