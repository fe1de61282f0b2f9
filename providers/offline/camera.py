"""Moves a camera over a still: push, pull, pan and tilt, smooth to a fraction of a pixel, on one CPU core.

Each frame is a window cut out of the still's Y, U and V planes at fractional coordinates and resampled
with Pillow's bicubic filter, which takes a window's edges as they are. (ffmpeg's zoompan rounds them to
whole pixels and shakes by a pixel; OpenCV's affine warp rounds them to 1/32 and takes a quarter longer.)
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.media.encoder import VideoEncoder, edges, encoding, planes_of
from infra.media.intake.stills import read_still
from models.cut.delivery import Picture
from models.errors import InvalidRequest, MediaError
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import VideoRequest
from models.shots.shot_list import Movement
from providers.base import Bench, Label, Rendered

if TYPE_CHECKING:
    from PIL import Image

_TRAVEL_PER_S = 0.025
"""How much of the frame the camera travels in a second, and how much closer a push gets."""
_MOST_TRAVEL = 0.15
_DRIFT_PER_S = 0.003
_MOST_DRIFT = 0.03
_EASED = 0.3
"""The share of a move in which it gathers speed, and again in which it comes to rest."""
_CPU_S_PER_FRAME = 0.03


class Window(NamedTuple):
    """What the camera sees, as shares of the picture's width and height, from its upper left corner."""

    left: float
    top: float
    size: float


class CameraMove:
    """A renderer of clips from stills; it takes nothing and costs nothing.

    A hold is not frozen: the camera creeps in by 0.3 % a second, too slow to be seen as a move, so
    that a still does not look like a player that has stopped. A clip has the film's codec, and keyframes
    where the request wants them: it is cut into the film without being encoded again.
    """

    name = "camera-move"
    kind: Kind = "video"
    label: Label = "cpu"
    revision = "2"

    def quote(self, request: VideoRequest) -> Quote:
        """Nothing, in about a thirtieth of a second a frame on one core."""
        return Quote(seconds=round(request.frames * _CPU_S_PER_FRAME, 2))

    def recipe(self, request: VideoRequest) -> Recipe:
        """The still, the move and the encoding; neither the prompt nor the seed changes what is made."""
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=f"{self.revision} {encoding(request.picture)}",
            parameters={
                **request.picture.model_dump(mode="json"),
                "movement": request.shot.camera_movement,
                "frames": request.frames,
                "edge": request.edge,
            },
            inputs=(request.still.sha256,),
        )

    def render(self, request: VideoRequest, bench: Bench) -> Rendered:
        """Make `clip.mp4`: exactly `request.frames` frames, never looking past the still's edge.

        Raises:
            InvalidRequest: the still cannot be read.
            DiskFull, MediaError: the clip could not be written, or this machine cannot encode its codec.

        """
        import numpy as np
        from PIL import Image

        picture, movement = request.picture, request.shot.camera_movement
        seconds = request.frames / picture.fps
        closest = 1 / min(window_at(movement, share, seconds).size for share in (0.0, 1.0))
        still = _fitted(bench.files(request.still), picture, closest)
        planes = [Image.fromarray(plane) for plane in planes_of(np.asarray(still))]
        clip = bench.into / "clip.mp4"
        keyframes = edges(request.frames, request.edge)
        with VideoEncoder(clip, picture, keyframes=keyframes) as encoder:
            for frame in range(request.frames):
                bench.progress(frame / request.frames)
                share = frame / max(1, request.frames - 1)
                window = window_at(movement, share, seconds)
                y, u, v = (
                    np.asarray(_seen(plane, window, picture.width // half, picture.height // half))
                    for plane, half in zip(planes, (1, 2, 2), strict=True)
                )
                encoder.add_planes(y, u, v)
        bench.progress(1.0)
        return Rendered(path=clip)


def window_at(movement: Movement, share: float, seconds: float) -> Window:
    """What a move of `seconds` seconds sees when `share` (0 to 1) of its time has passed."""
    done = eased(share)
    if movement in ("push", "pull", "hold"):
        drift = min(_MOST_DRIFT, _DRIFT_PER_S * seconds)
        closer = drift if movement == "hold" else min(_MOST_TRAVEL, _TRAVEL_PER_S * seconds)
        # Equal steps of the logarithm are what the eye takes for an even approach.
        size = math.exp(-math.log1p(closer) * (1 - done if movement == "pull" else done))
        return Window((1 - size) / 2, (1 - size) / 2, size)
    size = 1 / (1 + min(_MOST_TRAVEL, _TRAVEL_PER_S * seconds))
    across = (1 - size) * (1 - done if movement in ("pan-left", "tilt-up") else done)
    if movement in ("pan-left", "pan-right"):
        return Window(across, (1 - size) / 2, size)
    return Window((1 - size) / 2, across, size)


def eased(share: float) -> float:
    """How far a move is at `share` (0 to 1) of its time: it starts and ends at rest, without a jolt."""
    if share > 0.5:
        return 1 - eased(1 - share)
    top_speed = 1 / (1 - _EASED)
    if share >= _EASED:
        return top_speed * (share - _EASED / 2)
    return top_speed / 2 * (share - _EASED / math.pi * math.sin(math.pi * share / _EASED))


def _fitted(still: Path, picture: Picture, closest: float) -> "Image.Image":
    """The still cropped to the clip's shape, in the most detail that its closest window can show."""
    from PIL import Image, ImageOps

    try:
        image = read_still(still)
    except MediaError as error:
        raise InvalidRequest(
            f"The still {still.name} is not a picture that can be read: draw the shot's keyframe again."
        ) from error
    detail = min(closest, max(1.0, min(image.width / picture.width, image.height / picture.height)))
    size = (2 * math.ceil(picture.width * detail / 2), 2 * math.ceil(picture.height * detail / 2))
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def _seen(plane: "Image.Image", window: Window, width: int, height: int) -> "Image.Image":
    from PIL import Image

    left, top = window.left * plane.width, window.top * plane.height
    # Rounding in the last digits must not ask for a sliver beyond the edge.
    right = min(plane.width, left + window.size * plane.width)
    bottom = min(plane.height, top + window.size * plane.height)
    return plane.resize((width, height), Image.Resampling.BICUBIC, box=(left, top, right, bottom))
