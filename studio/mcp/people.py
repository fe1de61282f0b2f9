"""A person asked by the client that calls: what only a person decides, as the protocol has it on each of its versions."""

from mcp_types.version import is_version_at_least
from pydantic import BaseModel, Field

from models.errors import LongtakeError
from studio.mcp.door import Call

ASKED_IN_ANSWERS = "2026-07-28"
"""From this version of the protocol on a question is part of an answer; before, it is a request of the server's own."""


class NobodyToAsk(LongtakeError):
    """This takes a person, and the client that calls cannot ask one."""


class Agreed(BaseModel):
    """What a person answers."""

    approve: bool = Field(description="Approve it: what follows from it is made, and paid for.")


def can_ask(call: Call) -> bool:
    """Whether the client says that it can ask a person, and a question can reach it."""
    capabilities = call.client_capabilities
    asks = capabilities.elicitation if capabilities is not None else None
    if asks is None or (asks.form is None and asks.url is not None):
        return False
    version = call.protocol_version
    return call.session.can_send_request or (
        version is not None and is_version_at_least(version, ASKED_IN_ANSWERS)
    )
