"""Blocks on disk: the powers and peaks of measured sounds, so that nothing is decoded to be measured again."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from activities.cut.sound.loudness import Blocks
from models.errors import MediaError


class Measure(NamedTuple):
    """What was measured of `length` samples: powers and peaks, one number for each 5 ms."""

    length: int
    powers: Blocks
    peaks: Blocks


def write(path: Path, measures: Sequence[Measure]) -> None:
    """Write what was measured of several sounds; the same measures give the same bytes."""
    with path.open("wb") as file:
        np.save(file, np.array([(one.length, len(one.powers)) for one in measures], "<i8").reshape(-1, 2))
        for one in measures:
            np.save(file, np.stack([one.powers, one.peaks]).astype("<f4"))


def read(path: Path) -> list[Measure]:
    """What `write` wrote.

    Raises:
        MediaError: the file is damaged.

    """
    try:
        with path.open("rb") as file:
            lengths = np.load(file, allow_pickle=False)
            found = []
            for length, _ in lengths:
                powers, peaks = np.load(file, allow_pickle=False)
                found.append(Measure(int(length), powers, peaks))
            return found
    except (ValueError, EOFError) as error:
        raise MediaError(f"{path.name} is damaged: cut the film again.") from error
