"""An agent's client: the SDK's own, over stdio or over HTTP, on either version of the protocol, with a person behind it or none."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.context import ClientRequestContext
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, ElicitRequestParams, ElicitResult, TextContent

from tests.kit.desk import Desk
from tests.kit.terminal import LONGTAKE

Transport = Literal["stdio", "http"]
Mode = Literal["legacy", "2026-07-28"]


class Person:
    """Whom a client asks: answers as told, and remembers what was asked."""

    def __init__(self, answer: ElicitResult) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        self.asked.append(params.message)
        return self.answer


def agrees() -> Person:
    return Person(ElicitResult(action="accept", content={"approve": True}))


def declines() -> Person:
    return Person(ElicitResult(action="decline"))


class Agent:
    """A client that is connected, and what its calls answer."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, tool: str, **arguments: Any) -> CallToolResult:
        return await self.client.call_tool(tool, arguments)

    async def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool answers, as it is structured; a refusal fails the test."""
        answer = await self.call(tool, **arguments)
        assert not answer.is_error, said(answer)
        assert isinstance(answer.structured_content, dict)
        assert json.loads(said(answer)) == answer.structured_content
        return answer.structured_content

    async def refused(self, tool: str, **arguments: Any) -> str:
        """The sentence with which a tool refuses."""
        answer = await self.call(tool, **arguments)
        assert answer.is_error, answer
        sentence = said(answer)
        assert "Traceback" not in sentence
        assert "\n" not in sentence
        return sentence

    async def until(self, film: str, action: str) -> dict[str, Any]:
        """The film, as soon as that is next for it."""
        for _ in range(10):
            now = await self.ask("get_film", film_id=film, wait=60)
            if now["next_action"] == action:
                return now
        raise AssertionError(now)


def said(answer: CallToolResult) -> str:
    """The text of an answer."""
    first = answer.content[0]
    assert isinstance(first, TextContent)
    return first.text


class AgentDesk(Desk):
    """A person's desk at whose engine agents work too, over stdio and over HTTP."""

    url = ""
    _door: subprocess.Popen[str]

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The door over HTTP, while the block lasts."""
        self._serve()
        try:
            yield
        finally:
            self._door.terminate()
            self._door.wait(30)

    def kill_door(self) -> None:
        """The door over HTTP dies at once, and another one serves in its place."""
        self._door.kill()
        self._door.wait(30)
        self._serve()

    def _serve(self) -> None:
        self._door = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.kit.agent_door"],
            env={**self.environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._door.stdout
        self.url = f"http://127.0.0.1:{int(self._door.stdout.readline())}/mcp"

    @asynccontextmanager
    async def agent(
        self,
        over: Transport = "stdio",
        mode: Mode = "2026-07-28",
        person: Person | None = None,
        caller: str = "ann:spend",
        **environment: str,
    ) -> AsyncIterator[Agent]:
        """A connected client."""
        if over == "stdio":
            server = self.command(**environment)
            async with Client(server, mode=mode, elicitation_callback=person) as client:
                yield Agent(client)
            return
        async with httpx2.AsyncClient(headers={"x-caller": caller}, timeout=90) as http:
            transport = streamable_http_client(self.url, http_client=http)
            async with Client(transport, mode=mode, elicitation_callback=person) as client:
                yield Agent(client)

    def command(self, **environment: str) -> StdioServerParameters:
        """How a client starts `longtake mcp`."""
        return StdioServerParameters(
            command=str(LONGTAKE), args=["mcp"], env={**self.environment, **environment}, cwd=str(self.folder)
        )


def shots(*words: str) -> dict[str, Any]:
    """A film of silent shots of a second, as an agent asks for it."""
    return {"title": "Short", "shots": [{"enhanced_prompt": text, "duration": 1} for text in words]}


def folder_of(answer: dict[str, Any]) -> Path:
    return Path(answer["folder"])
