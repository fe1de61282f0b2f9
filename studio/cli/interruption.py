"""Ctrl-C from a command's first instruction to its last: a sentence and an exit code, never a traceback."""

import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

AS_JSON = "--json"
"""The flag by which a command prints one JSON object. It stands here, as what is here is imported before all else."""

_SENTENCE = "Interrupted: nothing was begun."


def end_at_once() -> None:
    """From here on Ctrl-C ends the process where it is: it is importing and reading, and has begun nothing.

    Imports that an exception breaks off would print what they like. Where somebody has Ctrl-C ignored,
    as `nohup` does, it stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def hear() -> None:
    """From here on Ctrl-C is a KeyboardInterrupt, which whoever has begun something hears and tells about."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Without the printers: they may be what is being imported.
    if AS_JSON in sys.argv:
        os.write(1, f'{{"error": "{_SENTENCE}", "exit_code": {INTERRUPTED}}}\n'.encode())
    else:
        os.write(2, f"\n{_SENTENCE}\n".encode())
    os._exit(INTERRUPTED)
