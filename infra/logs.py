"""What a process logs: a line each, cleaned of what other people's words could do to a terminal."""

import copy
import logging

from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError

from models import errors
from models.readable import readable

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_TALKATIVE = ("httpx", "httpcore")
"""Libraries that log whole addresses, and the heads of answers: whoever has some of these can read a file, or write to an upload."""
_ENDED = "FilmFailed"
"""The type of the error with which a film's workflow ends."""


class _Readable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("temporalio.") and (sentence := _told(error)):
            record = copy.copy(record)
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = record.exc_text = record.stack_info = None
        return readable(super().format(record))


def start_log(level: str = "INFO") -> None:
    """From here on, what is logged at this level or above goes to stderr.

    Of an error of ours that Temporal logs there is its sentence alone: where in the program it was raised says nothing more.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Readable(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)


def _told(error: BaseException | None) -> str:
    """The sentence of an error that people are told; empty for any other, which is a fault in the program."""
    while isinstance(error, ActivityError | ChildWorkflowError):
        error = error.cause
    if not isinstance(error, ApplicationError):
        return ""
    kind = getattr(errors, error.type or "", None)
    ours = isinstance(kind, type) and issubclass(kind, errors.LongtakeError)
    return error.message if ours or error.type == _ENDED else ""
