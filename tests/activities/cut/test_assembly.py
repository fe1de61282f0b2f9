"""The film is what the timeline says, frame by frame; what is untouched is copied, and a part is made once."""

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pysubs2
import pytest
from sqlalchemy import select

from activities.cut.assembly import assemble
from activities.cut.captions.heard_lines import heard_lines
from activities.cut.captions.subtitles import srt
from activities.cut.composition import compose
from activities.cut.part_maker import PartMaker
from infra.database.database import open_database
from infra.database.tables import assets
from infra.media import ffmpeg
from infra.media.encoder import VideoEncoder, edges
from infra.media.probe import probe
from infra.media.sound import write_wav
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Workshop
from models.cut.cutlist import CutList, CutShot
from models.cut.delivery import Delivery, Picture
from models.cut.lengths import FPS, VOICE_LEAD_S
from models.cut.timeline import Timeline
from models.cut.transitions import TransitionKind
from models.errors import CorruptAsset, LongtakeError
from models.orders.assets import Blob, Use
from tests.kit.ffmpeg_run import run

PICTURE = Picture(width=192, height=108)
TITLE, END, OVERLAP = 12, 14, 6
DELIVERY = Delivery(transition_s=OVERLAP / FPS)


def frame(seed: int, n: int) -> np.ndarray:
    """A picture that tells its clip by colour and its number by a bright bar that walks."""
    pixels = np.full(
        (PICTURE.height, PICTURE.width, 3), (40 + 60 * (seed % 3), 90, 160 - 50 * (seed % 4)), np.uint8
    )
    pixels[20:90, n * 6 : n * 6 + 6] = 250
    return pixels


class Table:
    """A cutting table: clips, voices, and a library that remembers which parts were made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = LocalStore(folder / "store")
        self.database = open_database(f"sqlite:///{folder / 'longtake.db'}")
        self.workshop = Workshop(Library(self.store, self.database), folder / "scratch")

    def clip(self, seed: int, frames: int) -> Blob:
        path = self.folder / f"clip_{seed}_{frames}.mp4"
        with VideoEncoder(path, PICTURE, keyframes=edges(frames, OVERLAP)) as encoder:
            for n in range(frames):
                encoder.add_rgb(frame(seed, n))
        return self.store.put_file(path)

    def voice(self, seconds: float = 0.6) -> Blob:
        """A tone as loud as a voice."""
        tone = np.sin(np.arange(round(seconds * 48_000)) * 2 * np.pi * 440 / 48_000).astype(np.float32)
        return self.store.put_file(write_wav(self.folder / f"voice_{seconds}.wav", 0.3 * tone))

    def shot(self, number: int, frames: int, transition: TransitionKind = "cut", **fields: object) -> CutShot:
        """A shot whose clip is there, unless `clip` says otherwise."""
        given = {"clip": self.clip(number, frames), "conformed": True, **fields}
        return CutShot.model_validate(
            {
                "shot_id": f"shot_{number:03d}",
                "shot_number": number,
                "frames": frames,
                "transition": transition,
                **given,
            }
        )

    def cut_list(self, *shots: CutShot, delivery: Delivery = DELIVERY, language: str = "en") -> CutList:
        return CutList(
            film_id="film",
            title="The Lamp",
            width=PICTURE.width,
            height=PICTURE.height,
            title_frames=TITLE,
            end_frames=END,
            shots=shots,
            delivery=delivery,
            language=language,
        )

    def timeline(self, cut: CutList) -> Timeline:
        heard = heard_lines(cut, self.workshop.library, lambda _: Work(), lambda: None)
        return compose(cut, None, heard)

    def cut(self, cut: CutList, progress: Callable[[float], None] = lambda _share: None) -> Path:
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        with PartMaker(self.workshop, Work(Use(film_id="film", run_id="run")), progress) as maker:
            return assemble(cut, self.timeline(cut), maker, self.store, out, progress)

    def parts(self) -> Counter[str]:
        """How many parts of each kind the library has."""
        return Counter(self.database.read(lambda connection: connection.scalars(select(assets.c.kind)).all()))

    def frames(self, blob: Blob | None) -> list[np.ndarray]:
        assert blob is not None
        return decoded(self.store.open_file(blob))


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [picture.to_ndarray(format="rgb24") for picture in container.decode(video=0)]


def like(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures differ by no more than an encoding does."""
    return bool(np.abs(one.astype(int) - other).mean() < 4)


