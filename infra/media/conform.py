"""Makes any clip one of ours: our encoding, exactly the frames and the size that are asked for; its sound by itself.

How long it is follows one rule. A source that already has the frames, at the film's rate, keeps each of
them. At another rate, or a varying one, each frame shows what is on screen in its middle. A longer source
ends early. A shorter one is slowed down evenly, by repeating pictures and never by blending them, to no
less than 80 % of its speed; what is still missing is held on its last picture.
"""

from collections.abc import Callable
from contextlib import closing
from fractions import Fraction
from pathlib import Path

from infra.media.encoder import VideoEncoder, edges, header
from infra.media.ffmpeg import POLL_S, hangs, started
from infra.media.intake.material import AS_IT_IS, CLIP, OWN, input_arguments, opened
from infra.media.pictures import burned, decoded
from infra.media.probe import PictureFacts, probe_picture
from infra.media.sound import RATE
from infra.media.target import Target
from models.cut.delivery import Fit, Picture
from models.errors import BrokenMedia, MediaError

SLOWEST = 1.25
"""How many times longer a clip that is too short may be made to last."""

_UNSPECIFIED = 2
_BT2020 = 9
_PQ, _HLG = 16, 18
_HD_HEIGHT = 720
"""From this height on, untagged colour is BT.709; below it is BT.601."""
_WHITE_NITS = 203
_PEAK_NITS = 1000
"""What HDR means by paper white (ITU-R BT.2408), and the brightest that is told apart from brighter."""

_NOTICED_S, _NOTICED_PACE = 0.2, 1.02
"""What is less than this nobody sees: it is not worth a note."""

READING = ("-threads", "1", "-filter_threads", "1", "-max_error_rate", "1")
"""One core for an activity, and no end before the last picture that can be decoded."""

_SOUND_S = 600.0
"""No sound of a clip takes longer than that to be read, in seconds."""

_PLAIN = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
"""The same sound is the same file."""

_MIDDLE = "trunc(({outer}-{inner})/4)*2"
_BT2020_NAMES = {"min": "2020_ncl", "pin": "2020", "tin": "2020_10"}
_SCALING = "flags=bicubic+accurate_rnd+full_chroma_int"
_BACKDROP_SHRINK = 8
_BACKDROP_LIGHT = 0.5


def is_conformed(clip: Path, target: Target) -> bool:
    """Whether `clip` can be cut into a film as it is; nothing is decoded, so captions are not looked for.

    It is when it has the decoder configuration of our own encoder, the target's frames, of equal length,
    the first of them and those at its edges keyframes. A file that cannot be read is not.

    Raises:
        DiskFull, MediaError: our own encoder could not be tried.

    """
    own = header(target.picture)
    try:
        with opened(clip, OWN, AS_IT_IS) as container:
            stream = container.streams.video[0]
            packets = [
                (packet.pts, packet.dts, packet.is_keyframe)
                for packet in container.demux(stream)
                if packet.size
            ]
            known, base = stream.codec_context.extradata, stream.time_base
    except (MediaError, IndexError):
        return False
    if known != own or base is None or len(packets) != target.frames:
        return False
    length = 1 / (Fraction(target.picture.fps) * base)
    regular = all(pts == dts == n * length for n, (pts, dts, _) in enumerate(packets))
    return regular and all(packets[frame][2] for frame in {0, *edges(target.frames, target.edge)})


