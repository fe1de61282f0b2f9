"""The words of a voice are measured once, kept beside it, and missed by nobody when they are gone."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from activities import contracts
from activities.cut.activity import Cutting
from activities.cut.captions.heard_lines import heard_lines
from infra.database.database import Database, open_database
from infra.database.tables import assets
from infra.media import sound
from infra.media.encoder import VideoEncoder, edges
from infra.media.intake.material import VOICE
from infra.media.probe import probe
from infra.storage import LocalStore, Store
from library.assets import Library
from library.garbage import collect_garbage, forget_film
from library.work import Work
from library.workshop import Watch, Workshop
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Captions, Delivery, Picture
from models.cut.lengths import frames_of, spoken_s
from models.cut.words import SpokenLine
from models.errors import DiskFull
from models.orders.assets import Asset, Blob, Recipe
from models.orders.requests import SpeechRequest
from providers.base import Bench, Rendered
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.ffmpeg_run import run
from tests.kit.listening import recordings_decoded
from tests.kit.providers import Wrapped, renders, watched_registry
from tests.kit.speaker import LANGUAGE, in_film, order_of, speak, watched_workshop

LINES = (
    "The keeper counted the lamps along the quay. One of them was dark.",
    "Nobody in the harbour spoke of it.",
    "She took the long way round, past the boats. The tide was low.",
)
PICTURE = Picture(width=192, height=108)
OVERLAP = 6


class Bursts(Wrapped):
    """A voice of noise whose recordings say nothing of their words: a burst for each sentence."""

    name = "bursts"

    def __init__(self) -> None:
        super().__init__(PiperVoice())

    def recipe(self, request: SpeechRequest) -> Recipe:
        return super().recipe(request).model_copy(update={"provider": self.name})

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        random = np.random.default_rng(len(request.text))
        parts: list[np.ndarray] = []
        for sentence in request.text.split(". "):
            parts += [random.normal(0, 0.1, len(sentence) * 3000), np.zeros(sound.RATE * 2 // 5)]
        path = bench.into / "voice.wav"
        return Rendered(path=sound.write_wav(path, np.concatenate(parts[:-1]).astype(np.float32)))


class Damaged(Bursts):
    """A voice whose recordings have a length and cannot be decoded."""

    name = "damaged"

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        path = bench.into / "voice.m4a"
        run(["-f", "lavfi", "-i", "sine=440:duration=2", str(path)], what="Making a voice")
        whole = path.read_bytes()
        begin = whole.index(b"mdat") + 4
        end = whole.rindex(b"moov") - 4
        path.write_bytes(whole[:begin] + bytes(end - begin) + whole[end:])
        assert probe(path, VOICE).audio_seconds == pytest.approx(2, abs=0.1)
        return Rendered(path=path)


VOICES = Registry([PiperVoice(), Bursts(), Damaged()])


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return watched_workshop(tmp_path)


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The recordings that were decoded whole, which is how they are listened to; the sound's mix streams them."""
    return recordings_decoded(monkeypatch)


def words_in(store: Store, asset: Asset) -> SpokenLine:
    assert asset.words is not None
    return SpokenLine.model_validate_json(store.read_bytes(asset.words))


