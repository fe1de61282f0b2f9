"""What schemathesis does before each request of its own (`schemathesis.toml`): nobody waits for long."""

from typing import Any

import schemathesis

MOST_S = 0.1


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Make a wait short that would be waited for, given or not; one that is refused stays as it is."""
    given = (case.query or {}).get("wait")
    if given is None and "storyboard" in case.path:
        case.query = {**(case.query or {}), "wait": 0}
    try:
        long = given is not None and MOST_S < float(given) <= 60
    except (TypeError, ValueError):
        return
    if long:
        case.query["wait"] = MOST_S