def test_every_frame_of_every_clip_is_in_the_film_untouched_and_in_order(table: Table) -> None:
    cut = table.cut_list(table.shot(1, 9), table.shot(2, 24), table.shot(3, 1))
    film = decoded(table.cut(cut))
    assert len(film) == TITLE + 34 + END
    clips = [picture for shot in cut.shots for picture in table.frames(shot.clip)]
    assert np.array_equal(film[TITLE:-END], clips)


def test_between_two_transitions_every_frame_is_copied(table: Table) -> None:
    cut = table.cut_list(
        table.shot(1, 20), table.shot(2, 24, "crossfade"), table.shot(3, 20, "wipe-left")
    ).model_copy(update={"ending": "fade-black"})
    film = decoded(table.cut(cut))
    assert len(film) == TITLE + 20 + 24 + 20 + END - 3 * OVERLAP
    one, two, three = (table.frames(shot.clip) for shot in cut.shots)
    at = TITLE
    for clip, first in ((one, 0), (two, OVERLAP), (three, OVERLAP)):
        kept = clip[first : len(clip) - OVERLAP]
        assert np.array_equal(film[at : at + len(kept)], kept)
        at += len(kept) + OVERLAP
    blend = film[TITLE + 20 - OVERLAP : TITLE + 20]
    shares = [float(np.abs(picture.astype(int) - one[-1]).mean()) for picture in blend]
    assert shares == sorted(shares), "the first clip goes as the second comes"
    assert not any(like(picture, one[-1]) or like(picture, two[OVERLAP]) for picture in blend[1:-1])


def test_a_recut_after_one_shot_makes_the_transitions_beside_it_and_nothing_else(table: Table) -> None:
    shots = [table.shot(1, 20)] + [table.shot(n, 20, "crossfade") for n in (2, 3, 4, 5)]
    table.cut(table.cut_list(*shots))
    before = table.parts()
    assert {kind: before[kind] for kind in ("card", "transition", "sound")} == {
        "card": 2,
        "transition": 4,
        "sound": 1,
    }
    shots[2] = table.shot(3, 20, "crossfade", clip=table.clip(8, 20))
    table.cut(table.cut_list(*shots))
    assert table.parts() - before == {"transition": 2}


def test_a_cut_that_was_stopped_finds_the_parts_that_it_had_made(table: Table) -> None:
    shots = [table.shot(1, 20)] + [table.shot(n, 20, "crossfade") for n in (2, 3, 4, 5)]
    cut = table.cut_list(*shots)

    def until_the_second_transition(_share: float) -> None:
        if table.parts()["transition"] >= 2:
            raise LongtakeError("stopped here")

    with pytest.raises(LongtakeError, match="stopped here"):
        table.cut(cut, until_the_second_transition)
    assert not list((table.folder / "out").iterdir())
    assert not [path for path in (table.folder / "scratch").rglob("*") if path.is_file()]
    made = table.parts()["transition"]
    assert 2 <= made < 4
    film = table.cut(cut)
    assert table.parts()["transition"] == 4
    assert probe(film).frames == TITLE + 100 + END - 4 * OVERLAP


def test_the_whole_film_plays_without_a_complaint(table: Table) -> None:
    film = table.cut(table.cut_list(table.shot(1, 20), table.shot(2, 24, "fade-white")))
    played = subprocess.run(
        [ffmpeg.executable(), "-v", "warning", "-i", film, "-f", "null", "-"], capture_output=True, text=True
    )
    assert (played.returncode, played.stderr) == (0, "")


