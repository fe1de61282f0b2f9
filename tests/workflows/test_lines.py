"""Lines: each is spoken, paid, laid out, captioned and taken again by itself."""

import re
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pysubs2
import pytest

from infra.engine.server import TemporalServer
from infra.media import sound
from infra.media.probe import probe
from models.brief import Brief
from models.cut.delivery import Delivery
from models.cut.lengths import FPS, VOICE_LEAD_S, VOICE_TAIL_S, clip_frames
from models.cut.words import SpokenLine
from models.errors import BadInput
from models.film.decisions import Decision
from models.film.view import FilmView
from models.orders.assets import Blob
from models.shots.lines import Line, gap_s, together_s
from models.shots.takes import Change
from models.shots.view import ShotView
from studio.service.film.folder import write_folder
from studio.service.film.retakes import changed_film
from tests.kit.hosted import PRICE, QUOTE, by_vendor, hosted_registry
from tests.kit.providers import renders
from tests.kit.recogniser import pitch_of
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor, vendor_at

TALK: tuple[tuple[tuple[str, ...], tuple[dict[str, str], ...]], ...] = (
    (
        ("Emma",),
        (
            {"text": "It was already dark."},
            {"subject": "Emma", "text": "Where were you?"},
            {"subject": "Emma", "text": "He is late again.", "as": "thought"},
            {"subject": "Tom", "text": "I am over here."},
        ),
    ),
    (
        ("Emma", "Tom"),
        (
            {"subject": "Tom", "text": "I missed the train."},
            {"subject": "Emma", "text": "You always do."},
            {"subject": "Emma", "text": "Come in, please."},
            {"subject": "Tom", "text": "Thank you so much."},
        ),
    ),
    (
        ("Tom",),
        (
            {"subject": "Tom", "text": "The room is warm."},
            {"subject": "Tom", "text": "She has forgiven me.", "as": "thought"},
            {"subject": "Emma", "text": "Sit down at last."},
            {"text": "And so they sat down."},
        ),
    ),
)
"""A film's shots: who is seen, and what is said."""

NAMED = ("", "Emma", "", "Tom", "Tom", "Emma", "", "Tom", "", "", "Emma", "")
"""Whom the captions of each line name: nobody where it is the narrator, the only one seen, or the speaker before."""


def talking(*shots: tuple[tuple[str, ...], tuple[dict[str, str], ...]]) -> Brief:
    """A film of short shots in which people talk."""
    short = short_shots(*(f"a room, {number}" for number, _ in enumerate(shots, start=1)))
    told = tuple(
        shot.model_copy(
            update={
                "dialogue": "",
                "characters": seen,
                "lines": tuple(Line.model_validate(line) for line in lines),
            }
        )
        for shot, (seen, lines) in zip(short.shots, shots, strict=True)
    )
    return short.model_copy(update={"shots": told, "delivery": Delivery(transition="cut")})


class Heard(NamedTuple):
    """A line as it was found in the film's sound: who says it, its recording, and where that begins, in seconds."""

    line: Line
    voice: sound.Samples
    start: float
    words: SpokenLine

    @property
    def end(self) -> float:
        return self.start + self.voice.size / sound.RATE


def found_at(voice: sound.Samples, mixed: sound.Samples) -> float:
    """Where in a film's sound a recording is heard, in seconds: where the two are most alike."""
    size = 1 << (mixed.size + voice.size - 1).bit_length()
    alike = np.fft.irfft(np.fft.rfft(mixed, size) * np.conj(np.fft.rfft(voice, size)), size)
    return float(np.argmax(alike[: mixed.size]) / sound.RATE)


def heard_in(studio: StudioKit, view: FilmView) -> list[Heard]:
    """Every line of a film, found in its sound."""
    mixed = sound.read(studio.store.open_file(view.documents["film.mp4"])).ravel()
    found = []
    for shot in view.shots:
        assert len(shot.voices) == len(shot.shot.said)
        for line, voice in zip(shot.shot.said, shot.voices, strict=True):
            assert voice
            assert voice.words
            samples = sound.read(studio.store.open_file(voice.blob)).ravel()
            words = SpokenLine.model_validate_json(studio.store.read_bytes(voice.words))
            found.append(Heard(line, samples, found_at(samples, mixed), words))
    return found


