"""The storyboard sheet, as it is printed and pinned to a wall."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from activities.boards.recipes import sheet_recipe
from activities.boards.sheet import Page, Panel, _facts, draw_sheet
from activities.contracts import SheetRequest
from models.shots.shot_list import Shot
from models.shots.view import ShotView

RED = (200, 40, 40)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "frame.png"
    Image.new("RGB", (320, 180), RED).save(path)
    return path


def panels(count: int, picture: Path | None, **shot) -> list[Panel]:
    return [
        Panel(
            Shot(
                shot_number=k,
                enhanced_prompt="Mara walks to the lighthouse, soft light from the left",
                characters=("Mara",),
                **shot,
            ),
            picture,
        )
        for k in range(1, count + 1)
    ]


def sheet(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        image: Image.Image = opened.convert("RGB")
    return image


def red_areas(image: Image.Image) -> int:
    """How many separate rectangles of the test picture's red stand on the sheet."""
    red = np.abs(np.asarray(image, dtype=int) - np.array(RED)).sum(axis=2) < 30
    corner = red & ~np.roll(red, 1, axis=0) & ~np.roll(red, 1, axis=1)
    return int(corner.sum())


@pytest.mark.parametrize("count", [1, 7, 12])
def test_every_shot_has_its_frame_on_the_sheet(count, picture, tmp_path):
    out = draw_sheet(Page("The Door in the Sea", 1), panels(count, picture), tmp_path / "sheet.png")
    assert red_areas(sheet(out)) == count


@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
def test_four_hundred_shots_stay_under_twelve_megapixels(size, tmp_path):
    frame = tmp_path / "frame.png"
    Image.new("RGB", size, RED).save(frame)
    image = sheet(draw_sheet(Page("Long", 3), panels(400, frame), tmp_path / "sheet.png"))
    assert image.width * image.height < 12_000_000
    assert image.height < 4 * image.width
    assert red_areas(image) == 400


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240)])
def test_frames_keep_their_shape(size, tmp_path):
    frame = tmp_path / "frame.png"
    Image.new("RGB", size, RED).save(frame)
    image = sheet(draw_sheet(Page("One", 1), panels(1, frame), tmp_path / "sheet.png"))
    red = np.abs(np.asarray(image, dtype=int) - np.array(RED)).sum(axis=2) < 30
    rows, columns = np.nonzero(red)
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(size[0] / size[1], rel=0.03)


def test_a_shot_without_a_picture_shows_the_reason_on_a_hatched_panel(picture, tmp_path):
    shot = panels(2, None)[1].shot
    present = panels(1, picture)
    told = sheet(
        draw_sheet(
            Page("T", 1), [*present, Panel(shot, None, "The vendor refused this prompt.")], tmp_path / "a.png"
        )
    )
    other = sheet(
        draw_sheet(Page("T", 1), [*present, Panel(shot, None, "The account is empty.")], tmp_path / "b.png")
    )
    assert red_areas(told) == 1
    assert told.tobytes() != other.tobytes()


