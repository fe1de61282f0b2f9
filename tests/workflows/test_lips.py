"""A film in which one speaks whose lips are moved by fal's double, and one who is left alone: pictures, words, money."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from activities.shots import activity as shots_activity
from infra.engine.server import TemporalServer
from infra.media import sound
from models.brief import Brief
from models.errors import MediaError
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.orders.shot_orders import ShotOrder
from models.shots.lines import Line
from models.shots.takes import Change
from providers.base import Provider, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalLips
from studio.service.film.changes import Finish
from studio.service.film.retakes import changed_film
from tests.kit.pauses import pauses
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.lips_media import mouth_of, track_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault, How, Where
from workflows.shots.film_shots import BY_HAND

EMMA = Line(subject="Emma", text="Where were you?")
TOLD = Line(text="Nobody said a word.")


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
async def kit(
    server: TemporalServer, fal: Fal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    monkeypatch.setattr(FalLips, "poll_every_s", 0.1)
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()]
    client = client_of("fal", fal.address)
    registry = Registry(makers, lambda _: client, Endpoints.load)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def talking(*shots: tuple[Line, ...], **fields: object) -> Brief:
    """A film of short shots of Emma, whose lips are to move; one line each is told, or said."""
    short = short_shots(*(f"Emma at a table, {number}" for number, _ in enumerate(shots, start=1)))
    said = tuple(
        shot.model_copy(
            update={"dialogue": "", "characters": ("Emma",), "shot_type": "close-up", "lines": lines}
        )
        for shot, lines in zip(short.shots, shots, strict=True)
    )
    named = {"casting": {"lips": "sync-lipsync"}}  # else nobody moves them in what is drawn flat here
    return Brief.model_validate({**short.model_dump(), **named, "shots": said, "lip_sync": True, **fields})


def heard_at(path: Path) -> np.ndarray:
    """Which tenths of a second of a sound have a voice in them, loosely."""
    samples = sound.read(path)[:, 0]
    tenth = sound.RATE // 10
    return np.array([np.abs(samples[at : at + tenth]).max() for at in range(0, len(samples) - tenth, tenth)])


def mouths(path: Path) -> list[bool]:
    """Whether the mouth that the double draws is open, picture by picture."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        place = mouth_of(stream.width, stream.height)
        return [
            bool(np.mean(one.to_ndarray(format="rgb24")[place]) > 170) for one in container.decode(stream)
        ]


async def test_lips_move_in_time_with_what_the_film_has_its_speaker_say_and_no_frame_is_added(
    kit: StudioKit, fal: Fal, film: str, tmp_path: Path
) -> None:
    plain = await kit.make(talking((EMMA, TOLD), (TOLD,), lip_sync=False), f"{film}-plain")
    assert (plain.verdict, fal.books.did["take"], plain.spent) == ("finished", 0, ZERO)
    view = await kit.make(talking((EMMA, TOLD), (TOLD,)), film)
    assert view.verdict == "finished", view.missing
    moved, alone = view.shots
    assert moved.lips is not None and moved.clip is not None and moved.conformed is not None
    assert alone.lips is None
    why = "a narrator is heard, and nobody who is there"
    assert alone.notes == (f"Its lips are left alone: {why}.",)
    assert [note for note in view.notes if "lips" in note] == [f"The lips of shot_002 are left alone: {why}."]
    before = [one.conformed and one.conformed.frames for one in plain.shots]
    assert [one.conformed and one.conformed.frames for one in view.shots] == before
    assert view.film_frames == plain.film_frames
    assert (view.spent, view.reserved) == (usd_of(fal), ZERO)
    assert view.spent == moved.lips.cost > 0
    # What was handed over is the film's own voice at its place, and silence where the narrator speaks.
    (job,) = fal.books.jobs.values()
    track = track_of(job["asked"]["audio_url"])
    voices = [voice for voice in moved.voices if voice]
    own = sound.read(kit.store.open_file(voices[0].blob))[:, 0]
    first = round(0.25 * sound.RATE)
    laid = track.samples[first : first + len(own)]
    assert np.abs(laid - own).max() < 1e-3
    rest = np.concatenate([track.samples[:first], track.samples[first + len(own) :]])
    assert np.abs(rest).max(initial=0) < 1e-3
    # The pictures of the film's own clip are those that came back, and open while that voice is heard.
    seen = mouths(kit.store.open_file(moved.conformed.blob))
    assert len(seen) == moved.conformed.frames
    opened = [number for number, one in enumerate(seen) if one]
    assert opened[0] / 24 >= 0.25 - 1 / 24
    assert opened[-1] / 24 <= 0.25 + len(own) / sound.RATE + 1 / 24
    assert not any(mouths(kit.store.open_file(alone.conformed.blob))) if alone.conformed else True


