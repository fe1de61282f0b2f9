"""A film whose lines are spoken by ElevenLabs, by its double: whose voice is whose, when words are heard, and what it costs."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pysubs2
import pytest

from infra.engine.server import TemporalServer
from infra.media import sound
from infra.media.word_cues import words_of
from models.brief import Brief
from models.film.view import FilmView
from models.shots.lines import Line
from models.shots.takes import Change
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.registry import Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.speech.table import SpeechTable
from studio.service.film.folder import write_folder
from studio.service.film.retakes import changed_film
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.elevenlabs import CREDIT, GEORGE, VOICES, ElevenLabs
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed
from tests.kit.vendors.spoken import loudest_pitch, said, same_words
from workflows.money.unknown_jobs import MOST_LOST

TALK = (
    (Line(text="It was already dark."), Line(subject="Emma", text="Where were you?")),
    (
        Line(subject="Tom", text="I missed the train."),
        Line(subject="Emma", text="You always do.", delivery="laughing"),
    ),
)
GENDERS = {one["voice_id"]: one["labels"]["gender"] for one in VOICES}


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


@pytest.fixture
async def kit(server: TemporalServer, double: ElevenLabs, tmp_path: Path) -> AsyncIterator[StudioKit]:
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), Bed()]
    client = client_of("elevenlabs", double.address)
    registry = Registry(makers, lambda _: client, Endpoints.load, None, SpeechTable.load)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def talking(*shots: tuple[Line, ...], narrator: str = "") -> Brief:
    """A film of short shots in which Emma and Tom talk."""
    short = short_shots(*(f"a room, {number}" for number, _ in enumerate(shots, start=1)))
    told = tuple(
        shot.model_copy(update={"dialogue": "", "characters": ("Emma", "Tom"), "lines": lines})
        for shot, lines in zip(short.shots, shots, strict=True)
    )
    fields = {**short.model_dump(), "shots": told, "casting": {"speech": "elevenlabs"}, "narrator": narrator}
    return Brief.model_validate(fields)


def together(*shots: tuple[Line, ...]) -> Brief:
    """The same, with lines of several people spoken at once."""
    apart = talking(*shots).model_dump()
    return Brief.model_validate({**apart, "casting": {"speech": "eleven-v3"}, "exchanges": "together"})


def voice_ids(view: FilmView) -> dict[str, str]:
    people = {one.name: one.voice for one in view.bible.subjects if one.name in ("Emma", "Tom")}
    return {"": view.bible.narrator, **people}


async def test_two_people_and_a_narrator_speak_in_voices_of_their_own_and_the_ledger_is_the_vendors(
    kit: StudioKit, double: ElevenLabs, film: str, tmp_path: Path
) -> None:
    double.behave(
        Behaviour(faults=(Fault(where="submit", how="429", code="system_busy", amount=1, word="train"),))
    )
    view = await kit.make(talking(*TALK), film)
    assert view.verdict == "finished", view.missing
    voices = voice_ids(view)
    assert voices[""] == GEORGE
    assert (GENDERS[voices["Emma"]], GENDERS[voices["Tom"]]) == ("female", "male")
    assert len({*voices.values()}) == 3
    assert (
        view.spent == billed(double.folder) == CREDIT * sum(len(line.text) for shot in TALK for line in shot)
    )
    assert view.reserved == 0
    assert double.books.did["take"] == 4
    asked = {job["asked"]["text"]: job["asked"] for job in double.books.jobs.values()}
    write_folder(view, kit.store, tmp_path / "film")
    for number, (shot, lines) in enumerate(zip(view.shots, TALK, strict=True), start=1):
        assert [voice is not None for voice in shot.voices] == [True, True]
        for place, line in enumerate(lines, start=1):
            path = tmp_path / f"film/shots/shot_{number:03d}/voice_{place}.wav"
            whose = voices[line.subject]
            same_words(words_of(path), said(line.text, whose).words(line.text))
            assert loudest_pitch(sound.read(path)[:, 0], sound.RATE, [*GENDERS]) == whose
            assert asked[line.text]["voice_id"] == whose
    first, second = (asked[line.text] for line in TALK[0])
    assert (first.get("previous_text"), first["next_text"]) == (None, "Where were you?")
    assert (second["previous_text"], second.get("next_text")) == ("It was already dark.", None)
    spoken = {event.plaintext.replace("\n", " ") for event in pysubs2.load(str(tmp_path / "film/film.srt"))}
    assert "Tom: I missed the train." in spoken


async def test_a_second_film_of_the_same_lines_pays_nothing(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    first = await kit.make(talking(*TALK), film)
    again = await kit.make(talking(*TALK, TALK[0]), f"{film}-2")
    assert again.verdict == "finished"
    assert first.spent > 0
    assert again.spent == 0
    assert double.books.did["take"] == 4


async def test_a_changed_line_is_spoken_anew_and_its_neighbours_stay_though_they_were_told_of_it(
    kit: StudioKit, double: ElevenLabs, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)  # whoever asks for a retake has to have it too
    three = (*TALK[0], Line(subject="Tom", text="Over here."))
    first = await kit.make(talking(three), film)
    assert double.books.did["take"] == 3
    change = Change(shot_id="1", by="ann", line=2, text="Who is there?")
    await kit.start(await changed_film(kit, film, (change,), auto=True), film)
    await kit.client.get_workflow_handle(film).result()
    second = await kit.view(film)
    assert second.verdict == "finished"
    assert double.books.did["take"] == 4, "one line is paid for"
    before, after = ([voice and voice.blob for voice in view.shots[0].voices] for view in (first, second))
    assert [one == two for one, two in zip(before, after, strict=True)] == [True, False, True]
    asked = [job["asked"] for job in double.books.jobs.values()][-1]
    assert (asked["text"], asked["previous_text"], asked["next_text"]) == (
        *("Who is there?", "It was already dark."),
        "Over here.",
    )
    assert second.spent == billed(double.folder)


async def test_a_line_whose_answer_is_lost_is_booked_at_its_quote_and_one_that_is_refused_costs_nothing(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    lost = Fault(where="submit", how="drop-after", word="dark")
    refused = Fault(where="submit", how="422", code="voice_not_found", word="train")
    double.behave(Behaviour(faults=(lost, refused)))
    view = await kit.make(talking(*TALK), film)
    assert view.verdict == "finished", view.missing
    assert view.spent == billed(double.folder)
    spoken = [[voice is not None for voice in shot.voices] for shot in view.shots]
    assert spoken == [[True, True], [False, True]]
    assert double.books.did["take"] == 4, "three that are heard, and one whose answer was lost"
    told = " ".join((*view.notes, *(note for shot in view.shots for note in shot.notes)))
    assert "Line 1: ElevenLabs has no voice" in told, "the report says whose line is not heard"
    assert len({*voice_ids(view).values()}) == 3, "nobody's voice changed in mid-film"


async def test_an_exchange_is_spoken_at_once_paid_once_and_a_changed_line_of_it_is_spoken_by_itself(
    kit: StudioKit, double: ElevenLabs, film: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)
    alone = (Line(subject="Emma", text="Now I am alone."),)
    double.behave(Behaviour(faults=(Fault(where="submit", how="drop-after", word="train"),)))
    first = await kit.make(together(*TALK, alone), film)
    assert first.verdict == "finished", first.missing
    taken = [job["asked"] for job in double.books.jobs.values()]
    assert sorted(len(one.get("inputs", ("alone",))) for one in taken) == [1, 2, 2, 2], (
        "one was lost, and asked again"
    )
    assert first.spent == billed(double.folder)
    assert first.reserved == 0
    voices = voice_ids(first)
    write_folder(first, kit.store, tmp_path / "film")
    for place, line in enumerate(TALK[0], start=1):
        path = tmp_path / f"film/shots/shot_001/voice_{place}.wav"
        assert [word.text for word in words_of(path)] == line.text.split()
        assert loudest_pitch(sound.read(path)[:, 0], sound.RATE, [*GENDERS]) == voices[line.subject]
    again = await kit.make(together(*TALK, TALK[0], alone), f"{film}-2")
    assert (again.verdict, again.spent, double.books.did["take"]) == ("finished", Decimal(0), 4)
    change = Change(shot_id="1", by="ann", line=2, text="Who is there?")
    await kit.start(await changed_film(kit, film, (change,), auto=True), film)
    await kit.client.get_workflow_handle(film).result()
    second = await kit.view(film)
    assert second.verdict == "finished"
    assert double.books.did["take"] == 5
    last = [job["asked"] for job in double.books.jobs.values()][-1]
    assert (last.get("inputs"), last["text"]) == (None, "Who is there?")
    before, after = ([voice and voice.blob for voice in view.shots[0].voices] for view in (first, second))
    assert [one == two for one, two in zip(before, after, strict=True)] == [True, False]
    assert second.spent == billed(double.folder)


async def test_an_exchange_that_is_refused_leaves_its_lines_silent_and_is_said(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="422", code="voice_not_found", word="train"),)))
    view = await kit.make(together(*TALK), film)
    assert view.verdict == "finished", view.missing
    spoken = [[voice is not None for voice in shot.voices] for shot in view.shots]
    assert (spoken[0], any(spoken[1])) == ([True, True], False)
    assert "Its lines are not heard: ElevenLabs has no voice" in " ".join(view.notes)
    assert view.spent == billed(double.folder)


async def test_an_exchange_that_is_lost_and_given_up_leaves_all_its_lines_silent_and_buys_none_by_itself(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    lost = Fault(where="submit", how="drop-after", word="train", times=MOST_LOST)
    double.behave(Behaviour(faults=(lost,)))
    view = await kit.make(together(TALK[1]), film)
    assert view.verdict == "finished", view.missing
    assert double.books.did["take"] == MOST_LOST
    assert not any(view.shots[0].voices)
    (note,) = [one for one in view.notes if " is silent: " in one]
    assert note.startswith("shot_001 is silent: ")
    assert view.spent == billed(double.folder)


async def test_a_voice_may_be_chosen_by_its_readable_name_and_one_that_is_not_there_ends_the_film_before_a_picture(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    view = await kit.at_gate(talking(TALK[0], narrator="bill"), film)
    assert view.bible.narrator == "pqHfZKP75CvOlQylNhV4"
    await kit.start_and_fail(talking(TALK[0], narrator="Boris"), f"{film}-2")
    failed = await kit.view(f"{film}-2")
    assert failed.reason.startswith(
        "The voice of the narrator cannot be used: there is no voice 'Boris': elevenlabs/"
    )
    assert "George (JBFqnCBsd6RMkjVDRZzb)" in failed.reason
    assert (double.books.did["take"], failed.spent) == (0, Decimal(0))
