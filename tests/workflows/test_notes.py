"""What people say of a picture reaches what is drawn: at the gate and in a retake, with a model and without."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat

from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, LlmServer, cut, error, llm_server, said
from tests.kit.studio import StudioKit, short_shots, studio_at

QUAY = short_shots("a quay", "a boat")


def light_of(studio: StudioKit, view: FilmView, at: int) -> float:
    """How light a shot's keyframe is, 0 to 255."""
    keyframe = view.shots[at].keyframe
    assert keyframe is not None
    with Image.open(studio.store.open_file(keyframe.blob)) as picture:
        return float(ImageStat.Stat(picture.convert("L")).mean[0])


async def revised(studio: StudioKit, film: str, *notes: str, **fields: Any) -> FilmView:
    """The film at its next board, after these notes on its second shot, told at once."""
    hold = studio.settings.home / "hold-image"
    hold.touch()
    for note in notes:
        await studio.decide(film, Decision(kind="revise", shot="2", note=note, by="ann", **fields))
    hold.unlink()
    return await studio.until(film, lambda view: view.board == 2 and view.stage == "approval")


async def test_at_night_said_at_the_gate_darkens_the_picture_and_the_board_says_old_and_new(
    studio: StudioKit, film: str
) -> None:
    first = await studio.at_gate(QUAY, film)
    second = await revised(studio, film, "at night")
    assert second.shots[1].shot.time_of_day == "night"
    assert light_of(studio, second, 1) < 0.6 * light_of(studio, first, 1)
    assert second.shots[0] == first.shots[0]
    assert [one.sentence for one in second.shots[1].changed] == ["hour day → night"]
    assert "hour day → night" in await studio.details(film)
    assert "shot_002, take 2: “at night” was read as hour day → night." in second.notes
    assert second.shots[1].takes[0].changed == ()


async def test_two_notes_one_upon_the_other_are_both_heard(studio: StudioKit, film: str) -> None:
    await studio.at_gate(QUAY, film)
    shot = (await revised(studio, film, "at night", "closer, it should not rain")).shots[1].shot
    assert (shot.time_of_day, shot.shot_type, shot.weather) == ("night", "medium-close-up", "clear")
    assert "at night" in shot.enhanced_prompt


async def test_words_that_name_no_field_stay_words_and_the_film_says_so(studio: StudioKit, film: str) -> None:
    first = await studio.at_gate(QUAY, film)
    second = await revised(studio, film, "more melancholy")
    old, new = first.shots[1].shot, second.shots[1].shot
    assert new == old.revised(note="more melancholy")
    assert second.shots[1].changed == ()
    assert any("“more melancholy” names no hour" in note for note in second.notes)


FIELDS = ("time_of_day", "weather", "place", "colours", "shot_type", "camera_angle", "understood")


def answer(**fields: object) -> Callable[[dict[str, Any]], Answer]:
    """A model that reads every note as these fields."""
    same: dict[str, object] = dict.fromkeys(FIELDS, "as it is") | {
        "place": "",
        "colours": [],
        "understood": [],
    }

    def script(body: dict[str, Any]) -> Answer:
        return said(json.dumps(same | fields), model=body["model"], prompt_tokens=1000, completion_tokens=100)

    return script


@asynccontextmanager
async def modelled(
    address: str,
    home: Path,
    script: Callable[[dict[str, Any]], Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[StudioKit, LlmServer]]:
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    with llm_server(script, key=KEY, bounded=True) as server:
        write_models(home, server.base_url)
        async with studio_at(address, home) as studio:
            yield studio, server


BY_MODEL = QUAY.model_copy(update={"casting": {"llm": "house"}})


async def test_the_films_model_reads_a_note_and_its_call_is_paid_from_the_budget(
    address, tmp_path, film, monkeypatch
) -> None:
    script = answer(time_of_day="dusk", place="the beach", understood=["as if the day were over"])
    async with modelled(address, tmp_path, script, monkeypatch) as (studio, server):
        await studio.at_gate(BY_MODEL, film, budget="5")
        view = await revised(studio, film, "as if the day were over, by the water")
        assert len(server.calls) == 1
        assert view.spent == (Decimal(1000) + 5 * Decimal(100)) / 1_000_000
        assert view.reserved == 0
        assert [(record.stage, record.writer) for record in view.writing] == [("note", "studio/good")]
        assert {one.field: one.after for one in view.shots[1].changed} == {
            "hour": "dusk",
            "place": "the beach",
        }
        assert view.shots[0].shot.landscapes == ("the sea",)


@pytest.mark.parametrize("case", ["nonsense", "down", "lost", "no money"])
async def test_when_no_model_reads_it_the_offline_writer_does_and_what_was_lost_is_booked(
    address, tmp_path, film, monkeypatch, case
) -> None:
    scripts: dict[str, Callable[[dict[str, Any]], Answer]] = {
        "nonsense": answer(time_of_day="teatime"),
        "down": lambda _: error(404, "gone"),
        "lost": lambda _: cut(),
        "no money": answer(time_of_day="dawn"),
    }
    budget = "0.00001" if case == "no money" else "5"
    async with modelled(address, tmp_path, scripts[case], monkeypatch) as (studio, server):
        await studio.at_gate(BY_MODEL, film, budget=budget)
        view = await revised(studio, film, "at night")
        assert view.shots[1].shot.time_of_day == "night"
        assert any("the offline writer reads its note" in note for note in view.notes)
        assert view.reserved == 0
        calls = [call for record in view.writing for call in record.calls]
        assert view.spent == sum(call.cost for call in calls)
        assert bool(server.calls) == (case != "no money")
        if case == "lost":
            assert all(call.lost and call.cost > 0 for call in calls)
            assert len(calls) <= 4
