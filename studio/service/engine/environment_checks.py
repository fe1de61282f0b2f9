"""What the environment says, as the doctor tells it: which profiles have their keys, what other programs' variables do here."""

from infra.settings import Settings
from models.errors import LongtakeError
from studio.service.engine.check import Check


def environment_checks(settings: Settings) -> list[Check]:
    """A check a profile, and one for each variable that is set."""
    from studio.service.environment.other_variables import meanings
    from studio.service.environment.profiles import profile_keys

    try:
        profiles, others = profile_keys(settings), meanings(settings)
    except LongtakeError as error:
        return [Check(name="models", ok=False, found=str(error))]
    checks = [
        Check(
            name=f"profile {each.name}",
            ok=each.complete,
            found=each.makers if each.complete else each.trouble or f"without {each.lacks}",
            mend="" if each.complete else f"it has {each.makers}",
            optional=True,
            state="" if each.complete else "lacks",
        )
        for each in profiles
    ]
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
