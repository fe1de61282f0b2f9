"""Keeps checkpoints of a run about once a second, beside it: the card is not waited for, nor the disk."""

import contextvars
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from providers.kept import Kept
from providers.open_models.checkpoint import Checkpoint

EVERY_S = 1.0
"""Seconds between two checkpoints: as much is lost where a worker is killed."""


class Copies(NamedTuple):
    """Tensors on their way to the memory of the host; `ready` is waited for before they are read."""

    tensors: dict[str, Any]
    ready: Any = None


class Keeper:
    """Writes one checkpoint at a time into `file`; where that fails, the next step raises it."""

    def __init__(self, kept: Kept, file: Path, every_s: float | None = None) -> None:
        self._kept = kept
        self._file = file
        self._every_s = EVERY_S if every_s is None else every_s
        self._last = time.monotonic()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checkpoint")
        self._writing: Future[None] | None = None

    @property
    def due(self) -> bool:
        """Whether it is time for the next one.

        Raises:
            StorageError: the one before could not be kept.

        """
        if self._writing is not None and self._writing.done():
            self._writing.result()
            self._writing = None
        return self._writing is None and time.monotonic() - self._last >= self._every_s

    def take(self, checkpoint: Checkpoint) -> None:
        """Keep one; its tensors may be changed as soon as this is back."""
        self._last = time.monotonic()
        copies = copied(checkpoint.tensors)
        context = contextvars.copy_context()
        self._writing = self._writer.submit(context.run, self._write, checkpoint, copies)

    def close(self) -> None:
        """Wait for what is being written; whether that went well matters no more."""
        self._writer.shutdown(wait=True)
        self._file.unlink(missing_ok=True)

    def _write(self, checkpoint: Checkpoint, copies: Copies) -> None:
        if copies.ready is not None:
            copies.ready.synchronize()
        self._kept.put(checkpoint._replace(tensors=copies.tensors).save(self._file))


def copied(tensors: Mapping[str, Any]) -> Copies:
    """Copies of tensors in the memory of the host, asked for now and there when the card gets to it."""
    import torch

    on_card = [one for one in tensors.values() if one.is_cuda]
    copies = {}
    for name, tensor in tensors.items():
        copies[name] = torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=tensor.is_cuda)
        copies[name].copy_(tensor.detach(), non_blocking=tensor.is_cuda)
    if not on_card:
        return Copies(copies)
    ready = torch.cuda.Event()
    ready.record(torch.cuda.current_stream(on_card[0].device))
    return Copies(copies, ready)
