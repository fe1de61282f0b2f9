"""Films made by the door for programs: a door over a studio of the test's own, and what is asked there."""

import asyncio
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

from PIL import Image

from studio.web.access.plan import Wanted
from tests.kit.studio import StudioKit
from tests.kit.web import HERE, Served, served, session_on

V1 = "/api/v1"
SHOTS = [{"enhanced_prompt": words, "duration": 1} for words in ("a quay", "a boat")]
"""A film that is made in moments."""


class Maker:
    """A door where films are made, and the studio that makes them; `token` is whose it is that asks."""

    def __init__(self, door: Served, kit: StudioKit, token: str = "") -> None:
        self.door, self.kit, self.token = door, kit, token

    def as_(self, token: str) -> "Maker":
        """The door as somebody else asks there."""
        return Maker(self.door, self.kit, token)

    async def ask(self, method: str, path: str, status: int, *, key: str = "", **more: Any) -> Any:
        """What is answered, as plain values; fails the test where it is not answered with that status."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = await self.door.ask(path, self.token, method, headers, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def post(self, path: str, status: int = 200, *, key: Any = "", **body: Any) -> Any:
        """What is answered to a body of JSON."""
        return await self.ask("POST", path, status, key=key, json=body)

    async def send(self, name: str, data: bytes, kind: str, status: int = 201) -> Any:
        """What is answered to a file."""
        return await self.ask(
            "POST", f"{V1}/uploads", status, files={"file": (name, data)}, data={"kind": kind}
        )

    async def until(
        self, job: str, reached: Callable[[Any], bool], within_s: float = 240, api: str = ""
    ) -> Any:
        """How a job stands as soon as it is as wanted."""
        told: Any = None
        try:
            async with asyncio.timeout(within_s):
                while True:
                    told = await self.ask("GET", f"{api}/status/{job}", 200)
                    if reached(told):
                        return told
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(f"not reached in {within_s} s; last told: {told}") from None


@asynccontextmanager
async def making(kit: StudioKit, address: str, wanted: Wanted = HERE) -> AsyncIterator[Maker]:
    """A door over a studio; the settings of the test's home have to be those of the environment."""
    async with (
        session_on(address, kit.settings, kit.client.namespace) as session,
        served(session, wanted) as door,
    ):
        yield Maker(door, kit)


def picture(width: int = 128, height: int = 128, form: str = "PNG") -> bytes:
    """A picture that can stand for somebody."""
    data = BytesIO()
    Image.new("RGB", (width, height), (180, 120, 60)).save(data, form)
    return data.getvalue()


def sound(seconds: float = 2.0) -> bytes:
    """A low tone."""
    data = BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(bytes((n % 80, 8)) for n in range(int(8000 * seconds))))
    return data.getvalue()
