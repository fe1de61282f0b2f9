"""The bible drawn: whoever has a picture stands above the board, and everybody on the page of the bible."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from activities.boards.bible_panels import SubjectPanel, draw_bible
from activities.boards.recipes import bible_recipe, facts_of, unseen_because
from activities.boards.sheet import Page, Panel, draw_sheet
from activities.contracts import BibleRequest
from models.film.board_pages import shown_above
from models.orders.assets import Asset, Blob
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject

RED, BLUE = (200, 20, 20), (20, 20, 200)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """A red picture and a blue one."""
    paths = []
    for number, colour in enumerate((RED, BLUE)):
        paths.append(tmp_path / f"{number}.png")
        Image.new("RGB", (256, 256), colour).save(paths[-1])
    return paths


def share(path: Path, colour: tuple[int, int, int]) -> float:
    """How much of a picture has this colour, 0 to 1."""
    pixels = np.asarray(Image.open(path).convert("RGB"), int)
    return float((np.abs(pixels - colour).max(axis=2) < 12).mean())


def panel(name: str, picture: Path | None, words: str = "a woman in a red coat") -> SubjectPanel:
    return SubjectPanel(name, "character · 2 shots", words, picture)


def test_a_page_shows_everybody_with_a_picture_or_without(pictures: list[Path], tmp_path: Path) -> None:
    people = [panel("Emma", pictures[0]), panel("Tom", pictures[1]), panel("الجد", None, "شيخ")]
    page = draw_bible("The Door", "Bible 1", people, tmp_path / "bible.png")
    assert share(page, RED) > 0.05
    assert share(page, BLUE) == pytest.approx(share(page, RED), rel=0.02)
    fewer = draw_bible("The Door", "Bible 1", people[:1], tmp_path / "one.png")
    assert share(fewer, BLUE) == 0
    again = draw_bible("The Door", "Bible 1", people, tmp_path / "again.png")
    assert again.read_bytes() == page.read_bytes()


def test_a_page_of_two_hundred_can_still_be_opened(pictures: list[Path], tmp_path: Path) -> None:
    people = [panel(f"Person {number}", pictures[number % 2]) for number in range(200)]
    page = Image.open(draw_bible("Many", "Bible 1", people, tmp_path / "bible.png"))
    assert page.width * page.height < 16_000_000
    assert share(tmp_path / "bible.png", RED) > 0.2


def test_a_picture_that_cannot_be_read_costs_nobody_the_page(pictures: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    page = draw_bible("T", "Bible 1", [panel("Emma", broken), panel("Tom", pictures[1])], tmp_path / "b.png")
    assert share(page, BLUE) > 0.05


def test_a_board_begins_with_its_bible_and_leaves_the_frames_their_size(
    pictures: list[Path], tmp_path: Path
) -> None:
    frames = [Panel(Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A quay"), pictures[1])]
    plain = draw_sheet(Page("T", 1), frames, tmp_path / "plain.png")
    people = [panel(f"P{number}", pictures[0]) for number in range(9)]
    whole = draw_sheet(Page("T", 1, bible=people), frames, tmp_path / "whole.png")
    one, other = Image.open(plain), Image.open(whole)
    assert one.width == other.width
    assert other.height > one.height + 300
    assert share(whole, BLUE) * other.height == pytest.approx(share(plain, BLUE) * one.height, rel=0.01)
    rows = np.asarray(other.convert("RGB"), int)
    reds = np.argwhere(np.abs(rows - RED).max(axis=2) < 12)[:, 0]
    assert reds.max() < np.argwhere(np.abs(rows - BLUE).max(axis=2) < 12)[:, 0].min()


def test_a_bible_that_reads_otherwise_is_another_page() -> None:
    sheet = Asset(blob=Blob(sha256="1" * 64, suffix=".png", size=1), recipe_key="")

    def key(**fields: object) -> str:
        view = SubjectView(subject=Subject(name="Emma", description="a woman")).changed(
            **{"shots": 2, **fields}
        )
        return bible_recipe(
            BibleRequest(film_id="f", title="T", revision=1, bible=Bible(subjects=(view,)))
        ).key()

    keys = {key(), key(sheet=sheet), key(voice="joe"), key(missing="No."), key(shots=3)}
    assert len(keys) == 5
    view = SubjectView(subject=Subject(name="Emma"), missing="It is refused.", voice="joe")
    assert (facts_of(view), unseen_because(view)) == ("character · voice joe · in no shot", "It is refused.")
    assert unseen_because(view.changed(missing="", shots=1)) == "In one shot alone: no sheet."
    assert shown_above(Bible(subjects=(view,))) == ()
