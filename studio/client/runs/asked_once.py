"""What is asked for once, however often it is sent: a run of a film that was started for it is found by its key."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from temporalio.client import Client, WorkflowExecution

from models.errors import BadInput, StorageError
from studio.client.executions import execution_of, request_of

ASKED_MEMO = "asked"
"""The memo field of a run that has the key that it was started under, and what was asked for, as hashes."""

LONGEST_KEY = 200
_MOST_RUNS = 50
"""Of how many earlier runs of a film is looked which one was started under a key."""


class AskedOnce(NamedTuple):
    """Something paid that is asked for: the `key` it was sent under, by whom, and the `request`; each as 64 hex digits.

    The same call again has the same two; another one under the same key has another `request`.
    """

    key: str
    request: str

    @property
    def mark(self) -> str:
        """What a run that is started for it has in its memo."""
        return f"{self.key} {self.request}"

    @property
    def film_id(self) -> str:
        """The id of a film that is made for it."""
        return f"film-{self.key[:16]}"

    def check(self, request: str) -> None:
        """See that it is what was asked for under its key before.

        Raises:
            BadInput: another request was.

        """
        if request != self.request:
            raise BadInput(
                "This idempotency key was given with another request: take a new key for this one."
            )


def asked_once(caller: str, key: str, request: Mapping[str, Any], key_called: str) -> AskedOnce:
    """What a caller's request under a key of theirs amounts to; `key_called` is what they call the key.

    Raises:
        BadInput: it is none that can be used.

    """
    if not key.strip() or len(key) > LONGEST_KEY:
        raise BadInput(
            f"{key_called} must be 1 to {LONGEST_KEY} characters of your own, such as a UUID: the same again when the "
            "same call is sent again."
        )
    asked = json.dumps(request, sort_keys=True, default=str)
    return AskedOnce(_hash(json.dumps([caller, key])), _hash(asked))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def asked_before(client: Client, film_id: str, asked: AskedOnce) -> bool:
    """Whether a run of the film, the last or one before it, was started for what is asked.

    Raises:
        BadInput: one was started under its key for another request.
        EngineUnavailable: the server does not answer.

    """
    run_id: str | None = None
    for _ in range(_MOST_RUNS):
        execution = await execution_of(client, film_id, run_id)
        if execution is None:
            return False
        key, _, request = (await _mark_of(execution)).partition(" ")
        if key == asked.key:
            asked.check(request)
            return True
        try:
            previous = (await request_of(client, film_id, execution.run_id)).previous
        except BadInput:
            return False  # it was never a film, or its history is gone
        if previous is None or previous.run_id == run_id:
            return False
        run_id = previous.run_id
    return False


async def _mark_of(execution: WorkflowExecution) -> str:
    try:
        return str(await execution.memo_value(ASKED_MEMO, ""))
    except (StorageError, ValueError, RuntimeError):  # whoever starts a film may write what they like there
        return ""