def loudness(samples: sound.Samples) -> float:
    return float(20 * np.log10(max(1e-6, float(np.sqrt(np.mean(np.square(samples)))))))


async def test_twelve_lines_of_two_people_are_heard_apart_and_read_with_their_speakers(
    studio: StudioKit, tmp_path: Path, film: str
) -> None:
    view = await studio.make(talking(*TALK), film)
    assert view.verdict == "finished"
    write_folder(view, studio.store, tmp_path / "film")
    heard = heard_in(studio, view)
    assert len(heard) == 12
    pitches: dict[str, list[float]] = {}
    for shot in view.shots:
        for line, voice in zip(shot.shot.said, shot.voices, strict=True):
            assert voice
            pitches.setdefault(line.speaker, []).append(pitch_of(studio.store.open_file(voice.blob)))
    medians = {name: float(np.median(found)) for name, found in pitches.items()}
    assert {*medians} == {"narrator", "Emma", "Tom"}
    for low, high in combinations(medians.values(), 2):
        assert abs(12 * np.log2(low / high)) >= 3, f"semitones between {medians}"
    # Each shot is as long as its lines need, and they lie in it with the gaps of the rule.
    mixed = sound.read(tmp_path / "film/film.mp4").ravel()
    for place, shot in enumerate(view.shots):
        lines = heard[place * 4 : place * 4 + 4]
        lengths = [one.end - one.start for one in lines]
        assert shot.clip
        needed = VOICE_LEAD_S + together_s(shot.shot.said, lengths) + VOICE_TAIL_S
        assert shot.clip.seconds == pytest.approx(needed, abs=1 / FPS)
        for one, two in pairwise(lines):
            assert two.start - one.end == pytest.approx(gap_s(one.line, two.line), abs=0.02)
            between = mixed[int((one.end + 0.02) * sound.RATE) : int((two.start - 0.02) * sound.RATE)]
            spoken = mixed[int(one.start * sound.RATE) : int(one.end * sound.RATE)]
            assert loudness(spoken) - loudness(between) > 10, "nobody is heard between two lines"
    assert all(two.start > one.end for one, two in pairwise(heard))
    # Each line is read while it is heard, by its speaker's name where that is not obvious.
    cues = pysubs2.load(str(tmp_path / "film/film.srt"))
    assert len(cues) == 12, "each of these lines is one caption"
    for cue, one, name in zip(cues, heard, NAMED, strict=True):
        assert cue.start / 1000 == pytest.approx(one.start + one.words.words[0].start, abs=2 / FPS)
        assert cue.end / 1000 >= one.start + one.words.words[-1].end - 2 / FPS
        assert cue.plaintext.replace("\n", " ") == (f"{name}: " if name else "") + one.line.text
        assert ("\\i1" in cue.text) == (one.line.manner == "thought")
    assert all(before.end <= after.start for before, after in pairwise(cues))
    assert all(cue.end / 1000 <= two.start + 1 / FPS for cue, two in zip(cues, heard[1:], strict=False))
    spans = re.findall(r"-->.*\n(?:<v ([^>]*)>)?", (tmp_path / "film/film.vtt").read_text())
    assert spans == [one.line.subject for one in heard], "a player that knows voices knows whose each is"
    assert probe(tmp_path / "film/film.mp4").seconds == pytest.approx(view.film_seconds, abs=0.1)
    # Everything that is kept of it is there line by line.
    names = {path.name for path in (tmp_path / "film/shots/shot_001").iterdir()}
    assert {"voice_1.wav", "voice_2.wav", "voice_3.wav", "voice_4.wav"} <= names
    assert "voice.wav" not in names


async def changed(studio: StudioKit, film: str, **fields: Any) -> FilmView:
    request = await changed_film(studio, film, (Change(shot_id="1", by="ann", **fields),), auto=True)
    await studio.start(request, film)
    await studio.client.get_workflow_handle(film).result()
    return await studio.view(film)


SHORT = (("Emma",), ({"subject": "Emma", "text": "Who is there?"}, {"subject": "Tom", "text": "Only me."}))


def files(shot: ShotView) -> list[Blob | None]:
    """The recordings of a shot's lines."""
    return [voice.blob if voice else None for voice in shot.voices]


