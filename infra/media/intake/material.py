"""What a media file may be: the one place that decides, kind by kind, how foreign bytes are opened and how large they get.

Whoever made a file, its bytes are not trusted. ffmpeg would open playlists, and read whatever files or addresses they
name; it would take a name for a protocol, and a short header for gigabytes. So each kind has a list of demuxers and
decoders, none of which opens anything else, and bounds on what comes out of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from infra.media.ffmpeg import media_errors
from models.errors import BrokenMedia

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

MOST_PIXELS = 8192 * 8192
"""Pixels of one picture, moving or still."""
MOST_FRAMES_PER_S = 240
"""Pictures a second of a clip, over its whole length."""
_MOST_STREAMS = 32
_RATES = range(4_000, 384_001)
"""Samples a second; fewer would swell when they are brought to the film's rate."""
_MOST_CHANNELS = 32
_HOUR_S = 3600.0


class Material(NamedTuple):
    """A kind of file: what it is called, what must be in it, its demuxers and decoders by ffmpeg's names, its bound in s.

    `known` is what people can give instead of what is refused.
    """

    called: str
    holds: Literal["audio", "video", "either"]
    formats: tuple[str, ...]
    codecs: tuple[str, ...]
    longest_s: float
    known: str

    @property
    def options(self) -> dict[str, str]:
        """How ffmpeg opens a file of this kind; the same words serve its libraries and its program."""
        return {
            "format_whitelist": ",".join(self.formats),
            "codec_whitelist": ",".join(self.codecs),
            "protocol_whitelist": "file",
            "max_streams": str(_MOST_STREAMS),
            "max_pixels": str(MOST_PIXELS),
        }


_PCM = (
    *(f"pcm_{sign}{bits}{end}" for sign in "su" for bits in (16, 24, 32) for end in ("le", "be")),
    *("pcm_u8", "pcm_s8", "pcm_s64le", "pcm_s64be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be"),
    *("pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav"),
)
_SOUNDS = (
    *_PCM,
    *("aac", "aac_fixed", "ac3", "ac3_fixed", "alac", "eac3", "flac", "mp2", "mp2float", "mp3", "mp3float"),
    *("libopus", "opus", "libvorbis", "vorbis"),
)
_PICTURES = (
    *("av1", "libaom-av1", "libdav1d", "ffv1", "gif", "h264", "hevc", "mjpeg", "mpeg4", "mpeg2video"),
    *("png", "prores", "qtrle", "rawvideo", "vp8", "vp9", "libvpx", "libvpx-vp9", "webp"),
)
_SOUND_FORMATS = ("wav", "w64", "aiff", "caf", "mp3", "aac", "flac", "ogg", "mov", "matroska")
_SOUND_FILES = "WAV, AIFF, CAF, FLAC, MP3, AAC, M4A, Ogg, Opus or WebM"

MUSIC = Material("music", "audio", _SOUND_FORMATS, _SOUNDS, 24 * _HOUR_S, _SOUND_FILES)
VOICE = Material("a voice", "audio", _SOUND_FORMATS, _SOUNDS, _HOUR_S, _SOUND_FILES)
CLIP = Material(
    "a clip",
    "video",
    ("mov", "matroska", "mpegts", "gif", "png_pipe", "jpeg_pipe", "webp_pipe"),
    (*_PICTURES, *_SOUNDS),
    _HOUR_S,
    "MP4, MOV, WebM, Matroska, MPEG-TS, GIF or a picture",
)
SOUND = Material("sound", "audio", _SOUND_FORMATS, _SOUNDS, 24 * _HOUR_S, _SOUND_FILES)
"""The sound of whatever was looked at before: a voice, music, a film."""
OWN = Material("a part of a film", "either", ("mov",), (*_PICTURES, *_SOUNDS), 24 * _HOUR_S, "MP4")
"""What Longtake encoded itself, picture or sound, and what has its very encoding."""
AS_IT_IS: Mapping[str, str] = {"skip_frame": "all", "analyzeduration": "1", "fflags": "noparse"}
"""How what is `OWN` is opened for its packets: by itself FFmpeg decodes the first pictures of a file, which takes longer
than copying a whole shot, and looks into every packet for what the file says already."""


