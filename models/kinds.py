"""The kinds of things that providers make, and of what is kept in the library."""

from typing import Literal

Kind = Literal["llm", "image", "video", "speech", "music"]
KINDS: tuple[Kind, ...] = ("llm", "image", "video", "speech", "music")

ASSET_KINDS: tuple[str, ...] = (
    *KINDS, "words", "joined", "conformed", "captioned", "transition", "card", "sound", "timeline", "poster", "film", "board",
)  # fmt: skip
"""What providers made, and what is made of that on the way to the film."""
