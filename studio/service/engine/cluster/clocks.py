"""Whether the server's clock and this machine's agree: who serves a queue is told by both."""

from studio.service.engine.check import Check
from studio.service.engine.cluster.probe import Clock

AGREE_WITHIN_S = 5.0
_NAME = "clocks"
_SYNC = "timedatectl set-ntp true, on this machine or on those of the server, whichever is wrong"


def clock_check(clock: Clock) -> Check:
    """How far the two are apart, beyond what the answer's own delay explains."""
    apart, known_to = abs(clock.ahead_s), clock.known_to_s
    ok = apart - known_to <= AGREE_WITHIN_S
    way = "ahead of" if clock.ahead_s > 0 else "behind"
    words = f"the server's is {apart:.1f} s {way} this machine's (known to {max(known_to, 0.1):.1f} s)"
    if ok:
        return Check(name=_NAME, ok=True, found=words if apart > known_to + 0.1 else "they agree")
    found = f"{words}: who serves a queue, and since when one waits, is told wrong"
    return Check(name=_NAME, ok=False, found=found, mend=_SYNC, state="apart")