async def test_another_line_moves_the_lips_of_its_shot_alone_and_the_same_again_costs_nothing(
    kit: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", KEY)  # whoever retakes has to have it too
    brief = talking((EMMA,), (Line(subject="Emma", text="Come in."),))
    view = await kit.make(brief, film)
    assert (view.verdict, fal.books.did["take"]) == ("finished", 2), view.missing
    again = await kit.make(brief, f"{film}-again")
    assert (again.verdict, again.spent, fal.books.did["take"]) == ("finished", ZERO, 2)
    assert [one.lips and one.lips.blob for one in again.shots] == [
        one.lips and one.lips.blob for one in view.shots
    ]
    change = Change(shot_id="1", by="ann", line=1, text="Who is that?")
    await kit.start(await changed_film(kit, film, (change,), auto=True), film)
    await kit.client.get_workflow_handle(film).result()
    later = await kit.view(film)
    assert (later.verdict, fal.books.did["take"]) == ("finished", 3)
    assert later.shots[1].lips == view.shots[1].lips
    (first, *_), (before, *_) = later.shots, view.shots
    assert first.take == 2 and first.lips and before.lips
    assert first.lips.blob != before.lips.blob
    assert [take.lips for take in first.takes] == [before.lips]
    assert first.cost == first.lips.cost > 0


@pytest.mark.parametrize(
    ("where", "how", "usd", "said"),
    [
        ("submit", "moderated", "0", "refused"),
        ("job", "refuse", "as quoted", "refused"),
        ("job", "fail", "0", "could not make job"),
        ("job", "short", "as billed", "they came back with"),
    ],
)
async def test_a_shot_whose_lips_cannot_be_moved_keeps_its_own_clip_and_says_so(
    kit: StudioKit, fal: Fal, film: str, where: Where, how: How, usd: str, said: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where=where, how=how),)))
    view: FilmView = await kit.make(talking((EMMA,)), film)
    assert view.verdict == "finished", view.missing
    (shot,) = view.shots
    assert shot.lips is None and shot.conformed is not None
    (note,) = [one for one in shot.notes if one.startswith("Its lips are left alone: ")]
    assert said in note
    assert any(note in one for one in view.notes)
    assert fal.books.crimes == []
    assert (view.spent, view.reserved) == (usd_of(fal) if usd != "0" else ZERO, ZERO)
    assert fal.books.did["take"] == (0 if where == "submit" else 1)


async def test_lips_that_came_back_too_short_are_neither_paid_again_nor_used_when_the_film_is_made_again(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="short"),)))
    first = await kit.make(talking((EMMA,)), film)
    again = await kit.make(talking((EMMA,)), f"{film}-again")
    later = await kit.make(talking((EMMA,)), f"{film}-later")
    for view in (first, again, later):
        assert view.verdict == "finished", view.missing
        (shot,) = view.shots
        assert (shot.lips, shot.clip and shot.clip.blob) == (
            None,
            first.shots[0].clip and first.shots[0].clip.blob,
        )
        assert shot.conformed and first.shots[0].conformed
        assert shot.conformed.blob == first.shots[0].conformed.blob
        (note,) = [one for one in shot.notes if one.startswith("Its lips are left alone: ")]
        assert "they came back with" in note
        assert [one for one in view.notes if "they came back with" in one], view.notes
    assert (fal.books.did["take"], again.spent, later.spent) == (1, ZERO, ZERO)


