"""What torch says when a card fails, as errors that say what that means."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import BadInput, CardLost, CardTooSmall, LongtakeError, OutOfMemory
from models.readable import said

_NO_MEMORY = ("out of memory", "alloc_failed")
_NO_HOST_MEMORY = "defaultcpuallocator"
_OTHER_BUILD = "no kernel image is available"
_LOST = (
    "cuda error",
    "cuda driver error",
    "cuda runtime error",
    "cudnn_status",
    "cublas_status",
    "nccl error",
)
"""After any of these nothing more can be done with the card in this process."""


def fault_of(error: BaseException, device: str) -> LongtakeError | None:
    """What an error of torch's means; None where it is nothing of the card's."""
    words = str(error).lower()
    if isinstance(error, MemoryError) or _NO_HOST_MEMORY in words:
        return OutOfMemory("The memory of this machine does not do for the model: use a machine with more.")
    if any(phrase in words for phrase in _NO_MEMORY):
        return CardTooSmall(
            f"The memory of {device} does not do, however it is tried: a larger card is asked."
        )
    if _OTHER_BUILD in words:
        return BadInput(
            f"The PyTorch that is installed is not built for {device}: install the build that fits the card."
        )
    if any(phrase in words for phrase in _LOST):
        first = str(error).strip().splitlines()[0]
        return CardLost(f"The card {device} does not answer any more ({said(first)}).")
    return None


@contextmanager
def card_faults(device: str) -> Iterator[None]:
    """Whatever torch raises of the card in this block becomes what it means.

    Raises:
        CardTooSmall, OutOfMemory, CardLost, BadInput: as `fault_of` says.

    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        fault = fault_of(error, device)
        if fault is None:
            raise
        raise fault from None
