"""What was asked for under keys of callers' own: asked for again, it is the same, and nothing is started twice.

A mark is a key's digest and that of what was asked for under it. The marks of a film are in the memo of each of its runs.
"""

import hashlib
import json

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus

from models.errors import KeyTaken, StorageError
from studio.client.executions import execution_of

MARKS_MEMO = "asked"
MOST_MARKS = 50
"""So many of a film's are remembered, the latest."""

_OF_A_KEY = 16
"""Hex digits of a key's digest."""


def mark_of(whose: str, key: str, asked: object) -> str:
    """The mark of what somebody asks for under a key; `asked` is plain JSON."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return f"{key_digest(whose, key)}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def key_digest(whose: str, key: str) -> str:
    """What a key of somebody's is in ids and marks: nobody else's of the same letters."""
    return hashlib.sha256(f"{whose}\0{key}".encode()).hexdigest()[:_OF_A_KEY]


async def marks_of(film: WorkflowExecution) -> tuple[str, ...]:
    """The marks of what a film was asked for under keys."""
    try:
        found = await film.memo_value(MARKS_MEMO, [])
    except (StorageError, ValueError, RuntimeError):  # whoever starts a film may write what they like there
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def is_among(mark: str, marks: tuple[str, ...]) -> bool:
    """Whether the same was asked for under the same key before.

    Raises:
        KeyTaken: something else was.

    """
    key = mark.partition(":")[0]
    same_key = [one for one in marks if mark and one.partition(":")[0] == key]
    if same_key and mark not in same_key:
        raise KeyTaken("Something else was asked for under this key: take a new one for something new.")
    return bool(same_key)


async def asked_before(client: Client, film_id: str, mark: str) -> bool | None:
    """Whether the film runs, where the same was asked of it under the same key before; None where it was not.

    Raises:
        KeyTaken: something else was.
        EngineUnavailable: the server does not answer.

    """
    known = await execution_of(client, film_id) if mark else None
    if known is None or not is_among(mark, await marks_of(known)):
        return None
    return known.status == WorkflowExecutionStatus.RUNNING
