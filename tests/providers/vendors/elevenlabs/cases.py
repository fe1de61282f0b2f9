"""What goes wrong at ElevenLabs, and what comes of it."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

LOST = Outcome("asked", "UnknownOutcome", "its quote")
INVALID = Outcome("asked", "InvalidRequest")

CASES: list[Case] = [
    Case("the key is refused (invalid_api_key)", Fault(where="submit", how="401"), Outcome("asked", "Unauthorised")),
    Case("the account is empty (401, quota_exceeded)", Fault(where="submit", how="402"), Outcome("asked", "PaymentRequired")),
    Case("too many lines at once (too_many_concurrent_requests)", Fault(where="submit", how="429", code="too_many_concurrent_requests", amount=3), Outcome("asked", "RateLimited")),
    Case("the vendor is busy (system_busy)", Fault(where="submit", how="429", amount=7), Outcome("asked", "RateLimited")),
    Case("the voice is not there any more (voice_not_found)", Fault(where="submit", how="422", code="voice_not_found"), INVALID),
    Case("the line is too long (max_character_limit_exceeded)", Fault(where="submit", how="422", code="max_character_limit_exceeded"), INVALID),
    Case("a field is not taken (unsupported_model)", Fault(where="submit", how="422", code="unsupported_model"), INVALID),
    Case("HTTP 422", Fault(where="submit", how="422"), INVALID),
    Case("HTTP 500", Fault(where="submit", how="500"), Outcome("asked", "Transient")),
    Case("HTTP 503", Fault(where="submit", how="503", amount=2), Outcome("asked", "Transient")),
    Case("the upload is cut midway", Fault(where="submit", how="upload-cut"), LOST),
    Case("the connection breaks before", Fault(where="submit", how="drop-before"), LOST),
    Case("the connection breaks after", Fault(where="submit", how="drop-after"), LOST),
    Case("the answer is cut midway", Fault(where="submit", how="drop-midway"), LOST),
    Case("sound that cannot be read", Fault(where="submit", how="invalid"), LOST),
    Case("no sound in the answer", Fault(where="submit", how="none"), LOST),
    Case("a page in place of sound", Fault(where="submit", how="html"), LOST),
    Case("a page in place of the answer", Fault(where="submit", how="black"), LOST),
    Case("no times of the characters", Fault(where="submit", how="gone"), Outcome("fetched", "done", "its cost")),
    Case("no credits counted", Fault(where="submit", how="aborted"), Outcome("fetched", "done", "its cost")),
]  # fmt: skip
