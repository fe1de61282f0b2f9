"""Commands as they are typed beside the workers of the test's own process: what they print, and how they end."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest

from studio.cli.app import run


class Said(NamedTuple):
    """What a command printed."""

    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Typed = Callable[..., Awaitable[Said]]


def typist(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs a command, which has to end with `code`; gives what it printed."""

    async def typed(*arguments: str, code: int = 0) -> Said:
        capsys.readouterr()
        ended = await asyncio.to_thread(run, list(arguments))
        said = Said(*capsys.readouterr())
        assert ended == code, said
        return said

    return typed