class Table:
    """A cutting table: clips of one colour under the voices of some lines."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        self.workshop = workshop
        self._folder = folder

    def shot(self, number: int, text: str, voice: Asset, *, grey: int = 90, words: bool = True) -> CutShot:
        frames = frames_of(spoken_s(voice.seconds), PICTURE.fps)
        path = self._folder / f"clip_{number}_{grey}.mp4"
        with VideoEncoder(path, PICTURE, keyframes=edges(frames, OVERLAP)) as encoder:
            for _ in range(frames):
                encoder.add_rgb(np.full((PICTURE.height, PICTURE.width, 3), grey, np.uint8))
        return CutShot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            frames=frames,
            clip=self.workshop.library.store.put_file(path),
            conformed=True,
            voice=voice.blob,
            voice_s=voice.seconds,
            words=voice.words if words else None,
            subtitle=text,
        )

    def cut_list(self, *shots: CutShot, captions: Captions = "soft") -> CutList:
        return CutList(
            film_id="film",
            title="The Lamp",
            width=PICTURE.width,
            height=PICTURE.height,
            title_frames=12,
            end_frames=12,
            shots=shots,
            language=LANGUAGE,
            delivery=Delivery(transition_s=OVERLAP / PICTURE.fps, captions=captions),
        )

    def cut(self, cut: CutList) -> contracts.CutResult:
        """The film, by the activity."""
        return in_film().run(Cutting(self.workshop).assemble, contracts.CutRequest(cut=cut))

    def prepare(self, cut: CutList, *pair: CutShot) -> None:
        """What lies between two shots, by the activity."""
        joins = ((pair[0], pair[1]),)
        request = contracts.PartsRequest(cut=cut.model_copy(update={"shots": ()}), joins=joins)
        in_film().run(Cutting(self.workshop).prepare, request)


@pytest.fixture
def table(workshop: Workshop, tmp_path: Path) -> Table:
    return Table(workshop, tmp_path)


def measured(database: Database) -> int:
    """How many lines the library knows the words of."""
    query = select(func.count()).where(assets.c.kind == "words")
    return database.read(lambda connection: connection.scalar(query)) or 0


def test_each_voice_is_listened_to_once_however_often_its_film_is_cut(
    table: Table, listened: list[Path]
) -> None:
    voices = [speak(table.workshop, VOICES, order_of(line, "bursts")) for line in LINES]
    assert len(listened) == len(LINES)
    shots = [table.shot(n, *pair) for n, pair in enumerate(zip(LINES, voices, strict=True), start=1)]
    burned = table.cut_list(*shots, captions="burn")
    table.prepare(burned, *shots[:2])
    table.prepare(burned, *shots[1:])
    table.cut(burned)
    first = table.cut(table.cut_list(*shots))
    shots[1] = table.shot(2, LINES[1], voices[1], grey=160)
    second = table.cut(table.cut_list(*shots))
    assert first.film != second.film
    assert first.subtitles == second.subtitles
    assert len(listened) == len(LINES)


@pytest.mark.parametrize("provider", ["piper", "bursts"])
def test_a_voice_comes_with_its_words_at_their_times(workshop: Workshop, provider: str) -> None:
    voice = speak(workshop, VOICES, order_of(LINES[0], provider))
    line = words_in(workshop.library.store, voice)
    assert "".join(line.text) == LINES[0]
    times = [time for word in line.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 <= times[0] < times[-1] <= voice.seconds + 0.1
    assert voice.words
    assert voice.words.size < 4096, "what is kept is small"


def test_a_line_that_is_found_again_has_its_words_with_it_and_nobody_listens(
    workshop: Workshop, listened: list[Path]
) -> None:
    first = speak(workshop, VOICES, order_of(LINES[0], "bursts"))
    again = speak(workshop, VOICES, order_of(LINES[0], "bursts"), film="another")
    assert again.cached
    assert again.words == first.words
    assert len(listened) == 1


def test_a_voice_that_was_made_before_words_were_kept_gets_them_at_its_first_cut(
    table: Table, listened: list[Path]
) -> None:
    voice = table.workshop.render(Bursts(), order_of(LINES[0]).request, Work(), Watch(lambda _: None))
    cut = table.cut_list(table.shot(1, LINES[0], voice))
    first = table.cut(cut)
    assert table.cut(cut) == first
    assert table.cut(table.cut_list(*cut.shots, captions="burn")).subtitles == first.subtitles
    assert len(listened) == 1
    later = speak(table.workshop, VOICES, order_of(LINES[0], "bursts"))
    assert later.words
    assert later.blob == voice.blob
    assert len(listened) == 1
    refers = table.cut_list(table.shot(1, LINES[0], later))
    assert table.cut(refers) == first, "the reference is no part of what a film is"


def test_words_that_are_gone_or_damaged_are_measured_again(table: Table, listened: list[Path]) -> None:
    store = table.workshop.library.store
    assert isinstance(store, LocalStore)
    voice = speak(table.workshop, VOICES, order_of(LINES[0], "bursts"))
    cut = table.cut_list(table.shot(1, LINES[0], voice))
    first = table.cut(cut)
    assert voice.words
    damages: list[Callable[[Path], object]] = [Path.unlink, lambda path: path.write_text("{")]
    for count, damage in enumerate(damages, start=2):
        damage(store.path_of(voice.words))
        assert table.cut(cut) == first
        assert len(listened) == count
        assert store.holds(voice.words)


def test_the_reference_is_all_that_a_cut_needs(table: Table, tmp_path: Path, listened: list[Path]) -> None:
    voice = speak(table.workshop, VOICES, order_of(LINES[0], "bursts"))
    cut = table.cut_list(table.shot(1, LINES[0], voice))
    nothing_known = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    library = Library(table.workshop.library.store, nothing_known)
    table.workshop.library.store.delete(voice.blob)
    lines = heard_lines(cut, library, lambda _: Work(), lambda: None)
    assert lines == {"shot_001/voice": words_in(library.store, voice)}
    assert measured(nothing_known) == 0
    assert len(listened) == 1


def test_words_of_another_text_are_not_believed(table: Table, listened: list[Path]) -> None:
    """A shot whose line is being revised still has the voice, and the words, of the earlier one."""
    voice = speak(table.workshop, VOICES, order_of(LINES[0], "bursts"))
    revised = table.shot(1, "Another line altogether.", voice)
    lines = heard_lines(table.cut_list(revised), table.workshop.library, lambda _: Work(), lambda: None)
    assert "".join(lines["shot_001/voice"].text) == "Another line altogether."
    assert len(listened) == 2


def test_a_voice_that_cannot_be_decoded_is_had_without_words_and_fails_only_what_needs_them(
    table: Table,
) -> None:
    voice = speak(table.workshop, VOICES, order_of(LINES[0], "damaged"))
    assert voice.words is None
    shot = table.shot(1, LINES[0], voice)
    library = table.workshop.library
    silent = table.cut_list(shot, captions="off")
    assert heard_lines(silent, library, lambda _: Work(), lambda: None) == {}
    with pytest.raises(Exception, match="cannot be read as sound") as failed:
        table.cut(table.cut_list(shot))
    assert getattr(failed.value, "type", "") == "MediaError"


@pytest.mark.parametrize("text", ["\u200f", "<i></i>", "—"])
def test_a_line_in_which_nothing_is_said_is_not_listened_for(
    workshop: Workshop, listened: list[Path], text: str
) -> None:
    voice = speak(workshop, VOICES, order_of(text, "bursts"))
    assert (voice.words is None) == (text != "—")
    assert len(listened) == (text == "—")


class FullOfWords:
    """A store that has no room for words."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def put_bytes(self, data: bytes, suffix: str) -> Blob:
        raise DiskFull("No space is left.")


