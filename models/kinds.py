"""The kinds of things that providers make, and of what is kept in the library."""

from typing import Literal

Kind = Literal["llm", "image", "video", "speech", "music", "check", "effect"]
KINDS: tuple[Kind, ...] = ("llm", "image", "video", "speech", "music", "check", "effect")
OPTIONAL: tuple[Kind, ...] = ("check", "effect")
"""What a film can do without: who compares its pictures, and who makes effects for it."""

ASSET_KINDS: tuple[str, ...] = (
    *(kind for kind in KINDS if kind not in OPTIONAL), "effect", "words", "exchange", "joined", "conformed", "clip-sound", "captioned", "transition", "card", "sound", "timeline", "poster", "film", "board",
)  # fmt: skip
"""What providers made, and what is made of that on the way to the film."""
