"""Failures as they travel through Temporal: short enough for the server to keep their sentences whole.

Of an activity that is to be tried again the server keeps the failure only up to 4 KiB (`limit.mutableStateActivityFailureSize`);
of a longer one whoever looks is told "Failure exceeds size limit.", and the sentence that says why stands beneath, in its cause.
Nearly all of a failure's bytes are stack traces: one for it and one for each of its causes.
"""

import re

from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, PayloadConverter

_FRAMES = 3
"""How many frames of each stack trace are kept, the innermost ones; the worker's log has all of them."""
_FRAME = re.compile(r'^  File "', re.MULTILINE)
_TOO_LONG = "Failure exceeds size limit."
"""What the server says instead of a failure that is longer than it keeps."""


class ShortFailures(DefaultFailureConverter):
    """Temporal's failures, with the end of each stack trace alone."""

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Fill in the failure; it is called for each cause too."""
        super().to_failure(exception, payload_converter, failure)
        frames = [found.start() for found in _FRAME.finditer(failure.stack_trace)]
        if len(frames) > _FRAMES:
            failure.stack_trace = failure.stack_trace[frames[-_FRAMES] :]


def sentence_of(failure: Failure) -> str:
    """What a failure says; of one that the server found too long, what is left of it. Empty where nothing failed."""
    told = failure.cause if failure.message == _TOO_LONG and failure.HasField("cause") else failure
    return str(told.message)
