"""What goes wrong at Runway, and what comes of it."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

LOST = Outcome("asked", "UnknownOutcome", "its quote")
REFUNDED = Outcome("looked at", "failed")
BILLED = "what the vendor bills"


def failed(code: str) -> Fault:
    """A task that fails with a code."""
    return Fault(where="job", how="fail", code=code)


CASES: list[Case] = [
    Case("the key is refused", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("no credits are left", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("a field is not taken", Fault(where="submit", how="422"), Outcome("asked", "InvalidRequest")),
    Case("too many tasks for a day", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("HTTP 408 after the job was taken", Fault(where="submit", how="408"), LOST),
    Case("HTTP 500 after the job was taken", Fault(where="submit", how="500"), LOST),
    Case("HTTP 503", Fault(where="submit", how="503"), LOST),
    Case("a 200 with an error inside", Fault(where="submit", how="error-inside"), LOST),
    Case("the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("the connection breaks before the job is taken", Fault(where="submit", how="drop-before"), LOST),
    Case("the connection breaks after the job was taken", Fault(where="submit", how="drop-after"), LOST),
    Case("the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("SAFETY.INPUT.TEXT", failed("SAFETY.INPUT.TEXT"), Outcome("looked at", "refused: the words", BILLED)),
    Case("SAFETY.INPUT.IMAGE", failed("SAFETY.INPUT.IMAGE"), Outcome("looked at", "refused: a picture", BILLED)),
    Case("SAFETY.OUTPUT.VIDEO", failed("SAFETY.OUTPUT.VIDEO"), Outcome("looked at", "refused: what it made")),
    Case("INPUT_PREPROCESSING.SAFETY.TEXT", failed("INPUT_PREPROCESSING.SAFETY.TEXT"), Outcome("looked at", "refused: the words")),
    Case("INPUT_PREPROCESSING.INTERNAL", failed("INPUT_PREPROCESSING.INTERNAL"), REFUNDED),
    Case("INTERNAL", failed("INTERNAL"), REFUNDED),
    Case("INTERNAL.BAD_OUTPUT", failed("INTERNAL.BAD_OUTPUT.CODE01"), REFUNDED),
    Case("ASSET.INVALID", failed("ASSET.INVALID"), REFUNDED),
    Case("THIRD_PARTY.UNAVAILABLE", failed("THIRD_PARTY.UNAVAILABLE"), REFUNDED),
    Case("failed without a code", failed(""), REFUNDED),
    Case("CANCELLED, once it ran", Fault(where="job", how="canceled"), Outcome("looked at", "failed", "what the vendor bills")),
    Case("SUCCEEDED, and no file", Fault(where="job", how="none"), Outcome("looked at", "failed", "what the vendor bills")),
    Case("a job that never finishes", Fault(where="job", how="forever"), Outcome("looked at", "running", "nothing yet")),
    Case("HTTP 503 for where it is", Fault(where="poll", how="503"), Outcome("looked at", "Transient", "nothing yet")),
    Case("an answer about it that is cut midway", Fault(where="poll", how="drop-midway"), Outcome("looked at", "Transient", "nothing yet")),
    Case("too many looks", Fault(where="poll", how="429", amount=5), Outcome("looked at", "RateLimited", "nothing yet")),
    Case("the job is not known any more", Fault(where="poll", how="404"), Outcome("looked at", "InvalidRequest", "nothing yet")),
    Case("HTTP 503 for the file", Fault(where="file", how="503"), Outcome("fetched", "Transient", "its quote")),
    Case("a link that has expired", Fault(where="file", how="404"), Outcome("fetched", "done", "its cost")),
    Case("links that lead nowhere, the new one too", Fault(where="file", how="404", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a file that is cut midway", Fault(where="file", how="cut"), Outcome("fetched", "Transient", "its quote")),
    Case("a file of 3 GB", Fault(where="file", how="huge", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a page in place of the file", Fault(where="file", how="html"), Outcome("fetched", "BrokenMedia", "its quote")),
    Case("a link that leads to a private address", Fault(where="file", how="private", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a small file that swells beyond the most that is read", Fault(where="file", how="bomb", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
]  # fmt: skip
