"""The kinds of things that providers make."""

from typing import Literal

Kind = Literal["llm", "image", "video", "speech", "music"]
KINDS: tuple[Kind, ...] = ("llm", "image", "video", "speech", "music")
