"""The kept histories: each a file, packed where it is large, and beside them what they refer to in the store."""

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from infra.storage import Store
from models.orders.assets import Blob

HERE = Path(__file__).parent
HISTORIES = HERE / "histories"
PAYLOADS = HERE / "payloads"
"""Payloads that travelled by reference, each packed under its sha256."""

FROZEN = HERE / "frozen.txt"
"""The histories that releases recorded, each with its sha256: films of theirs may run, so these stay as they are."""

LARGE = 256 * 1024
"""Bytes from which on a history is packed."""


def file_of(workflow_id: str) -> str:
    """The name of a workflow's file, without its suffix."""
    return workflow_id.replace("/", "~")


def id_of(path: Path) -> str:
    """The workflow that a file has the history of."""
    return path.name.partition(".")[0].replace("~", "/")


def kept() -> list[Path]:
    """The files of the histories."""
    return sorted(HISTORIES.glob("*.json*"))


def frozen() -> dict[str, str]:
    """The sha256 of each history that a release recorded, by the name of its file."""
    pairs = (line.split() for line in FROZEN.read_text().splitlines())
    return {name: digest for digest, name in pairs}


def text_of(path: Path) -> str:
    """A history as JSON."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def history_in(path: Path) -> WorkflowHistory:
    """A history, ready to be replayed by the id that its workflow had."""
    history = WorkflowHistory.from_json(id_of(path), text_of(path))
    began = history.events[0].workflow_execution_started_event_attributes
    return replace(history, workflow_id=began.workflow_id)


def keep(workflow_id: str, text: str, store: Store) -> None:
    """Write a history's JSON, and what it refers to in the store; one that is frozen stays as it is."""
    name, data = file_of(workflow_id), text.encode()
    if any(frozen_name.partition(".")[0] == name for frozen_name in frozen()):
        return
    for path in kept():
        if id_of(path) == workflow_id:
            path.unlink()
    if len(data) < LARGE:
        (HISTORIES / f"{name}.json").write_bytes(data)
    else:
        (HISTORIES / f"{name}.json.gz").write_bytes(_packed(data))
    PAYLOADS.mkdir(exist_ok=True)
    for blob in referred(text):
        (PAYLOADS / f"{blob.sha256}.gz").write_bytes(_packed(store.read_bytes(blob)))


def drop_unreferred() -> None:
    """Throw away the payloads that no history refers to any more."""
    wanted = {blob.sha256 for path in kept() for blob in referred(text_of(path))}
    for path in PAYLOADS.glob("*.gz"):
        if path.stem not in wanted:
            path.unlink()


def restore(store: Store) -> None:
    """Put the kept payloads into a store, under the hashes by which histories refer to them."""
    for path in PAYLOADS.glob("*.gz"):
        blob = store.put_bytes(gzip.decompress(path.read_bytes()), ".payload")
        assert blob.sha256 == path.stem, f"{path.name} is not what it was"


def referred(text: str) -> Iterator[Blob]:
    """What a history refers to in the store."""
    for payload in payloads_in(json.loads(text)):
        kind = base64.b64decode(payload["metadata"].get("messageType", ""))
        if kind.endswith(b"ExternalStorageReference"):
            claim = json.loads(base64.b64decode(payload["data"]))["claimData"]
            yield Blob(sha256=claim["sha256"], suffix=".payload", size=int(claim["size"]))


def payloads_in(found: Any) -> Iterator[dict[str, Any]]:
    """Every payload in a history's JSON."""
    if isinstance(found, dict):
        if "data" in found and "metadata" in found:
            yield found
        else:
            yield from (payload for value in found.values() for payload in payloads_in(value))
    elif isinstance(found, list):
        yield from (payload for value in found for payload in payloads_in(value))


def _packed(data: bytes) -> bytes:
    """The same bytes for the same data, whenever they are packed."""
    return gzip.compress(data, 9, mtime=0)