def conform(clip: Path, into: Path, target: Target, *, fit: Fit, progress: Callable[[float], None]) -> str:
    """Encode `clip` anew to `into`: exactly what `target` says.

    The picture is seen as a player shows it: turned as its file says, in the shape of its pixels, over
    black where it is transparent, HDR brought into the range of BT.709. `fit` says what becomes of
    another shape: between black bars, cropped to fill the frame, or over a blurred and darkened copy of
    itself. `progress` is told the share done.

    Returns a sentence or two for people where they should know what became of it, else nothing.

    Raises:
        DiskFull: no space is left.
        MediaError: the clip cannot be read, less than half of it can be decoded, or it cannot be written.

    """
    picture, frames, edge, captions = target
    source, needed_s = probe_picture(clip), frames / picture.fps
    looks = [*shape_filters(source, picture, fit), *([burned(captions)] if captions is not None else [])]
    keyframes, what = edges(frames, edge), f"Conforming {clip.name}"
    reading = [*READING, *input_arguments(clip, CLIP)]

    def told(given: int) -> None:
        progress(given / frames)

    def encode(pace: float, held: int) -> int:
        """Encode at `pace`, and hold the last picture for `held` frames; how many frames came of it."""
        filters = ",".join([*timing_filters(pace, held, picture.fps), *looks])
        arguments = [*reading, "-map", "0:V:0", "-vf", filters, "-frames:v", str(frames)]
        with (
            VideoEncoder(into, picture, keyframes=keyframes) as encoder,
            closing(decoded(arguments, picture, what=what, progress=told)) as pictures,
        ):
            for planes in pictures:
                encoder.add_planes(*planes)
            if not encoder.frames:
                raise BrokenMedia(f"{clip.name} holds no picture that can be decoded: make it again.")
        return encoder.frames

    usable_s = _enough(clip, source.seconds, source, needed_s)
    pace = _pace(usable_s, needed_s)
    # A frame more, in case the last picture ends on the border of two: what is too much is not encoded.
    held = max(0, frames - round(source.last_s * pace * picture.fps))
    given = encode(pace, held)
    if given < frames:
        # Its end cannot be decoded: with what can be, the timing is another.
        decodable_s = max(1, given - held) / picture.fps / pace
        try:
            usable_s = _enough(clip, decodable_s, source, needed_s)
            pace = _pace(usable_s, needed_s)
            encode(pace, frames)
        except BaseException:
            into.unlink(missing_ok=True)
            raise
    return _note(usable_s, pace, source, needed_s)


def conform_sound(clip: Path, into: Path, frames: int, fps: int, progress: Callable[[float], None]) -> None:
    """Write the sound of `clip` to the M4A file `into`, without loss: stereo, exactly as long as `frames` frames.

    It is slowed as much as the pictures are, at the same pitch, and silent where the clip has no sound (any more).

    Raises:
        DiskFull: no space is left.
        MediaError: the clip cannot be read, or its sound not be decoded.

    """
    seconds = frames / fps
    with opened(clip, CLIP) as container:
        heard = bool(container.streams.audio)
    picture = probe_picture(clip)
    slower = "" if (pace := _pace(picture.seconds, seconds)) == 1 else f"atempo={1 / pace:.9f},"
    source = [*input_arguments(clip, CLIP), "-map", "0:a:0"] if heard else ["-f", "lavfi", "-i", "anullsrc"]
    shaped = f"aresample={RATE}:async=1:first_pts=0,{slower}apad,atrim=end_sample={round(seconds * RATE)}"
    encoded_as = ["-ac", "2", "-ar", str(RATE), "-c:a", "alac", "-sample_fmt", "s16p", *_PLAIN]
    what = f"Reading the sound of {clip.name}"
    with started([*source, "-vn", "-af", shaped, *encoded_as, str(into)], what=what) as work:
        for _ in range(round(_SOUND_S / POLL_S)):
            if work.ended(POLL_S) is not None:
                break
            progress(0.5)
        else:
            raise hangs(what, _SOUND_S)
        work.check()


def _pace(usable_s: float, needed_s: float) -> float:
    """How many times longer the source is made to last."""
    return min(SLOWEST, max(1.0, needed_s / usable_s)) if usable_s > 0 else 1.0


def _enough(clip: Path, usable_s: float, source: PictureFacts, needed_s: float) -> float:
    """The seconds that can be used, when they are at least half of what the clip should give."""
    if usable_s < min(source.promised_s, needed_s) / 2:
        raise BrokenMedia(
            f"{clip.name} breaks off after {usable_s:.1f} of {source.promised_s:.1f} s: make it again."
        )
    return usable_s


def _note(usable_s: float, pace: float, source: PictureFacts, needed_s: float) -> str:
    """What people should know: a clip that is not whole, or was slowed or held so that one could see it."""
    sentences, done = [], []
    if min(source.promised_s, needed_s) - usable_s > _NOTICED_S:
        sentences.append(
            f"Its clip is damaged: only {usable_s:.1f} of its {source.promised_s:.1f} s could be used."
        )
    if pace > _NOTICED_PACE:
        done.append(f"slowed to {100 / pace:.0f} %")
    if (held_s := needed_s - usable_s * pace) > _NOTICED_S:
        done.append(f"its last picture held for {held_s:.1f} s")
    if done:
        sentences.append(f"Its clip was {' and '.join(done)}, so that it fills the shot's {needed_s:.1f} s.")
    return " ".join(sentences)


