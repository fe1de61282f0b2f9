"""Media files that attack whoever opens them: they name other files, pretend to be something else, or swell."""

import struct
import wave
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from infra.database.database import open_database
from infra.media import sound
from infra.media.conform import conform, is_conformed
from infra.media.intake.inspection import inspect
from infra.media.intake.material import CLIP, MUSIC, VOICE
from infra.media.intake.music import check_music
from infra.media.intake.stills import read_still
from infra.media.probe import probe, probe_picture
from infra.media.target import Target
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Workshop, check_foreign
from models.cut.delivery import Picture
from models.errors import BrokenMedia, MediaError
from models.orders.assets import Recipe
from providers.base import Rendered
from tests.kit.ffmpeg_run import run

SMALL = Picture(width=64, height=48)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A sound and a picture that are somebody's own."""
    path = tmp_path / "private" / "secret.mkv"
    path.parent.mkdir()
    made = ["-f", "lavfi", "-i", "testsrc=s=64x48:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "flac"]
    run([*made, "-c:v", "ffv1", str(path)], what="Making a secret")
    return path


def concat(secret: Path) -> bytes:
    return f"ffconcat version 1.0\nfile '{secret}'\n".encode()


def concat_beside(secret: Path) -> bytes:
    return f"ffconcat version 1.0\nfile {secret.parent.name}/{secret.name}\n".encode()


def hls(secret: Path) -> bytes:
    return (
        f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:1.0,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    ).encode()


def dash(secret: Path) -> bytes:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>'
        f"file://{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ).encode()


def sdp(secret: Path) -> bytes:
    del secret
    return b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"


def vobsub(secret: Path) -> bytes:
    del secret
    return b"# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 000000000\n"


PLAYLISTS = [concat, concat_beside, hls, dash, sdp, vobsub]


@pytest.mark.parametrize(
    "name", ["song.mp3", "song.m3u8", "song.ffconcat", "song.mpd", "song.idx", "song.sdp"]
)
@pytest.mark.parametrize("playlist", PLAYLISTS)
def test_a_playlist_is_no_music_whatever_it_is_called(
    playlist: Callable[[Path], bytes], name: str, secret: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(playlist(secret))
    with pytest.raises(MediaError, match=name.replace(".", r"\.")):
        check_music(path)
    with pytest.raises(MediaError):
        sound.read(path)


@pytest.mark.parametrize("playlist", PLAYLISTS)
def test_a_playlist_is_no_clip(playlist: Callable[[Path], bytes], secret: Path, tmp_path: Path) -> None:
    path, into = tmp_path / "clip.mp4", tmp_path / "out.mp4"
    path.write_bytes(playlist(secret))
    for look in (
        lambda: inspect(path, CLIP),
        lambda: probe(path, CLIP),
        lambda: probe_picture(path),
        lambda: conform(path, into, Target(SMALL, 4), fit="fit", progress=lambda _: None),
    ):
        with pytest.raises(MediaError, match=r"clip\.mp4"):
            look()
    assert not is_conformed(path, Target(SMALL, 4))
    assert not into.exists()


def test_ffmpeg_alone_refuses_what_the_libraries_would_have_refused(secret: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(concat(secret))
    with pytest.raises(BrokenMedia, match="not a clip"):
        inspect(path, CLIP)


@pytest.mark.parametrize(
    "name", ["concat:song.mp3", "subfile,,start,0,end,9,,:song.mp3", "song%03d.wav", "-i"]
)
def test_a_name_is_a_name_and_no_protocol(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(48_000))
    check_music(path)
    assert len(sound.read(path)) == 24_000


def test_a_film_does_not_play_what_a_movie_refers_to(secret: Path, tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    run(["-i", str(secret), "-map", "0:a", "-c:a", "aac", "-f", "mov", str(path)], what="Making a song")
    whole = path.read_bytes()
    (tmp_path / "other.m4a").write_bytes(whole)
    # Its media are said to lie in another file: an alias whose paths lead there.
    name = str(tmp_path / "other.m4a").encode()
    alias = bytes(10) + bytes(140) + struct.pack(">HH", 18, len(name)) + name + b"\0" * (len(name) % 2)
    alias += struct.pack(">HH", 0xFFFF, 0)
    body = struct.pack(">II", 0, 1) + struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    begin = whole.index(b"dref") - 4
    (size,) = struct.unpack(">I", whole[begin : begin + 4])
    dref = struct.pack(">I4s", 8 + len(body), b"dref") + body
    grown = bytearray(whole[:begin] + dref + whole[begin + size :])
    for box in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        # The last of its name before the reference: the audio track's own.
        at = grown.rindex(box, 0, begin + 8) - 4
        (length,) = struct.unpack(">I", grown[at : at + 4])
        grown[at : at + 4] = struct.pack(">I", length + len(dref) - size)
    media = whole.index(b"mdat") + 4
    grown[media : media + 2000] = bytes(2000)
    path.write_bytes(grown)
    heard = sound.read(tmp_path / "other.m4a")
    try:
        leaked = sound.read(path)
    except MediaError:
        return
    assert leaked.shape != heard.shape or not (leaked == heard).all()


def claiming(path: Path, samples: int) -> Path:
    """A clip of a few kilobytes whose header claims so many pictures, of a byte each."""
    run(["-f", "lavfi", "-i", "testsrc=s=64x48:d=0.2", "-c:v", "mpeg4", str(path)], what="Making a bomb")
    data = bytearray(path.read_bytes())

    def put(box: bytes, skip: int, *numbers: int) -> None:
        at = data.index(box) + 4 + skip
        data[at : at + 4 * len(numbers)] = struct.pack(f">{len(numbers)}I", *numbers)

    put(b"stsz", 4, 1, samples)
    put(b"stts", 4, 1, samples, 1)
    put(b"stsc", 4, 1, 1, samples, 1)
    path.write_bytes(data)
    return path


def test_a_header_that_claims_gigabytes_costs_a_process_and_not_the_worker(tmp_path: Path) -> None:
    path = claiming(tmp_path / "clip.mp4", 50_000_000)
    assert path.stat().st_size < 20_000
    with pytest.raises(BrokenMedia, match=r"clip\.mp4 claims to hold more than"):
        inspect(path, CLIP)


def test_a_picture_of_a_few_kilobytes_and_a_gigapixel_is_not_decoded(tmp_path: Path) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    for side in (9_000, 40_000):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        data = zlib.compress(bytes(side * (side // 8 + 1)), 1) if side < 10_000 else b""
        path = tmp_path / "frame.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b""))
        with pytest.raises(BrokenMedia, match=r"frame\.png has .* pixels"):
            read_still(path)


@pytest.mark.parametrize("form", ["BMP", "GIF", "TIFF", "PPM", "ICO", "PDF", "EPS"])
def test_a_picture_is_a_png_a_jpeg_or_a_webp(form: str, tmp_path: Path) -> None:
    path = tmp_path / "frame.png"
    Image.new("RGB", (32, 32)).save(path, form)
    with pytest.raises(BrokenMedia, match=r"frame\.png is not a picture that can be used"):
        read_still(path)


def test_clips_of_too_many_pixels_or_pictures_a_second_are_not_decoded(tmp_path: Path) -> None:
    large, quick = tmp_path / "large.mkv", tmp_path / "quick.mp4"
    colour = ["-f", "lavfi", "-i", "color=s=16x16:r=1:d=1"]
    run([*colour, "-vf", "scale=9000:9000", "-frames:v", "1", "-c:v", "ffv1", str(large)], what="Making one")
    with pytest.raises(MediaError, match=r"large\.mkv"):
        probe(large, CLIP)
    run(["-f", "lavfi", "-i", "color=s=16x16:r=900:d=1", "-c:v", "mpeg4", str(quick)], what="Making one")
    with pytest.raises(BrokenMedia, match=r"quick\.mp4 has 900 pictures in 1\.0 s"):
        probe_picture(quick)


@pytest.mark.parametrize(("rate", "seconds"), [(1, "3"), (100, "2")])
def test_a_sound_that_would_swell_forty_thousandfold_is_refused(
    rate: int, seconds: str, tmp_path: Path
) -> None:
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, rate, 0, "NONE", ""))
        file.writeframes(bytes(rate * int(seconds)))
    for read in (lambda: probe(path, VOICE), lambda: sound.read(path)):
        with pytest.raises(BrokenMedia, match=r"voice\.wav has 1 channel"):
            read()


def test_a_voice_of_days_and_a_clip_of_hours_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, 4_000, 0, "NONE", ""))
        file.writeframes(bytes(4_000 * 3_700))
    with pytest.raises(BrokenMedia, match=r"voice\.wav lasts 3,700 s: a voice may last 3,600 s at most"):
        probe(path, VOICE)
    assert probe(path, MUSIC).audio_seconds == pytest.approx(3_700)


@pytest.mark.parametrize(
    ("kind", "name", "made"),
    [
        ("video", "clip.mp4", concat),
        ("speech", "voice.mp3", concat),
        ("speech", "voice.png", None),
        ("music", "score.mp3", hls),
        ("image", "frame.mp4", concat),
        ("image", "frame.png", concat),
    ],
)
def test_what_a_vendor_sends_is_of_the_kind_that_was_bought(
    kind: str, name: str, made: Callable[[Path], bytes] | None, secret: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    if made:
        path.write_bytes(made(secret))
    else:
        Image.new("RGB", (32, 18)).save(path)
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}")
    workshop = Workshop(Library(LocalStore(tmp_path / "assets"), database), tmp_path / "scratch")
    recipe = Recipe(kind=kind, provider="vendor", revision="1")
    with pytest.raises(MediaError):
        check_foreign(recipe, Rendered(path=path))
    with pytest.raises(MediaError):
        workshop.keep(recipe, Rendered(path=path), Work())
    assert workshop.library.find(recipe) is None
