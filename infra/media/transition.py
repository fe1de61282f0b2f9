"""Transitions: the last frames of one conformed clip and the first of the next, blended into a little clip.

The clip has the film's own encoding, so that it is joined by copying packets. Each of its frames shows a
little more of what follows, the first already some of it and the last not yet all: with the clips around
it the change goes on evenly, and no frame of either clip is shown twice or left out.
"""

import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.encoder import VideoEncoder, edges, split_planes
from infra.media.ffmpeg import media_errors
from infra.media.intake.material import OWN, opened
from infra.media.pictures import burned, decoded
from infra.media.target import Target
from models.cut.delivery import Picture
from models.cut.transitions import TransitionKind
from models.errors import MediaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Planes = tuple[Pixels, Pixels, Pixels]
    Weights = NDArray[np.uint16] | np.uint16

_BLACK, _WHITE = (16, 128, 128), (235, 128, 128)
"""Y, U and V in BT.709's limited range."""

_SOFT_EDGE = 0.02
"""How wide a wipe's edge is, as a share of the picture's width."""

_WHOLE = 256
"""The weight of a picture that is seen alone; weighted bytes then still fit into 16 bits."""


def blend(
    before: Path,
    after: Path,
    into: Path,
    target: Target,
    kind: TransitionKind,
    *,
    progress: Callable[[float], None],
) -> None:
    """Encode to `into` how `before` goes over into `after`: exactly what `target` says.

    So many frames it takes from the end of `before` and from the start of `after`, both conformed to
    the target's picture. The same clips give the same bytes.

    Raises:
        DiskFull: no space is left.
        MediaError: a clip cannot be read, is too short or of another size, `kind` is a cut, or `into`
            cannot be written.

    """
    picture, frames, edge, captions = target
    if kind not in _MIXES or frames < 1:
        raise MediaError(f"A {kind} of {frames} frames has nothing to blend: join the two clips as they are.")
    what = f"Blending {before.name} into {after.name}"
    with media_errors(what), VideoEncoder(into, picture, keyframes=edges(frames, edge)) as encoder:

        def told() -> None:
            progress(min(1.0, encoder.frames / frames))

        seen = _blended(before, after, picture, kind, frames)
        if captions is not None:
            seen = _captioned(seen, captions, into, picture, what, told)
        with closing(seen):
            for planes in seen:
                encoder.add_planes(*planes)
                told()
        if encoder.frames != frames:
            raise MediaError(f"{what} failed: {encoder.frames} of {frames} frames came out of ffmpeg.")


def _blended(
    before: Path, after: Path, picture: Picture, kind: TransitionKind, frames: int
) -> "Generator[Planes, None, None]":
    mix = _MIXES[kind]
    with (
        closing(_frames(before, picture, frames, last=True)) as leaving,
        closing(_frames(after, picture, frames, last=False)) as coming,
    ):
        for number, (old, new) in enumerate(zip(leaving, coming, strict=True), 1):
            yield mix(old, new, number / (frames + 1))


def _frames(clip: Path, picture: Picture, frames: int, *, last: bool) -> "Generator[Planes, None, None]":
    """The first or the last `frames` frames of a conformed clip; nothing before their keyframe is decoded."""
    import numpy as np

    # Opening a file would decode its first pictures, as many as a transition needs of it.
    with opened(clip, OWN, {"skip_frame": "all"}) as container:
        stream = next(iter(container.streams.video), None)
        size = picture.width, picture.height
        if stream is None or stream.time_base is None or (stream.width, stream.height) != size:
            raise MediaError(
                f"{clip.name} has no picture of {picture.width}×{picture.height} pixels: conform it first."
            )
        if stream.frames < frames:
            raise MediaError(
                f"{clip.name} has {stream.frames} frames and its transition needs {frames}: conform it first."
            )
        stream.codec_context.thread_count = 1
        first = round((stream.frames - frames) / (stream.time_base * picture.fps)) if last else 0
        if first:
            container.seek(first, stream=stream)
        shown = (frame for frame in container.decode(stream) if frame.pts is not None and frame.pts >= first)
        taken = 0
        for frame in islice(shown, frames):
            stacked = np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8)
            yield split_planes(stacked, *size)
            taken += 1
    if taken != frames:
        raise MediaError(f"{clip.name} is damaged: {taken} of the {frames} frames of its transition decode.")


