"""Failures as they travel through Temporal: short enough for the server to keep their sentences whole.

Of an activity that is to be tried again the server keeps the failure only up to 4 KiB (`limit.mutableStateActivityFailureSize`);
of a longer one whoever looks is told "Failure exceeds size limit.", and the sentence that says why stands beneath, in its cause.
Nearly all of a failure's bytes are stack traces: one for it and one for each of its causes.
"""

import re

from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter, DefaultFailureConverter, PayloadConverter

_FRAMES = 3
"""How many frames of each stack trace are kept, the innermost ones; the worker's log has all of them."""
_FRAME = re.compile(r'^  File "', re.MULTILINE)
_TOO_LONG = "Failure exceeds size limit."
"""What the server says instead of a failure that is longer than it keeps."""
_ENCODED = "Encoded failure"
"""What stands where an encrypted failure's sentence would, as with Temporal's own converters."""


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


class EncodedFailures(ShortFailures):
    """Short failures whose sentences and traces are payloads, which a codec encrypts; their types stay readable."""

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Fill in the failure; it is called for each cause too."""
        super().to_failure(exception, payload_converter, failure)
        told = {"message": failure.message, "stack_trace": failure.stack_trace}
        failure.encoded_attributes.CopyFrom(payload_converter.to_payloads([told])[0])
        failure.message, failure.stack_trace = _ENCODED, ""


async def sentence_of(failure: Failure, converter: DataConverter) -> str:
    """What a failure says; of one that the server found too long, what is left of it. Empty where nothing failed."""
    read = await read_failure(failure, converter)
    told = read.cause if read.message == _TOO_LONG and read.HasField("cause") else read
    return str(told.message)


async def read_failure(failure: Failure, converter: DataConverter) -> Failure:
    """A failure, and its causes, with their sentences readable where somebody encoded them."""
    read = Failure()
    read.CopyFrom(failure)
    if converter.payload_codec is not None:
        await converter.payload_codec.decode_failure(read)
    each = read
    while True:
        if each.HasField("encoded_attributes"):
            told = converter.payload_converter.from_payloads([each.encoded_attributes])[0]
            if isinstance(told, dict):
                each.message = str(told.get("message", ""))
                each.stack_trace = str(told.get("stack_trace", ""))
        if not each.HasField("cause"):
            return read
        each = each.cause