def test_a_picture_that_cannot_be_read_does_not_cost_the_sheet(picture, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    good = panels(2, picture)
    out = draw_sheet(Page("T", 1), [Panel(good[0].shot, broken), good[1]], tmp_path / "sheet.png")
    assert red_areas(sheet(out)) == 1


@pytest.mark.parametrize(("title", "rtl"), [("The Door", False), ("海中之门", False), ("باب في البحر", True)])
def test_a_title_stands_where_its_script_begins(title, rtl, picture, tmp_path):
    image = sheet(draw_sheet(Page(title, 1), panels(3, picture), tmp_path / "sheet.png"))
    band = np.asarray(image.convert("L").crop((0, 50, image.width, 115))) < 100
    ink = np.nonzero(band.any(axis=0))[0]
    assert (ink.min() > image.width * 0.5) if rtl else (ink.max() < image.width * 0.5)


def test_another_board_of_the_same_film_can_be_told_apart(picture, tmp_path):
    first, second = (
        draw_sheet(Page("T", board), panels(2, picture), tmp_path / f"{board}.png").read_bytes()
        for board in (1, 2)
    )
    again = draw_sheet(Page("T", 1), panels(2, picture), tmp_path / "again.png").read_bytes()
    assert first != second
    assert first == again


def test_long_texts_and_large_casts_stay_inside_the_page(picture, tmp_path):
    cast = tuple(f"Somebody with quite a long name {k}" for k in range(40))
    shot = Shot(
        shot_id="shot_001", shot_number=1, enhanced_prompt="wave " * 900, dialogue="海" * 900, characters=cast
    )
    image = sheet(draw_sheet(Page("Sea " * 50, 1, "f" * 300), [Panel(shot, picture)], tmp_path / "sheet.png"))
    pixels = np.asarray(image)
    paper = pixels[0, 0]
    for edge in (pixels[:, :40], pixels[:, -40:], pixels[:40], pixels[-30:]):
        assert (edge == paper).all()


def test_a_film_without_shots_still_has_a_sheet(tmp_path):
    assert sheet(draw_sheet(Page("", 1), [], tmp_path / "sheet.png")).width > 500


def test_what_a_picture_leaves_out_stands_under_it_in_the_colour_of_what_is_not_as_it_should_be(
    picture, tmp_path
):
    plain = panels(3, picture)
    short = [replace(plain[0], undrawn="cannons, snow"), *plain[1:]]
    whole, told = (
        sheet(draw_sheet(Page("T", 1), each, tmp_path / f"{len(each[0].undrawn)}.png"))
        for each in (plain, short)
    )
    warning = np.abs(np.asarray(told, dtype=int) - np.array((176, 58, 40))).sum(axis=2) < 30

    assert not (np.abs(np.asarray(whole, dtype=int) - np.array((176, 58, 40))).sum(axis=2) < 30).any()
    rows, columns = np.nonzero(warning)
    assert len(rows) > 30
    assert columns.max() < told.width / 3, "under the first frame alone"


@pytest.fixture(scope="module", params=[1, 200])
def plain(request, picture, tmp_path_factory) -> tuple[list[Panel], np.ndarray]:
    """The panels of a film, and their sheet."""
    shown = panels(request.param, picture)
    return shown, np.asarray(
        sheet(draw_sheet(Page("T", 1), shown, tmp_path_factory.mktemp("plain") / "a.png"))
    )


@pytest.mark.parametrize(
    "changed", [{"shot_type": "close-up"}, {"camera_movement": "pan-left"}, {"shot_id": "pier"}]
)
def test_what_a_shot_is_called_and_how_it_is_filmed_stands_beside_its_picture(
    changed, plain, picture, tmp_path
):
    shown, before = plain[0], plain[1].astype(int)
    named = [Panel(shown[0].shot.model_copy(update=changed), picture), *shown[1:]]
    after = np.asarray(sheet(draw_sheet(Page("T", 1), named, tmp_path / "sheet.png")), int)
    rows, _ = np.nonzero(np.abs(before - after).sum(axis=2))
    red = np.abs(before - np.array(RED)).sum(axis=2) < 30
    below = np.nonzero(red[:, 60])[0]
    assert rows.size, "the sheet does not say it"
    assert not red[rows.min() : rows.max() + 1].any(axis=1).any(), "it is written over a picture"
    assert rows.min() > below.min()


def test_a_name_has_a_dot_in_the_colour_that_is_worn(picture, tmp_path):
    wears = {"Mara": (30, 160, 60)}
    named, worn = (
        sheet(draw_sheet(Page("T", 1, colours=colours), panels(1, picture), tmp_path / f"{len(colours)}.png"))
        for colours in ({}, wears)
    )
    green = [
        (np.abs(np.asarray(one, dtype=int) - (30, 160, 60)).sum(axis=2) < 20).sum() for one in (named, worn)
    ]
    assert green[0] == 0
    assert green[1] > 200


def asked_page(**fields: object) -> SheetRequest:
    shots = tuple(ShotView(shot=panel.shot) for panel in panels(2, None))
    return SheetRequest(film_id="f", title="T", board=1, shots=shots).model_copy(update=fields)


def test_a_page_of_several_is_the_same_on_every_board_and_the_one_page_of_a_short_film_is_not():
    assert sheet_recipe(asked_page()) != sheet_recipe(asked_page(board=2))
    one, other = (sheet_recipe(asked_page(page=2, pages=3, board=board)) for board in (1, 2))
    assert one == other
    keys = {
        sheet_recipe(asked_page(page=page, pages=pages)).key() for page, pages in ((1, 2), (2, 2), (2, 3))
    }
    assert len(keys) == 3
    assert sheet_recipe(asked_page(pages=2)) != sheet_recipe(asked_page(pages=2, elsewhere={"shot_9": 9}))


def test_what_a_short_film_asks_for_is_the_board_that_it_always_was():
    parameters = sheet_recipe(asked_page()).parameters
    assert set(parameters) == {"film_id", "title", "board", "panels"}


def test_a_page_says_which_of_how_many_it_is(picture, tmp_path):
    told = {
        draw_sheet(Page("T", 1, place=place), panels(3, picture), tmp_path / "sheet.png").read_bytes()
        for place in ((1, 1), (1, 2), (2, 2), (2, 3))
    }
    assert len(told) == 4
    assert _facts(Page("T", 4, "film"), panels(3, picture)).startswith("Storyboard, board 4   ·   3 shots")
    second = _facts(Page("T", 4, "film", place=(2, 9)), panels(3, picture))
    assert second.startswith("Storyboard, page 2 of 9   ·   shots 1 to 3")