@contextmanager
def opened(
    path: Path, material: Material, options: Mapping[str, str] | None = None
) -> "Iterator[InputContainer]":
    """The file, open to be read by FFmpeg's libraries, with nothing in it beyond what `material` allows.

    Raises:
        BrokenMedia: it is something else, or swells beyond the bounds.
        MediaError: it is missing or cannot be read.
        DiskFull: no space was left for what the block writes.

    """
    import av

    with media_errors(f"Reading {path.name}"):
        try:
            # Tags are for people: one in another encoding makes no file useless.
            container = av.open(
                _named(path),
                # Where there is but one demuxer it need not be found out.
                format=material.formats[0] if len(material.formats) == 1 else None,
                options={**material.options, **(options or {})},
                metadata_errors="replace",
            )
        except (av.ArgumentError, av.DecoderNotFoundError, av.DemuxerNotFoundError) as error:
            raise refused(path, material) from error
        with container:
            for stream in container.streams:
                _check(stream, path, material)
            yield container


def input_arguments(path: Path, material: Material) -> list[str]:
    """What the ffmpeg program is given to read the file as such a kind, and as nothing else."""
    options = [word for name, value in material.options.items() for word in (f"-{name}", value)]
    return [*options, "-i", _named(path)]


def check_length(seconds: float, path: Path, material: Material) -> None:
    """See that a file is not longer than its kind may be.

    Raises:
        BrokenMedia: it is.

    """
    if seconds > material.longest_s:
        raise BrokenMedia(
            f"{path.name} lasts {seconds:,.0f} s: {material.called} may last {material.longest_s:,.0f} s at most."
        )


def check_pace(pictures: int, seconds: float, path: Path) -> None:
    """See that a clip has no more pictures a second than anybody sees.

    Raises:
        BrokenMedia: it has.

    """
    if pictures > MOST_FRAMES_PER_S * max(seconds, 1.0):
        raise BrokenMedia(
            f"{path.name} has {pictures:,} pictures in {seconds:.1f} s: "
            f"a clip may have {MOST_FRAMES_PER_S} a second at most."
        )


def _named(path: Path) -> str:
    """The file's name, in which nothing is taken for a protocol or a pattern."""
    return f"file:{path}"


def refused(path: Path, material: Material) -> BrokenMedia:
    """The error for a file that is not of its kind."""
    return BrokenMedia(f"{path.name} is not {material.called} that can be used: give {material.known}.")


def _check(stream: "Stream", path: Path, material: Material) -> None:
    context = getattr(stream, "codec_context", None)
    if stream.type == "video" and context is not None:
        if context.width * context.height > MOST_PIXELS:
            raise BrokenMedia(
                f"{path.name} has pictures of {context.width:,}×{context.height:,} pixels: "
                f"{MOST_PIXELS:,} is the most."
            )
        if not context.width and material.holds == "video":
            raise BrokenMedia(
                f"{path.name} has pictures that cannot be decoded within {MOST_PIXELS:,} pixels: make it again."
            )
        context.options = {**(context.options or {}), "max_pixels": str(MOST_PIXELS)}
    if stream.type == "audio" and context is not None:
        rate, channels = context.sample_rate, context.channels
        if rate and (rate not in _RATES or channels > _MOST_CHANNELS):
            raise BrokenMedia(
                f"{path.name} has {channels} channels of {rate:,} samples a second: {_MOST_CHANNELS} channels "
                f"of {_RATES.start:,} to {_RATES.stop - 1:,} can be used."
            )
    wanted = ("audio", "video") if material.holds == "either" else (material.holds,)
    if stream.type in wanted and context is not None and context.name not in material.codecs:
        raise refused(path, material)
