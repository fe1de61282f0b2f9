"""What the environment says, as the doctor tells it: which profiles have their keys, what other programs' variables do here."""

from typing import TYPE_CHECKING

from infra.settings import Settings
from models.errors import LongtakeError
from studio.service.engine.check import Check

if TYPE_CHECKING:
    from studio.service.environment.profiles import ProfileKeys


def environment_checks(settings: Settings, *, cards_served: bool) -> list[Check]:
    """A check a profile, and one for each variable that is set.

    Where nobody serves cards (`cards_served`), a profile of open models lacks those whose weights are not on this machine.
    """
    from studio.service.environment.other_variables import meanings
    from studio.service.environment.profiles import profile_keys, weightless

    try:
        profiles, others = profile_keys(settings), meanings(settings)
    except LongtakeError as error:
        return [Check(name="models", ok=False, found=str(error))]
    checks = [_profile(each, [] if cards_served else weightless(settings, each)) for each in profiles]
    return checks + [
        Check(
            name=each.variable,
            ok=each.used,
            found=each.words,
            optional=not each.wrong,
            state="wrong" if each.wrong else "" if each.used else "unused",
        )
        for each in others
    ]


def _profile(profile: "ProfileKeys", missing: list[str]) -> Check:
    """Whether films can be made with a profile; `missing` says which of its weights are not here."""
    lacking = profile.trouble or f"without {profile.lacks}"
    if profile.complete:
        lacking = f"nobody serves its cards, and on this machine: {' '.join(missing)}"
    complete = profile.complete and not missing
    return Check(
        name=f"profile {profile.name}",
        ok=complete,
        found=profile.makers if complete else lacking,
        mend="" if complete else f"it has {profile.makers}",
        optional=True,
        state="" if complete else "lacks",
    )
