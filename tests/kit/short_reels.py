"""Reels a fifth as long as they are: a film of two of them is made in a fifth of the time.

For tests of what happens between reels: their gates, their money, their ends. How long reels are, others see to.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import activities.documents.activity
import models.story.stretches
import workflows.story.script
from models.film import reels

SHORTER = 5

SHOTS = 24
"""A film of two such reels: shots 1 to 11, and 12 to 24."""


@contextmanager
def short_reels() -> Iterator[None]:
    """This process divides films into short reels during the block."""
    most = reels.MOST_OF_A_REEL // SHORTER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reels, "LEAST_OF_A_REEL", reels.LEAST_OF_A_REEL // SHORTER)
        patch.setattr(reels, "_USUAL", reels._USUAL // SHORTER)
        for module in (reels, models.story.stretches, activities.documents.activity, workflows.story.script):
            patch.setattr(module, "MOST_OF_A_REEL", most)
        yield
