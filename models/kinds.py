"""The kinds of things that providers make, and of what is kept in the library."""

from typing import Literal

Kind = Literal["llm", "image", "video", "speech", "music", "check", "lips"]
KINDS: tuple[Kind, ...] = ("llm", "image", "video", "speech", "music", "check", "lips")
OPTIONAL: tuple[Kind, ...] = ("check", "lips")
"""What a film can do without: who compares its pictures, who moves lips to what is said."""

ASSET_KINDS: tuple[str, ...] = (
    *(kind for kind in KINDS if kind != "check"), "words", "exchange", "track", "joined", "conformed", "captioned", "transition", "card", "sound", "timeline", "poster", "film", "board",
)  # fmt: skip
"""What providers made, and what is made of that on the way to the film."""