def timing_filters(pace: float, held: int, fps: int) -> list[str]:
    """Filters: pictures at the film's constant rate, from time zero."""
    timing = ["settb=AVTB", f"setpts=(PTS-STARTPTS)*{pace:.9f}", f"fps={fps}:round=near"]
    return [*timing, f"tpad=stop={held}:stop_mode=clone"] if held else timing


def shape_filters(source: PictureFacts, picture: Picture, fit: Fit) -> list[str]:
    """Filters: the film's size and colours, as yuv420p."""
    width, height = picture.width, picture.height
    untagged = source.matrix == _UNSPECIFIED and not source.rgb
    before = ["setparams=colorspace=bt709"] if untagged and source.height >= _HD_HEIGHT else []
    if source.alpha:
        before += ["format=gbrap", "premultiply=inplace=1", "format=gbrp"]
    covers = fit == "fill"
    scaled = f"scale={_size('iw*sar', 'ih', picture, covers=covers)}:{_SCALING}"
    if source.transfer in (_PQ, _HLG) or source.primaries == _BT2020:
        filters = [*before, scaled, "setsar=1", *_standard_range(source)]
    else:
        filters = [
            *before,
            f"{scaled}:out_color_matrix=bt709:out_range=limited",
            "setsar=1",
            "format=yuv420p",
        ]
    if fit == "fill":
        return [*filters, f"crop={width}:{height}"]
    if fit == "fit":
        return [
            *filters,
            f"pad={width}:{height}:{_MIDDLE.format(outer='ow', inner='iw')}:{_MIDDLE.format(outer='oh', inner='ih')}",
        ]
    small = picture.model_copy(
        update={"width": width // _BACKDROP_SHRINK // 2 * 2, "height": height // _BACKDROP_SHRINK // 2 * 2}
    )
    dark = ":".join(
        f"{plane}={black}+(val-{black})*{_BACKDROP_LIGHT}"
        for plane, black in (("y", 16), ("u", 128), ("v", 128))
    )
    backdrop = [
        f"scale={_size('iw', 'ih', small, covers=True)}:flags=area",
        f"crop={small.width}:{small.height}",
        f"gblur=sigma={small.height / 18:.2f}",
        f"lutyuv={dark}",
        f"scale={width}:{height}:{_SCALING}",
    ]
    over = (
        f"overlay={_MIDDLE.format(outer='W', inner='w')}:{_MIDDLE.format(outer='H', inner='h')}:format=yuv420"
    )
    return [*filters, f"split[front][back];[back]{','.join(backdrop)}[backdrop];[backdrop][front]{over}"]


def _size(wide: str, high: str, picture: Picture, *, covers: bool) -> str:
    """Width and height, even, for `scale`: as large as fits into the picture, or as small as covers it."""
    width, height = picture.width, picture.height
    scale = f"{'max' if covers else 'min'}({width}/({wide}),{height}/({high}))"
    sides = []
    for name, side, limit in (("w", wide, width), ("h", high, height)):
        even = f"2*round({side}*{scale}/2)"
        sides.append(f"{name}='{f'max({even},{limit})' if covers else f'clip({even},2,{limit})'}'")
    return ":".join(sides)


def _standard_range(source: PictureFacts) -> list[str]:
    """Filters: HDR, or SDR of a wide gamut, as yuv420p of BT.709; what is darker than mid grey stays as it is."""
    known = [
        f"{name}={_BT2020_NAMES[name]}"
        for name, value in (("min", source.matrix), ("pin", source.primaries), ("tin", source.transfer))
        if value == _UNSPECIFIED and not source.rgb
    ]
    linear = ":".join([*known, "t=linear", f"npl={_WHITE_NITS}"])
    tone = f"tonemap=mobius:param=0.3:peak={_PEAK_NITS / _WHITE_NITS:.3f}:desat=0"
    mapped = [tone] if source.transfer in (_PQ, _HLG) else []
    return [
        f"zscale={linear}",
        "format=gbrpf32le",
        "zscale=p=bt709",
        *mapped,
        "zscale=t=bt709:m=bt709:r=limited",
        "format=yuv420p",
    ]
