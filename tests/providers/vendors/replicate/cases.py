"""What goes wrong at Replicate, and what comes of it."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

LOST = Outcome("asked", "UnknownOutcome", "its quote")

CASES: list[Case] = [
    Case("the key is refused", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("the account is empty", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("a field is not taken", Fault(where="submit", how="422"), Outcome("asked", "InvalidRequest")),
    Case("the prompt is refused", Fault(where="submit", how="moderated"), Outcome("asked", "Moderated")),
    Case("too many requests", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("HTTP 408 after the job was taken", Fault(where="submit", how="408"), LOST),
    Case("HTTP 500 after the job was taken", Fault(where="submit", how="500"), LOST),
    Case("HTTP 503", Fault(where="submit", how="503"), LOST),
    Case("a 200 with an error inside", Fault(where="submit", how="error-inside"), LOST),
    Case("the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("the connection breaks before the job is taken", Fault(where="submit", how="drop-before"), LOST),
    Case("the connection breaks after the job was taken", Fault(where="submit", how="drop-after"), LOST),
    Case("the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("failed, and nobody says what it bills", Fault(where="job", how="fail"), Outcome("looked at", "failed", "its quote")),
    Case("failed, since the content was refused", Fault(where="job", how="refuse"), Outcome("looked at", "refused", "its quote")),
    Case("canceled", Fault(where="job", how="canceled"), Outcome("looked at", "failed", "its quote")),
    Case("aborted before it began", Fault(where="job", how="aborted"), Outcome("looked at", "failed")),
    Case("succeeded, and no picture", Fault(where="job", how="none"), Outcome("looked at", "refused: what it made", "its quote")),
    Case("a job that never finishes", Fault(where="job", how="forever"), Outcome("looked at", "running", "nothing yet")),
    Case("HTTP 503 for where it is", Fault(where="poll", how="503"), Outcome("looked at", "Transient", "nothing yet")),
    Case("an answer about it that is cut midway", Fault(where="poll", how="drop-midway"), Outcome("looked at", "Transient", "nothing yet")),
    Case("too many looks", Fault(where="poll", how="429", amount=5), Outcome("looked at", "RateLimited", "nothing yet")),
    Case("the job is not known any more", Fault(where="poll", how="404"), Outcome("looked at", "InvalidRequest", "nothing yet")),
    Case("its picture was deleted after an hour", Fault(where="result", how="gone"), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("HTTP 503 for the file", Fault(where="file", how="503"), Outcome("fetched", "Transient", "its quote")),
    Case("a link that leads nowhere", Fault(where="file", how="404", times=9), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a file that is cut midway", Fault(where="file", how="cut"), Outcome("fetched", "Transient", "its quote")),
    Case("a file of 3 GB", Fault(where="file", how="huge"), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a page in place of the file", Fault(where="file", how="html"), Outcome("fetched", "BrokenMedia", "its quote")),
    Case("a link that leads to a private address", Fault(where="file", how="private"), Outcome("fetched", "InvalidRequest", "its quote")),
    Case("a small file that swells beyond the most that is read", Fault(where="file", how="bomb"), Outcome("fetched", "InvalidRequest", "its quote")),
]  # fmt: skip
