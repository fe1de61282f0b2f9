"""The server: its tools and resources, and how what goes wrong in them is told."""

import difflib
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedResourceError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import AnyUrl, ValidationError

from studio.mcp import resources
from studio.mcp.door import Door, told_to
from studio.mcp.surprises import sentence_of, wrong_arguments
from studio.mcp.tools.offered import OFFERED

INSTRUCTIONS = """\
Longtake makes films as durable workflows: from a sentence, a story or a shot list to a finished film. A film takes minutes \
to hours, costs money where vendors make it, and goes on without you.
1. `estimate`, and tell the person what it may cost. 2. `create_film` with a key of your own and the dollars that they accept. \
3. `get_film` with `wait` until it needs somebody. 4. `get_board`: look at the pictures; `revise_shot` where one is not right. \
5. `decide`: the person is asked, and nobody else approves. 6. `get_film` with `wait` until it is finished, then `fetch`. \
`get_plan` says at any time what is next. Whatever cannot be done is said in one sentence: tell it to the person as it is."""


def mcp_server(door: Door, version: str = "") -> MCPServer[Door]:
    """The server of a door; whoever runs it chooses the transport."""
    # The SDK would print what it logs, and with it a program's requests: what went wrong is told in answers.
    logging.getLogger("mcp").addHandler(logging.NullHandler())
    logging.getLogger("mcp").propagate = False
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Door]) -> AsyncIterator[Door]:
        yield door

    server = _Server(
        "longtake",
        title="Longtake",
        description="Films made as durable workflows.",
        instructions=INSTRUCTIONS,
        version=version,
        lifespan=lifespan,
        log_level="ERROR",
    )
    server.door = door
    for offer in OFFERED:
        server.add_tool(offer.tool, title=offer.title, annotations=offer.hints)
    for read, uri, title, mime_type in resources.OFFERED:
        server.resource(uri, title=title, mime_type=mime_type)(read)
    return server


class _Server(MCPServer[Door]):
    """A server that says what went wrong as every other door does, in one sentence and without a traceback."""

    door: Door

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Door, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; what goes wrong is its answer."""
        try:
            await self._check_names(name, arguments)
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                return _failed(wrong_arguments(cause))
            sentence = await sentence_of(cause, f"the tool {name}", self.door) if cause else str(error)
            return _failed(told_to(context, sentence))

    async def read_resource(
        self, uri: AnyUrl | str, context: Context[Door, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource; what goes wrong is the error's sentence."""
        try:
            return await super().read_resource(uri, context)
        except UnexpectedResourceError as error:
            cause = error.__cause__ or error
            sentence = await sentence_of(cause, f"the resource {uri}", self.door)
            raise ResourceError(told_to(context, sentence)) from cause

    async def _check_names(self, name: str, arguments: dict[str, Any]) -> None:
        """See that a tool takes everything that it is given: what is spelled wrong is never left out silently.

        Raises:
            ToolError: it does not.

        """
        tool = next((one for one in await self.list_tools() if one.name == name), None)
        known = [*tool.input_schema.get("properties", {})] if tool else []
        for given in arguments if tool else ():
            if given not in known:
                near = difflib.get_close_matches(given, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known) or 'nothing'}."
                raise ToolError(f"{name} takes no {given[:80]!r}: {hint}")


def _failed(sentence: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=sentence)], is_error=True)