async def test_a_changed_line_has_one_voice_made_anew_and_the_shot_grows_with_it(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    first = await studio.make(talking(SHORT), film)
    voices, pictures = len(renders(studio.journal, "speech")), len(renders(studio.journal, "image"))
    assert voices == 2
    second = await changed(studio, film, line=2, text="Nobody you would ever have heard of.")
    assert len(renders(studio.journal, "speech")) == voices + 1
    assert len(renders(studio.journal, "image")) == pictures, "the picture is the same"
    before, after = first.shots[0], second.shots[0]
    assert [blob == other for blob, other in zip(files(after), files(before), strict=True)] == [True, False]
    assert [line.named for line in after.shot.said] == [
        "Emma: Who is there?",
        "Tom: Nobody you would ever have heard of.",
    ]
    assert after.clip
    assert before.clip
    assert after.clip.frames > before.clip.frames
    write_folder(second, studio.store, tmp_path / "film")
    text = (tmp_path / "film/film.srt").read_text()
    assert "Tom: Nobody you would ever" in text
    assert "Only me." not in text
    # Left out, the other is the only one, and is called as such.
    third = await changed(studio, film, line=2, text="")
    assert len(renders(studio.journal, "speech")) == voices + 1
    assert files(third.shots[0]) == files(before)[:1]
    write_folder(third, studio.store, tmp_path / "third")
    assert (tmp_path / "third/shots/shot_001/voice.wav").is_file()
    assert (tmp_path / "third/shots/shot_001/takes/2/voice_2.wav").is_file()
    # Once more in the same words: a voice that always says them the same way is found.
    fourth = await changed(studio, film, line=1)
    assert fourth.shots[0].shot.said[0].take == 2
    assert len(renders(studio.journal, "speech")) == voices + 1


async def test_a_line_that_is_taken_out_leaves_no_voice_in_the_folder(
    studio: StudioKit, film: str, tmp_path: Path
) -> None:
    first = await studio.make(talking(SHORT), film)
    folder = tmp_path / "film"
    write_folder(first, studio.store, folder)
    assert (folder / "shots/shot_001/voice_2.wav").is_file()
    mine = folder / "shots/shot_001/voice_9.wav"
    mine.write_bytes(b"a person's own")
    write_folder(await changed(studio, film, line=2, text=""), studio.store, folder)
    there = {path.name for path in (folder / "shots/shot_001").iterdir() if path.is_file()}
    assert {name for name in there if name.startswith("voice")} == {"voice.wav", "voice_9.wav"}
    assert (folder / "shots/shot_001/takes/1/voice_2.wav").is_file(), "of the take it is kept"


async def test_a_line_that_is_not_there_is_refused_before_anything_is_begun(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(talking(SHORT), film)
    with pytest.raises(BadInput, match=r"shot_001 has 2 lines: there is no line 3\."):
        await studio.decide(film, Decision(kind="revise", shot="1", line=3, text="Never."))
    await studio.decide(film, Decision(kind="revise", shot="1", line=1, text="Who goes there?"))
    view = await studio.until(film, lambda view: view.board == 2)
    assert view.shots[0].shot.said[0] == Line(subject="Emma", text="Who goes there?", manner="speech")
    assert len(renders(studio.journal, "image")) == 1
    await studio.decide(film, Decision(kind="approve", board=2))
    await studio.client.get_workflow_handle(film).result()
    with pytest.raises(BadInput, match=r"shot_001 has 2 lines: there is no line 3\."):
        await changed(studio, film, line=3, text="Never.")


async def test_one_line_that_nobody_can_speak_is_read_and_the_others_are_heard(
    studio: StudioKit, film: str
) -> None:
    lines = ({"text": "A man waits."}, {"subject": "Emma", "text": "Привет, мир."}, {"text": "Nobody comes."})
    view = await studio.make(talking((("Emma",), lines)), film)
    (shot,) = view.shots
    assert [voice is not None for voice in shot.voices] == [True, False, True]
    assert view.verdict == "finished"
    (note,) = [note for note in shot.notes if "Cyrillic" in note]
    assert note.startswith("Line 2: ")
    cues = pysubs2.SSAFile.from_string(studio.store.read_bytes(view.documents["film.srt"]).decode())
    texts = [cue.plaintext for cue in cues]
    assert texts == ["A man waits.", "Emma: Привет, мир.", "Nobody comes."]
    spoken = [voice.seconds for voice in shot.voices if voice]
    assert shot.clip
    assert shot.clip.frames >= clip_frames(0.0, together_s(shot.shot.said, [spoken[0], 0.0, spoken[1]]))


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """A vendor that lists no jobs, in a process of its own."""
    with vendor_at(tmp_path / "vendor", listing=False) as vendor:
        yield vendor


@pytest.fixture
async def hosted(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    registry = hosted_registry(vendor.address, listing=False)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def spoken_lines(vendor: Vendor) -> list[str]:
    return [job["asked"]["prompt"] for job in vendor.accepted if job["asked"]["kind"] == "speech"]


THREE = (
    ("Emma",),
    (
        {"text": "One door."},
        {"subject": "Emma", "text": "Two doors."},
        {"subject": "Tom", "text": "Three doors."},
    ),
)


async def test_a_lost_line_alone_is_asked_for_again_and_every_line_is_booked_by_itself(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="submit", how="drop-after", times=1, word="Two doors"), listing=False)
    await hosted.begin(by_vendor(talking(THREE), "speech"), film, approve="auto")
    view = await hosted.until(film, lambda view: bool(view.unknown))
    (job,) = view.unknown
    assert job.reference.endswith("/shot_001/voice-2/1.1")
    assert view.waiting.startswith("Nobody knows whether vendor took shot_001's voice of line 2 (up to")
    assert (view.spent, view.reserved) == (PRICE, 2 * QUOTE), "the first is booked"
    assert spoken_lines(vendor) == ["One door.", "Two doors."], "the third is not asked for yet"
    await hosted.client.get_workflow_handle(film).signal("resolve_job", {"shot": "1", "action": "resubmit"})
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert spoken_lines(vendor) == ["One door.", "Two doors.", "Two doors.", "Three doors."]
    assert view.spent == 3 * PRICE + QUOTE, "what was lost is booked at its quote"
    references = [job["asked"]["reference"].rpartition("-")[0] for job in vendor.accepted]
    assert [name.partition("/shot_001/")[2] for name in references] == [
        "voice/1.1",
        "voice-2/1.1",
        "voice-2/1.2",
        "voice-3/1.1",
    ]
    assert all(view.shots[0].voices)


async def test_a_lost_line_that_is_given_up_is_silent_and_the_others_are_heard(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    vendor.behave(Fault(where="submit", how="drop-after", times=1, word="Two doors"), listing=False)
    await hosted.begin(by_vendor(talking(THREE), "speech"), film, approve="auto", unknown_submit="abandon")
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert [voice is not None for voice in view.shots[0].voices] == [True, False, True]
    assert spoken_lines(vendor) == ["One door.", "Two doors.", "Three doors."]
    assert view.spent == 2 * PRICE + QUOTE
    assert any(note.startswith("Line 2 of shot_001 is silent: ") for note in view.notes)


async def test_lines_that_a_revision_adds_are_reserved_at_what_they_cost(
    hosted: StudioKit, vendor: Vendor, film: str
) -> None:
    silent = ((("Emma",), ()),)
    await hosted.begin(by_vendor(talking(*silent), "speech"), film, approve="wait", budget=Decimal("0.01"))
    await hosted.until(film, lambda view: view.stage == "approval" and view.board == 1)
    lines = tuple(Line(text=text) for text in ("One door.", "Two doors."))
    await hosted.decide(film, Decision(kind="revise", shot="1", lines=lines))
    await hosted.until(film, lambda view: view.board == 2)
    await hosted.decide(film, Decision(kind="approve", board=2))
    view = await hosted.until(film, lambda view: bool(view.needs))
    assert [(need.stage, need.usd) for need in view.needs] == [("voice", QUOTE)] * 2
    assert spoken_lines(vendor) == [], "nothing is spoken that may not be paid"
    await hosted.decide(film, Decision(kind="budget", usd=Decimal(1)))
    view = await hosted.until(film, lambda view: view.ended)
    assert (view.verdict, view.spent) == ("finished", 2 * PRICE)
