"""Keys on this machine: which profiles they complete."""

from infra.settings import Settings
from studio.service.engine.check import Check
from studio.service.profiles import profile_states


def complete_profiles(settings: Settings) -> Check:
    """Which profiles can be cast with the keys that are set; one that cannot matters only to who asks for it."""
    states = profile_states(settings)
    by_missing: dict[tuple[str, ...], list[str]] = {}
    for state in states:
        by_missing.setdefault(state.missing, []).append(state.name)
    complete = by_missing.pop((), [])
    lacking = [
        f"{', '.join(names)} without {', and '.join(missing)}" for missing, names in by_missing.items()
    ]
    found = f"complete: {', '.join(complete)}" + "".join(f"; {each}" for each in lacking)
    mend = "set these variables in .env for the others: see docs/vendors.md" if lacking else ""
    return Check(name="profiles", ok=True, found=found, mend=mend)
