"""Joins the film: packets of conformed clips, sound, subtitles and chapters in one pass, nothing encoded anew.

That holds for clips with the very header that our encoder writes: those have no frames to reorder, and
one decoder configuration serves them all. The sound keeps its packets and its priming, subtitles become
`mov_text`. Packets are written while they are read, so that a film of any length takes the same memory,
and the index stands before the media, so that a player can start at once.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from fractions import Fraction
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from infra.media.codecs import SETTINGS
from infra.media.encoder import BITEXACT, header
from infra.media.ffmpeg import media_errors
from infra.media.intake.material import AS_IT_IS, OWN, opened
from infra.media.mov_text import subtitle_track
from models.cut.delivery import Picture
from models.cut.timeline import Caption
from models.errors import MediaError

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer, OutputContainer
    from av.container.core import Chapter as WrittenChapter
    from av.stream import Stream

    Packets = Generator[Packet[Any], None, None]

_MILLISECOND = Fraction(1, 1000)
_AT_ONCE = 48
"""Pictures written before what is heard and read beside them. FFmpeg brings packets into the order of their
times as long as none is more than ten seconds late."""

_ROOM, _ROOM_PER_PACKET = 16_384, 36
"""Bytes kept free before the media for the index: its fixed part, and the most a packet takes in its tables."""


class Span(NamedTuple):
    """A stretch of a conformed clip: `frames` frames from its frame `first` on, which is a keyframe."""

    path: Path
    first: int
    frames: int


class Chapter(NamedTuple):
    """A chapter of the film, from `start` to `end` in seconds."""

    title: str
    start: float
    end: float


class Accompaniment(NamedTuple):
    """What a film has beside its picture.

    `sound` is an AAC file whose packets are copied, `captions` become its subtitles, `language` is that of
    both in ISO 639-2.
    """

    sound: Path | None
    captions: Sequence[Caption] = ()
    language: str = "und"
    title: str = ""
    chapters: Sequence[Chapter] = ()


def join(
    spans: Sequence[Span],
    into: Path,
    picture: Picture,
    beside: Accompaniment,
    *,
    progress: Callable[[float], None],
) -> int:
    """Write the film of `spans`, at least one, to the MP4 file `into`; returns its number of frames.

    `progress` is told the share of the frames that are written. The file appears whole, counted after it
    was written, or not at all; the same spans give the same bytes.

    Raises:
        DiskFull: no space is left.
        MediaError: a clip has to be conformed first, or a file cannot be read or written.

    """
    frames = sum(span.frames for span in spans)
    if not frames:
        raise MediaError(f"{into.name} cannot be joined of no frames: give it at least one clip.")
    sound, captions, language, title, chapters = beside
    with media_errors(f"Joining {into.name}"), _aside(into) as path:
        with ExitStack() as files:
            _, look = files.enter_context(_reading(spans[0].path, "video"))
            heard = files.enter_context(_reading(sound, "audio")) if sound is not None else None
            packets = frames + (heard[1].frames if heard else 0) + 2 * (len(captions) + len(chapters) + 2)
            texts = 2 * sum(len(text.encode()) for text in (title, *(chapter.title for chapter in chapters)))
            film = files.enter_context(_writing(path, _ROOM + _ROOM_PER_PACKET * packets + texts))
            seen = _picture_track(film, look, spans, picture)
            beside_it = [_sound_track(film, *heard, language)] if heard is not None else []
            if captions:
                beside_it.append(subtitle_track(film, captions, language))
            if title:
                film.metadata["title"] = title
            film.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(chapters)])
            _write(film, seen, beside_it, picture.fps, lambda written: progress(written / frames))
        _check(path, frames, picture, into.name)
    return frames


@contextmanager
def _aside(into: Path) -> Iterator[Path]:
    """A file beside `into` that takes its place when the block succeeds, and vanishes when it fails."""
    path = into.with_name(f".{into.name}.part")
    try:
        yield path
        path.replace(into)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _reading(path: Path, kind: Literal["video", "audio"]) -> "Iterator[tuple[InputContainer, Stream]]":
    with opened(path, OWN, AS_IT_IS) as container:
        stream = container.streams.best(kind)
        if stream is None or stream.time_base is None:
            what = "picture" if kind == "video" else "sound"
            raise MediaError(f"{path.name} holds no {what}: make it again.")
        yield container, stream


@contextmanager
def _writing(path: Path, room: int) -> "Iterator[OutputContainer]":
    """An MP4 file with `room` bytes for its index; when the block fails, that is what is told."""
    import av

    # The index has its place from the start: moving the whole film behind it at the end, which is what
    # `faststart` does, would write everything twice and hold the interpreter meanwhile.
    film = av.open(path, "w", format="mp4", container_options={**BITEXACT, "moov_size": str(room)})
    try:
        yield film
    except BaseException:
        with suppress(av.FFmpegError, OSError):
            film.close()
        raise
    film.close()


def _write(
    film: "OutputContainer", seen: "Packets", beside: "list[Packets]", fps: int, told: Callable[[int], None]
) -> None:
    """Write the picture's packets, and those of the tracks beside it; `told` how many pictures are written."""
    written, tracks = 0, [_Following(track) for track in beside]
    while pictures := [*islice(seen, _AT_ONCE)]:
        film.mux(pictures)
        written += len(pictures)
        for track in tracks:
            film.mux(track.until(Fraction(written, fps)))
        told(written)
    for track in tracks:
        film.mux(track.rest())