async def test_lips_that_are_there_are_not_paid_again_where_their_clip_is_not_the_films_own_yet(
    kit: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        real = shots_activity.Shots._conformed

        def conformed(self: object, order: ShotOrder, *rest: Any) -> Rendered:
            if order.made.lips:
                raise MediaError("It cannot be read.")
            return real(self, order, *rest)  # type: ignore[arg-type]

        broken.setattr(shots_activity.Shots, "_conformed", conformed)
        for name in (film, f"{film}-again"):
            view = await kit.make(talking((EMMA,)), name)
            (shot,) = view.shots
            assert (view.verdict, shot.lips, shot.missing) == ("finished", None, ""), view.missing
            assert [one for one in shot.notes if "the clip cannot be used: It cannot be read." in one]
            assert fal.books.did["take"] == 1
    view = await kit.make(talking((EMMA,)), f"{film}-later")
    (shot,) = view.shots
    assert view.verdict == "finished" and shot.lips and shot.conformed, view.missing
    assert any(mouths(kit.store.open_file(shot.conformed.blob)))
    assert (fal.books.did["take"], view.spent, view.reserved) == (1, ZERO, ZERO)


async def test_why_lips_are_left_alone_is_said_again_where_the_shot_is_found(
    kit: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "the shot has 1.00 s, and somebody takes 2 s at least"
    monkeypatch.setattr(ShotOrder, "lips_objection", property(lambda order: why if order.lips else ""))
    for name in (film, f"{film}-again"):
        view = await kit.make(talking((EMMA,)), name)
        assert view.verdict == "finished", view.missing
        note = f"Its lips are left alone: {why}."
        assert (view.shots[0].notes, note in view.notes) == ((note,), True)
    assert fal.books.did["take"] == 0


async def test_a_shot_whose_workflow_is_cancelled_by_hand_while_its_lips_are_moved_keeps_its_own_clip(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="forever"),)))
    await kit.begin(talking((EMMA,)), film, approve="auto")
    async with asyncio.timeout(300):
        for pause_s in pauses():
            if fal.books.did["take"]:
                break
            await asyncio.sleep(pause_s)
    part = await kit.part(film, "shot_001/take-1")
    await kit.client.get_workflow_handle(part).cancel()
    await kit.client.get_workflow_handle(film).result()
    view = await kit.view(film)
    (shot,) = view.shots
    assert (view.verdict, shot.missing, shot.lips) == ("finished", "", None)
    assert shot.clip and shot.conformed and any(shot.voices)
    assert shot.notes == (f"Its lips are left alone: {BY_HAND}",)
    # Its lips may be billed, and are booked at their quote.
    assert (view.spent, view.reserved) == (Decimal("0.25"), ZERO)


async def test_lips_are_moved_in_the_clips_that_finish_a_draft_and_not_in_the_draft(
    kit: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", KEY)  # whoever finishes a draft has to have it too
    draft = await kit.make(talking((EMMA,)), film, draft=True)
    assert (draft.verdict, draft.shots[0].lips, fal.books.did["take"]) == ("finished", None, 0)
    assert [note for note in draft.notes if note.startswith("No lips are moved in a draft")]
    for takes in (1, 1):
        await kit.start(await changed_film(kit, film, Finish(), auto=True), film)
        await kit.client.get_workflow_handle(film).result()
        view = await kit.view(film)
        (shot,) = view.shots
        assert (view.verdict, shot.take, fal.books.did["take"]) == ("finished", 2, takes), view.missing
        assert shot.lips and shot.clip and draft.shots[0].clip
        assert shot.clip.blob == draft.shots[0].clip.blob, "nobody makes its clips more cheaply"


@pytest.mark.parametrize(("policy", "jobs"), [("resubmit", 2), ("abandon", 1)])
async def test_lips_of_which_nobody_knows_whether_they_were_asked_for_are_resolved_as_any_job(
    kit: StudioKit, fal: Fal, film: str, policy: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from activities.jobs import submission

    monkeypatch.setattr(submission, "NOTICE_WITHIN_S", 0.2)
    fal.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    view = await kit.make(talking((EMMA,)), film, unknown_submit=policy)
    assert view.verdict == "finished", view.missing
    (shot,) = view.shots
    assert (shot.lips is not None) == (policy == "resubmit")
    assert shot.clip is not None and shot.conformed is not None
    assert fal.books.did["take"] == jobs
    # The lost one is booked at its quote, which is that of the slowest voice.
    quote = Decimal("0.25")
    assert view.spent == quote + usd_of(fal) / jobs * (jobs - 1)
    assert view.reserved == ZERO


@pytest.mark.usefixtures("in_short_reels")
async def test_shots_of_several_reels_have_their_lips_moved_within_what_their_film_lends_them(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    lines: list[tuple[Line, ...]] = [()] * SHOTS
    lines[0] = lines[-1] = (EMMA,)
    brief = talking(*lines, lip_sync=False)
    asked = tuple(shot.model_copy(update={"lip_sync": True}) if shot.lines else shot for shot in brief.shots)
    view = await kit.make(brief.model_copy(update={"shots": asked}), film, budget=1)
    assert (view.verdict, len(view.reels)) == ("finished", 2), view.missing
    assert [shot.shot.shot_number for shot in view.shots if shot.lips] == [1, SHOTS]
    assert [shot.notes for shot in view.shots if not shot.lips] == [()] * (SHOTS - 2)
    assert (view.spent, view.reserved) == (usd_of(fal), ZERO)
    assert fal.books.did["take"] == 2
