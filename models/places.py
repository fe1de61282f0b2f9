"""Where files lie in a film's folder, every place built and checked here alone.

shots/SHOT/clip.mp4 · shots/SHOT/voice_2.wav · shots/SHOT/takes/2/frame.png · bible/SUBJECT/sheet.png
reels/03/storyboard.png · earlier/SHA256.png · given/SHA256.png
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from models.names import DEVICES

MOST_OF_A_PLACE = 200
"""Characters of a place in a film's folder."""
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?<!\.)", re.ASCII)


def shot_place(shot: str, name: str) -> str:
    """Where a shot's file lies in its film's folder."""
    return f"shots/{shot}/{name}"


def take_place(shot: str, take: int, name: str = "") -> str:
    """Where a take's file lies in its film's folder, or all of the take's files."""
    return shot_place(shot, f"takes/{take}" + (f"/{name}" if name else ""))


def checked_place(name: str) -> str:
    """`name` when it can be the place of a file in its film's folder, on every system: `shots/shot_001/clip.mp4`.

    Its parts are letters, digits, dots, dashes and underscores, and begin with a letter or a digit: nothing absolute,
    hidden, or above the folder.

    Raises:
        ValueError: for anything else.

    """
    parts = name.split("/")
    if len(name) > MOST_OF_A_PLACE or not all(
        _PART.fullmatch(part) and not DEVICES.fullmatch(part) for part in parts
    ):
        shown = repr(name if len(name) <= 60 else name[:57] + "…")
        raise ValueError(
            f"{shown} cannot be a file in a film's folder: its parts are letters, digits, dots, dashes and "
            "underscores, and begin with a letter or a digit"
        )
    return name


Place = Annotated[str, AfterValidator(checked_place)]
"""A file's place in its film's folder, relative to it."""


LEFT_OUT_PAPER = "left_out.md"
"""The paper that lists what of its text a film does not tell."""


def board_place(page: int) -> str:
    """Where a page of the board lies in its film's folder: `storyboard.png`, `storyboard_2.png`, …"""
    return "storyboard.png" if page == 1 else f"storyboard_{page}.png"


def effect_place(name: str, suffix: str) -> str:
    """Where an effect lies in its film's folder."""
    return f"effects/{name}{suffix}"


def score_place(suffix: str, piece: int = 1) -> str:
    """Where the score lies in its film's folder, or a later piece of it."""
    return f"score{suffix}" if piece == 1 else f"score_{piece}{suffix}"


REELS = "reels"
"""The folder of a film's reels, within its own."""


def reel_place(number: int, name: str) -> str:
    """Where a file of a reel lies in its film's folder."""
    return f"{REELS}/{number:02d}/{name}"


def stretch_paper(number: int, name: str) -> str:
    """What a paper about a stretch of a long story is called; it is not in the film's folder."""
    return f"stretch-{number}-{name}"


def earlier_place(sha256: str, suffix: str) -> str:
    """Where a file lies in the folder of a film that keeps it though the library has a newer one."""
    return f"earlier/{sha256}{suffix}"


def given_place(sha256: str, suffix: str) -> str:
    """Where a file that a person gave lies among the papers of the film that was given it."""
    return f"given/{sha256}{suffix}"