@pytest.mark.parametrize("kind", ["cut", "slide-left"])
def test_picture_and_sound_are_exactly_as_long_as_the_timeline(table: Table, kind: TransitionKind) -> None:
    voice: dict[str, Any] = {"voice": table.voice(), "voice_s": 0.6, "subtitle": "The lamp is lit."}
    cut = table.cut_list(table.shot(1, 30, **voice), table.shot(2, 30, kind, **voice))
    facts, plan = probe(table.cut(cut)), table.timeline(cut)
    assert facts.frames == plan.frames
    assert facts.seconds == pytest.approx(plan.seconds)
    assert facts.audio_seconds == pytest.approx(plan.seconds, abs=1 / FPS)
    assert facts.sample_rate == 48_000


def test_a_voice_is_heard_where_its_shot_begins(table: Table) -> None:
    cut = table.cut_list(table.shot(1, 30), table.shot(2, 40, voice=table.voice(), voice_s=0.6))
    film = table.cut(cut)
    run(["-i", str(film), "-ac", "1", str(table.folder / "heard.wav")], what="Listening")
    with av.open(table.folder / "heard.wav") as heard:
        samples = np.concatenate([piece.to_ndarray().reshape(-1) for piece in heard.decode(audio=0)])
    onset = np.flatnonzero(np.abs(samples.astype(int)) > 3000)[0] / 48_000
    assert onset == pytest.approx((TITLE + 30) / FPS + VOICE_LEAD_S, abs=0.02)


def test_a_missing_shot_is_a_slate_between_two_cuts_and_its_neighbours_stand(table: Table) -> None:
    missing = table.shot(2, 24, "crossfade", clip=None, conformed=False, missing="The model said no.")
    one, three = table.shot(1, 9), table.shot(3, 7, "crossfade")
    film = decoded(table.cut(table.cut_list(one, missing, three)))
    assert np.array_equal(film[TITLE : TITLE + 9], table.frames(one.clip))
    assert np.array_equal(film[TITLE + 33 : TITLE + 40], table.frames(three.clip))
    for picture in film[TITLE + 9 : TITLE + 33]:
        assert np.abs(np.diff((picture[4, :, 0] > 110).astype(int))).sum() >= 6


def test_a_shot_too_short_for_its_transitions_is_cut(table: Table) -> None:
    cut = table.cut_list(table.shot(1, 20), table.shot(2, 5, "crossfade"), table.shot(3, 20, "crossfade"))
    assert len(decoded(table.cut(cut))) == TITLE + 45 + END


def test_a_clip_that_was_never_conformed_is_made_so_and_keeps_every_frame(table: Table) -> None:
    mine = table.store.open_file(table.clip(1, 24))
    path = table.folder / "alien.mp4"
    foreign = ["-c:v", "libx264", "-preset", "medium", "-crf", "10", "-bf", "3", "-g", "250"]
    run(["-i", str(mine), *foreign, str(path)], what="Making an alien clip")
    alien = table.shot(2, 24, clip=table.store.put_file(path), conformed=False)
    film = decoded(table.cut(table.cut_list(table.shot(1, 24), alien)))
    assert len(film) == TITLE + 48 + END
    for n in range(24):
        assert like(film[TITLE + 24 + n], frame(1, n))


def test_soft_captions_leave_the_picture_alone_and_burned_ones_are_seen_even_in_a_transition(
    table: Table,
) -> None:
    spoken: dict[str, Any] = {
        "voice": table.voice(1.0),
        "voice_s": 1.0,
        "subtitle": "The lamp is lit at last.",
    }
    shots = [table.shot(1, 30, **spoken), table.shot(2, 40, "crossfade", **spoken)]
    soft = decoded(table.cut(table.cut_list(*shots)))
    burned_list = table.cut_list(*shots, delivery=DELIVERY.model_copy(update={"captions": "burn"}))
    burned = decoded(table.cut(burned_list))
    assert len(burned) == len(soft)
    differ = [float(np.abs(a.astype(int) - b).mean()) > 0.3 for a, b in zip(soft, burned, strict=True)]
    captions = table.timeline(burned_list).captions
    assert captions
    for caption in captions:
        seen = range(round(caption.start * FPS) + 1, round(caption.end * FPS) - 1)
        assert all(differ[n] for n in seen), caption
    assert not any(differ[:TITLE])
    assert table.parts()["captioned"] == 2


