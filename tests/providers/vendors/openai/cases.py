"""What goes wrong at vendors that speak as OpenAI does, and what comes of it."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

LOST = Outcome("asked", "UnknownOutcome", "its quote")

CASES: list[Case] = [
    Case("voices: the key is refused", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("voices: the quota is used up (429)", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("voices: a field is not taken", Fault(where="submit", how="422"), Outcome("asked", "InvalidRequest")),
    Case("voices: the words are refused", Fault(where="submit", how="moderated"), Outcome("asked", "Moderated")),
    Case("voices: too many requests", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("voices: HTTP 500", Fault(where="submit", how="500"), Outcome("asked", "Transient")),
    Case("voices: HTTP 503", Fault(where="submit", how="503"), Outcome("asked", "Transient")),
    Case("voices: a 200 with an error inside", Fault(where="submit", how="error-inside"), Outcome("asked", "Transient")),
    Case("voices: the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("voices: the connection breaks before", Fault(where="submit", how="drop-before"), LOST),
    Case("voices: the connection breaks after", Fault(where="submit", how="drop-after"), LOST),
    Case("voices: the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("voices: nothing in the answer", Fault(where="submit", how="none"), LOST),
    Case("voices: a page in place of sound", Fault(where="submit", how="html"), LOST),
]  # fmt: skip
