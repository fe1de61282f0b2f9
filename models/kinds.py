"""The kinds of things that providers make, and of what is kept in the library."""

from typing import Literal

Kind = Literal["llm", "image", "video", "speech", "music", "check", "effect", "lips"]
KINDS: tuple[Kind, ...] = ("llm", "image", "video", "speech", "music", "check", "effect", "lips")
OPTIONAL: tuple[Kind, ...] = ("check", "effect", "lips")
"""What a film can do without: who compares its pictures, who makes effects for it, who moves lips to what is said."""

ASSET_KINDS: tuple[str, ...] = (
    *(kind for kind in KINDS if kind not in OPTIONAL), "effect", "lips", "words", "exchange", "track", "joined", "conformed", "clip-sound", "captioned", "transition", "card", "sound", "timeline", "poster", "film", "board",
)  # fmt: skip
"""What providers made, and what is made of that on the way to the film."""
