"""What ElevenLabs' music and its effects have in common: one paid POST, whose answer is a sound."""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from decimal import ROUND_UP, Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import MediaError, UnknownOutcome
from models.money.dollars import ZERO, Usd
from providers.base import Bench
from providers.vendors.elevenlabs.desk import ElevenLabsDesk

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

MOST_BYTES = 128 * 2**20
"""Of one sound: ten minutes take 10 MB."""
_SMALLEST = Decimal("1e-10")


@cache
def known(what: str) -> Mapping[str, Any]:
    """What the table says of `music` or of an `effect`."""
    table = files("providers").joinpath("vendors", "elevenlabs", "sounds.toml").read_text(encoding="utf-8")
    row: dict[str, Any] = tomllib.loads(table)[what]
    return row


def price(what: str, units: Decimal) -> Usd:
    """The most dollars for so many minutes of music, or seconds of an effect."""
    usd: Usd = (Decimal(known(what)["usd"]) * units).quantize(_SMALLEST, ROUND_UP).normalize() + ZERO
    return usd


def sounded(
    desk: ElevenLabsDesk,
    ask: "Callable[[ElevenLabs], AbstractContextManager[Any]]",
    bench: Bench,
    name: str,
) -> Path:
    """The file `name` in the bench's folder, of what is answered to one paid call.

    Raises:
        ProviderError: as `ElevenLabsDesk.posted`; an `UnknownOutcome` where what came is no sound.
        DiskFull: no space is left.

    """
    from infra.media.intake.inspection import inspect
    from infra.media.intake.material import MUSIC
    from infra.media.probe import probe

    def read(library: "ElevenLabs") -> bytes:
        with ask(library) as answer:
            return b"".join(answer.data)

    path = bench.into / name
    path.write_bytes(desk.posted(read, MOST_BYTES))
    try:
        inspect(path, MUSIC)
        heard = probe(path, MUSIC).audio_seconds > 0
    except MediaError:
        heard = False
    if not heard:
        raise UnknownOutcome(
            f"{desk.whom.shown} gave something that is no sound which can be read; it may have been billed."
        )
    bench.progress(1.0)
    return path
