"""Calls that are answered after a second: a server of pictures, its provider, and `python -m benchmarks.operations.calls URL`, a worker with it."""

import asyncio
import sys
from io import BytesIO

import httpx
from PIL import Image

from infra.settings import load_settings
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import ImageRequest
from providers.base import Bench, Label, Rendered
from providers.registry import Registry
from workers.process import serve

ANSWER_S = 1.0


class Asked:
    """Pictures by a server that answers after a second."""

    name = "asked"
    kind: Kind = "image"
    label: Label = "io"
    revision = "1"

    def __init__(self, url: str) -> None:
        self._url = url

    def quote(self, request: ImageRequest) -> Quote:
        """Nothing."""
        del request
        return Quote(seconds=ANSWER_S)

    def recipe(self, request: ImageRequest) -> Recipe:
        """The seed."""
        return Recipe(
            kind=self.kind, provider=self.name, revision=self.revision, parameters={"seed": request.seed}
        )

    def render(self, request: ImageRequest, bench: Bench) -> Rendered:
        """What the server gives."""
        answer = httpx.get(f"{self._url}/{request.seed}", timeout=30, trust_env=False).raise_for_status()
        (bench.into / "picture.png").write_bytes(answer.content)
        return Rendered(path=bench.into / "picture.png")


async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A picture, after a second."""
    path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
    await asyncio.sleep(ANSWER_S)
    picture, seed = BytesIO(), int(path.strip("/"))
    Image.new("RGB", (64, 64), (seed % 256, seed // 256, 0)).save(picture, "PNG")
    data = picture.getvalue()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + data)
    await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve(load_settings(), ["io"], Registry([Asked(sys.argv[1])])))
