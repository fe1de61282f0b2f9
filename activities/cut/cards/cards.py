"""Cards as clips: the title and the end move, a slate stands still.

A title is alive, quietly: it comes out of its ground and goes back into it, grows by three per cent as if one
came nearer, and the rule below it draws itself out from its middle.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from activities.cut.cards.motion import INK, Motion
from activities.cut.cards.slate import slate
from activities.cut.cards.title_card import end_face, title_face
from infra.media.encoder import VideoEncoder, edges, planes_of
from models.cut.delivery import Picture
from models.cut.timeline import TimelineClip

if TYPE_CHECKING:
    from PIL import Image

_FINE_UP_TO = 1080
"""The shorter side in pixels up to which letters are drawn at twice their size, to stay crisp as they grow."""


def write_card(
    clip: TimelineClip, film_title: str, path: Path, picture: Picture, progress: Callable[[float], None]
) -> None:
    """Write the card that `clip` is to `path`, `clip.frames` frames of `picture`.

    Without media a clip of any kind but a title or an end is a slate, and its text why the shot is missing.
    There is a keyframe where the transition into the clip ends.

    Raises:
        DiskFull, MediaError: the clip could not be written.

    """
    keyframes = edges(clip.frames, clip.transition.frames)
    with VideoEncoder(path, picture, keyframes=keyframes) as encoder:
        if clip.kind in ("title", "end"):
            _write_moving(clip, film_title, encoder, progress)
        else:
            _write_still(
                slate(clip.shot_number, clip.text, picture.width, picture.height),
                clip.frames,
                encoder,
                progress,
            )


def _write_moving(
    clip: TimelineClip, film_title: str, encoder: VideoEncoder, progress: Callable[[float], None]
) -> None:
    import numpy as np

    from activities.cut.cards.clips import moving

    picture, seconds = encoder.picture, clip.frames / encoder.picture.fps
    title = (clip.text if clip.kind == "title" else film_title) or film_title
    fine = 2 if min(picture.width, picture.height) <= _FINE_UP_TO else 1
    draw = title_face if clip.kind == "title" else end_face
    motion = Motion(draw(title, picture.width * fine, picture.height * fine), fine, seconds)
    # Half a frame longer, so that the last frame is not lost to rounding.
    film = moving(motion).with_duration(seconds + 0.5 / picture.fps)
    planes = planes_of(np.full((picture.height, picture.width, 3), INK, np.uint8))
    for frame in film.iter_frames(fps=picture.fps, dtype="uint8"):
        progress(encoder.frames / clip.frames)
        for plane, moved, step in zip(planes, planes_of(frame), (1, 2, 2), strict=True):
            left, top, right, bottom = (edge // step for edge in motion.box)
            plane[top:bottom, left:right] = moved
        encoder.add_planes(*planes)


def _write_still(
    card: "Image.Image", frames: int, encoder: VideoEncoder, progress: Callable[[float], None]
) -> None:
    import numpy as np

    planes = planes_of(np.asarray(card))
    for frame in range(frames):
        progress(frame / frames)
        encoder.add_planes(*planes)
