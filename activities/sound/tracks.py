"""What is said in a shot by whoever is there, laid as the film lays it: what lips move to."""

from pathlib import Path

import numpy as np

from infra.media.sound import RATE, read, write_wav
from library.workshop import Workshop
from models.orders.assets import Recipe
from models.orders.shot_orders import ShotOrder
from providers.base import Rendered

REVISION = "1"
"""Changes whenever the same voices would be laid otherwise."""


def track_recipe(order: ShotOrder) -> Recipe:
    """What determines the track of a shot: its voices, where each begins, and how long the shot is."""
    return Recipe(
        kind="track",
        provider="voices",
        revision=REVISION,
        parameters={
            "starts": [round(start * RATE) for start, _ in order.spoken],
            "samples": _samples(order),
        },
        inputs=tuple(voice.blob.sha256 for _, voice in order.spoken),
    )


def laid(order: ShotOrder, workshop: Workshop, folder: Path) -> Rendered:
    """The track as a WAV file of one channel, silent where nobody speaks, exactly as long as the shot's clip.

    Raises:
        CorruptAsset, MediaError: a voice is gone, or cannot be read.

    """
    track = np.zeros(_samples(order), np.float32)
    for start, voice in order.spoken:
        samples = read(workshop.library.store.open_file(voice.blob))[:, 0]
        first = round(start * RATE)
        part = track[first : first + len(samples)]
        part += samples[: len(part)]
    return Rendered(path=write_wav(folder / "track.wav", track))


def _samples(order: ShotOrder) -> int:
    return round(order.frames * RATE / order.clip.request.picture.fps)