def test_a_disk_that_fills_costs_the_words_and_never_the_voice(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "assets")
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
    full: Store = FullOfWords(store)  # type: ignore[assignment]
    workshop = Workshop(Library(full, database), tmp_path / "scratch")
    voice = speak(workshop, VOICES, order_of(LINES[0], "bursts"))
    assert voice.words is None
    assert store.holds(voice.blob)
    with_room = Workshop(Library(store, database), tmp_path / "scratch")
    assert speak(with_room, VOICES, order_of(LINES[0], "bursts")).words


def test_a_death_between_a_voice_and_its_words_loses_neither(tmp_path: Path) -> None:
    hold = tmp_path / "hold-stored-speech"
    hold.touch()
    process = subprocess.Popen([sys.executable, "-P", "-m", "tests.kit.speaker", tmp_path, LINES[0]])
    until = time.monotonic() + 60
    while not renders(tmp_path / "journal", "speech", what="stored"):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    process.kill()
    process.wait()
    hold.unlink()
    workshop = watched_workshop(tmp_path)
    assert measured(workshop.library.database) == 0
    voice = speak(workshop, watched_registry(tmp_path / "journal"), order_of(LINES[0]))
    assert voice.cached
    assert "".join(words_in(workshop.library.store, voice).text) == LINES[0]
    assert len(renders(tmp_path / "journal", "speech")) == 1, "it was spoken once"
    assert measured(workshop.library.database) == 1


def test_words_stay_as_long_as_a_film_refers_to_them(
    store: Store, database: Database, tmp_path: Path
) -> None:
    workshop = Workshop(Library(store, database), tmp_path / "scratch")
    voice = speak(workshop, VOICES, order_of(LINES[0], "bursts"))
    speak(workshop, VOICES, order_of(LINES[0], "bursts"), film="another")
    assert voice.words
    forget_film(database, "film")
    collect_garbage(database, store)
    assert words_in(store, voice)
    forget_film(database, "another")
    garbage = collect_garbage(database, store)
    assert {asset.kind for asset in garbage.assets} == {"speech", "words"}
    assert not store.holds(voice.words)
    assert not store.holds(voice.blob)