class _Following:
    """A track's packets, taken as far as the picture is."""

    def __init__(self, packets: "Packets") -> None:
        self._packets = packets
        self._next = next(packets, None)

    def until(self, second: Fraction) -> "list[Packet[Any]]":
        """Those that begin before a second of the film."""
        taken: list[Packet[Any]] = []
        if self._next is not None:
            limit = ceil(second / self._next.time_base)
            while self._next is not None and (self._next.dts or 0) < limit:
                taken.append(self._next)
                self._next = next(self._packets, None)
        return taken

    def rest(self) -> "list[Packet[Any]]":
        """Those that are left."""
        return [self._next, *self._packets] if self._next is not None else []


def _picture_track(
    film: "OutputContainer",
    look: "Stream",
    spans: Sequence[Span],
    picture: Picture,
) -> "Packets":
    """The picture's stream, described as `look` is, and its packets: one frame each, span after span."""
    track = film.add_stream_from_template(look, opaque=True)
    frame_s = track.time_base = Fraction(1, picture.fps)
    if tag := SETTINGS[picture.codec].tag:
        track.codec_context.codec_tag = tag

    def packets() -> "Packets":
        written = 0
        for span in spans:
            with closing(_packets(span, picture)) as copied:
                for packet in copied:
                    packet.stream, packet.time_base = track, frame_s
                    packet.pts = packet.dts = written
                    packet.duration = 1
                    yield packet
                    written += 1

    return packets()


def _packets(span: Span, picture: Picture) -> "Packets":
    """The packets of a span as they are in its clip.

    Raises:
        MediaError: the clip is not conformed to `picture`, has no keyframe there, is damaged or too short.

    """
    taken = 0
    with _reading(span.path, "video") as (clip, source):
        if source.codec_context.extradata != header(picture):
            raise _foreign(span, "is not in the film's encoding")
        # As whole numbers: reckoning with fractions would take longer than copying.
        frames, ticks = ((source.time_base or 0) * picture.fps).as_integer_ratio()
        if span.first:
            clip.seek(round(span.first * ticks / frames), stream=source)
        for packet in clip.demux(source):
            if not packet.size:
                break
            at = span.first + taken
            if packet.is_corrupt:
                raise MediaError(f"{span.path.name} is damaged at frame {at}: make it again.")
            pts = packet.pts
            in_place = pts is not None and pts == packet.dts and pts * frames == at * ticks
            if not taken and not (in_place and packet.is_keyframe):
                raise _foreign(span, f"has no keyframe at frame {at}")
            if not in_place:
                raise _foreign(span, f"has no frame {at} at its time")
            taken += 1
            yield packet
            if taken == span.frames:
                break
    if taken != span.frames:
        raise _foreign(span, f"ends after {span.first + taken} of {span.first + span.frames} frames")


def _foreign(span: Span, why: str) -> MediaError:
    return MediaError(f"{span.path.name} {why}: it must be conformed before it is joined.")


def _sound_track(
    film: "OutputContainer", sound: "InputContainer", source: "Stream", language: str
) -> "Packets":
    """The sound's stream and its packets; those before time zero prime its decoder and stay there."""
    track = film.add_stream_from_template(source)
    track.metadata["language"] = language

    def packets() -> "Packets":
        for packet in sound.demux(source):
            if packet.size:
                packet.stream = track
                yield packet

    return packets()


def _chapter(number: int, chapter: Chapter) -> "WrittenChapter":
    return {
        "id": number,
        "start": round(chapter.start * 1000),
        "end": round(chapter.end * 1000),
        "time_base": _MILLISECOND,
        "metadata": {"title": chapter.title},
    }


def _check(path: Path, frames: int, picture: Picture, name: str) -> None:
    """Read the end of what was written: its index counts every frame, and the last of them is there.

    Raises:
        MediaError: the file is not whole.

    """
    with _reading(path, "video") as (film, stream):
        frame_s = (stream.time_base or 0) * picture.fps
        film.seek(round((frames - 1) / frame_s), stream=stream)
        ends = [packet.dts for packet in film.demux(stream) if packet.size and not packet.is_corrupt]
    if stream.frames != frames or not ends or (ends[-1] or 0) * frame_s != frames - 1:
        raise MediaError(f"{name} was not written whole, {stream.frames} of {frames} frames: try again.")