def test_the_film_carries_its_title_its_language_its_subtitles_and_a_chapter(table: Table) -> None:
    spoken: dict[str, Any] = {
        "voice": table.voice(1.0),
        "voice_s": 1.0,
        "subtitle": "حارس المنارة",
        "scene": "the quay, dusk",
    }
    with av.open(table.cut(table.cut_list(table.shot(1, 48, **spoken), language="ar"))) as film:
        assert film.metadata["title"] == "The Lamp"
        assert film.streams.audio[0].codec_context.name == "aac"
        subtitles = film.streams.subtitles[0]
        assert subtitles.codec_context.name == "mov_text"
        assert film.streams.audio[0].language == subtitles.language == "ara"
        assert len(film.chapters()) == 1
        lines = [bytes(packet)[2:].decode() for packet in film.demux(subtitles) if packet.size > 2]
    assert lines == ["حارس المنارة"]


def test_the_subtitles_in_the_film_are_its_captions_and_so_are_those_beside_it(table: Table) -> None:
    spoken: dict[str, Any] = {"voice": table.voice(3.0), "voice_s": 3.0}
    text = "Nobody in the harbour spoke of it — not {even} <i>him</i>, at 5 < 6, nor the old keeper's dog."
    cut = table.cut_list(
        table.shot(1, 90, **spoken, subtitle=text), table.shot(2, 40, subtitle="大海很安静。")
    )
    captions = table.timeline(cut).captions
    assert len(captions) == 3
    with av.open(table.cut(cut)) as film:
        track = film.streams.subtitles[0]
        assert track.time_base
        shown = [
            (packet.pts * track.time_base, packet.duration * track.time_base, bytes(packet)[2:].decode())
            for packet in film.demux(track)
            if packet.size > 2 and packet.pts is not None and packet.duration is not None
        ]
    assert [text for *_, text in shown] == [caption.text for caption in captions]
    beside = pysubs2.SSAFile.from_string(srt(captions))
    for (start, length, _), caption, line in zip(shown, captions, beside, strict=True):
        assert float(start) == pytest.approx(caption.start, abs=0.0006)
        assert float(start + length) == pytest.approx(caption.end, abs=0.0006)
        assert (line.start, line.end) == (round(start * 1000), round((start + length) * 1000))
        assert line.plaintext == caption.text


def test_a_silent_film_has_no_subtitle_track(table: Table) -> None:
    with av.open(table.cut(table.cut_list(table.shot(1, 24)))) as film:
        assert not film.streams.subtitles


def test_a_player_can_start_before_it_has_the_whole_file(table: Table) -> None:
    content = table.cut(table.cut_list(table.shot(1, 24))).read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_cut_gives_the_same_bytes(tmp_path: Path) -> None:
    films = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        table = Table(tmp_path / name)
        spoken: dict[str, Any] = {"voice": table.voice(), "voice_s": 0.6, "subtitle": "The lamp is lit."}
        films.append(table.cut(table.cut_list(table.shot(1, 20, **spoken), table.shot(2, 24, "crossfade"))))
    assert films[0].read_bytes() == films[1].read_bytes()


def test_a_cut_that_fails_leaves_the_earlier_film_and_nothing_else(table: Table) -> None:
    shot = table.shot(1, 9)
    earlier = table.cut(table.cut_list(shot)).read_bytes()
    assert shot.clip is not None
    table.store.path_of(shot.clip).unlink()
    with pytest.raises(CorruptAsset, match=shot.clip.sha256[:8]):
        table.cut(table.cut_list(shot))
    assert [path.name for path in (table.folder / "out").iterdir()] == ["film.mp4"]
    assert (table.folder / "out" / "film.mp4").read_bytes() == earlier
