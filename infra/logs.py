"""What a process logs: a line each, cleaned of what other people's words could do to a terminal."""

import logging

from models.readable import readable

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Readable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return readable(super().format(record))


def start_log(level: str = "INFO") -> None:
    """From here on, what is logged at this level or above goes to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Readable(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
