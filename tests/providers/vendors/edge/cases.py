"""What goes wrong at Edge's reading aloud, and what comes of it: it costs nothing, whatever it is."""

from tests.kit.vendors.faults import Case, Outcome
from tests.kit.vendors.manners import Fault

INVALID = Outcome("asked", "InvalidRequest")
AGAIN = Outcome("asked", "Transient")
_NONE = Fault(where="submit", how="none")

CASES: dict[str, Case] = {
    "403": Case("the library is not let in any more (403, twice)", _NONE, INVALID),
    "429": Case("too many requests", _NONE, Outcome("asked", "RateLimited")),
    "503": Case("HTTP 503", _NONE, AGAIN),
    "silent": Case("no sound comes", _NONE, INVALID),
    "strange": Case("an answer that the library does not know", _NONE, INVALID),
    "drop": Case("the connection breaks in the middle of a line", _NONE, AGAIN),
}
"""What goes wrong, by what the double calls it."""