def _captioned(
    seen: "Iterable[Planes]",
    captions: Path,
    into: Path,
    picture: Picture,
    what: str,
    told: Callable[[], None],
) -> "Generator[Planes, None, None]":
    """The pictures with their captions drawn by libass, which only the ffmpeg program has: by way of a file."""
    with tempfile.TemporaryDirectory(prefix=".blend-", dir=into.parent) as folder:
        path = Path(folder) / "seen.yuv"
        with path.open("wb") as raw:
            for planes in seen:
                for plane in planes:
                    raw.write(plane.tobytes())
                told()
        size = f"{picture.width}x{picture.height}"
        source = [
            "-f",
            "rawvideo",
            "-pix_fmt",
            "yuv420p",
            "-video_size",
            size,
            "-framerate",
            str(picture.fps),
        ]
        colours = "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
        arguments = [
            *source,
            "-protocol_whitelist",
            "file",
            "-i",
            f"file:{path}",
            "-vf",
            f"{colours},{burned(captions)}",
        ]
        with closing(decoded(arguments, picture, what=what, progress=lambda _: told())) as drawn:
            yield from drawn


def _crossfade(old: "Planes", new: "Planes", share: float) -> "Planes":
    import numpy as np

    weight = np.uint16(round(_WHOLE * share))
    return _each(lambda a, b: _weighted(a, b, weight), old, new)


def _fade(colour: tuple[int, int, int]) -> "Mix":
    """Out into a colour in the first half, and in from it in the second."""

    def mix(old: "Planes", new: "Planes", share: float) -> "Planes":
        import numpy as np

        y, u, v = (np.full((1, 1), value, np.uint8) for value in colour)
        weight = np.uint16(round(_WHOLE * _eased(abs(2 * share - 1))))
        return _each(lambda a, b: _weighted(a, b, weight), (y, u, v), old if share < 0.5 else new)

    return mix


def _wipe(*, leftwards: bool) -> "Mix":
    """A soft edge runs over the picture; what follows is seen where it has passed."""

    def mix(old: "Planes", new: "Planes", share: float) -> "Planes":
        import numpy as np

        def wiped(a: "Pixels", b: "Pixels") -> "Pixels":
            width = a.shape[1]
            soft = max(2.0, width * _SOFT_EDGE)
            edge = share * (width + soft) - soft / 2
            passed = np.clip((edge - np.arange(width) - 0.5) / soft + 0.5, 0, 1)
            weights = np.rint(_WHOLE * passed * passed * (3 - 2 * passed)).astype(np.uint16)
            return _weighted(a, b, weights[::-1] if leftwards else weights)

        return _each(wiped, old, new)

    return mix


def _slide(*, leftwards: bool) -> "Mix":
    """What follows pushes the picture out of the frame, gently at either end."""

    def mix(old: "Planes", new: "Planes", share: float) -> "Planes":
        import numpy as np

        half = old[0].shape[1] // 2
        # Whole columns of the colour planes, which have half as many; never none, and never all.
        shift = min(max(1, round(half * _eased(share))), half - 1)

        def slid(a: "Pixels", b: "Pixels") -> "Pixels":
            columns = shift * a.shape[1] // half
            pair = (a, b) if leftwards else (b, a)
            start = columns if leftwards else a.shape[1] - columns
            return np.concatenate(pair, axis=1)[:, start : start + a.shape[1]]

        return _each(slid, old, new)

    return mix


Mix = Callable[["Planes", "Planes", float], "Planes"]

_MIXES: Mapping[TransitionKind, Mix] = {
    "crossfade": _crossfade,
    "fade-black": _fade(_BLACK),
    "fade-white": _fade(_WHITE),
    "wipe-left": _wipe(leftwards=True),
    "wipe-right": _wipe(leftwards=False),
    "slide-left": _slide(leftwards=True),
    "slide-right": _slide(leftwards=False),
}


def _each(mix: "Callable[[Pixels, Pixels], Pixels]", old: "Planes", new: "Planes") -> "Planes":
    y, u, v = (mix(a, b) for a, b in zip(old, new, strict=True))
    return y, u, v


def _weighted(old: "Pixels", new: "Pixels", weight: "Weights") -> "Pixels":
    """Between `old` and `new`: `weight` of `new`, of 256, for the whole plane or for each column."""
    import numpy as np

    half = np.uint16(_WHOLE // 2)
    total = old * (np.uint16(_WHOLE) - weight) + new * weight + half
    return np.asarray(total >> np.uint16(8), np.uint8)


def _eased(share: float) -> float:
    """From 0 to 1 with a gentle start and end."""
    return share * share * (3 - 2 * share)
