"""What goes wrong at OpenRouter, and what comes of it: first pictures, which are answered at once, then clips."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

LOST = Outcome("asked", "UnknownOutcome", "its quote")

IMAGE_CASES: list[Case] = [
    Case("pictures: the key is refused", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("pictures: the account is empty", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("pictures: a field is not taken", Fault(where="submit", how="422"), Outcome("asked", "InvalidRequest")),
    Case("pictures: the prompt is refused", Fault(where="submit", how="moderated"), Outcome("asked", "Moderated: the words")),
    Case("pictures: too many requests", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("pictures: HTTP 503", Fault(where="submit", how="503"), Outcome("asked", "Transient")),
    Case("pictures: a 200 with an error inside", Fault(where="submit", how="error-inside"), Outcome("asked", "Transient")),
    Case("pictures: the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("pictures: the connection breaks before", Fault(where="submit", how="drop-before"), LOST),
    Case("pictures: the connection breaks after", Fault(where="submit", how="drop-after"), LOST),
    Case("pictures: the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("pictures: none in the answer", Fault(where="job", how="refuse"), Outcome("asked", "Moderated: what it made")),
    Case("pictures: one that cannot be read", Fault(where="job", how="invalid"), LOST),
    Case("pictures: a page in place of one", Fault(where="job", how="html"), Outcome("fetched", "BrokenMedia", "its quote")),
]  # fmt: skip

VIDEO_CASES: list[Case] = [
    Case("the key is refused", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("the account is empty", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("a field is not taken", Fault(where="submit", how="422"), Outcome("asked", "InvalidRequest")),
    Case("the prompt is refused", Fault(where="submit", how="moderated"), Outcome("asked", "Moderated: the words")),
    Case("too many requests", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("HTTP 500 after the job was taken", Fault(where="submit", how="500"), LOST),
    Case("HTTP 503", Fault(where="submit", how="503"), LOST),
    Case("an answer without a job's id", Fault(where="submit", how="error-inside"), LOST),
    Case("the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("the connection breaks before the job is taken", Fault(where="submit", how="drop-before"), LOST),
    Case("the connection breaks after the job was taken", Fault(where="submit", how="drop-after"), LOST),
    Case("the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("failed, and says that it costs nothing", Fault(where="job", how="fail"), Outcome("looked at", "failed")),
    Case("failed for its content", Fault(where="job", how="refuse"), Outcome("looked at", "refused", "its quote")),
    Case("cancelled", Fault(where="job", how="canceled"), Outcome("looked at", "failed", "its quote")),
    Case("expired", Fault(where="job", how="gone"), Outcome("looked at", "failed", "its quote")),
    Case("a job that never finishes", Fault(where="job", how="forever"), Outcome("looked at", "running", "nothing yet")),
    Case("HTTP 503 for where it is", Fault(where="poll", how="503"), Outcome("looked at", "Transient", "nothing yet")),
    Case("too many looks", Fault(where="poll", how="429", amount=5), Outcome("looked at", "RateLimited", "nothing yet")),
    Case("the job is not known any more", Fault(where="poll", how="404"), Outcome("looked at", "InvalidRequest", "nothing yet")),
    Case("HTTP 503 for the file", Fault(where="file", how="503"), Outcome("fetched", "Transient", "its quote")),
    Case("a link that leads nowhere", Fault(where="file", how="404", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a file that is cut midway", Fault(where="file", how="cut"), Outcome("fetched", "Transient", "its quote")),
    Case("a file of 3 GB", Fault(where="file", how="huge"), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a page in place of the file", Fault(where="file", how="html"), Outcome("fetched", "BrokenMedia", "its quote")),
    Case("a link that leads to a private address", Fault(where="file", how="private"), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a small file that swells beyond the most that is read", Fault(where="file", how="bomb"), Outcome("fetched", "InvalidRequest", "its quote")),
]  # fmt: skip

CASES = [*IMAGE_CASES, *VIDEO_CASES]
