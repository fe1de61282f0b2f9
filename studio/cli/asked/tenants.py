"""For which tenant a command works: said on its line, and read wherever settings are, by the processes that it starts too."""

import os
from collections.abc import Sequence

from models.errors import BadInput
from studio.cli.flags.command_flags import ALL_TENANTS, TENANT, TENANTS
from studio.cli.printing.console import say_before

_VARIABLE = "LONGTAKE_TENANT"


def work_for(tenant: str) -> None:
    """Have this process work for a tenant, whatever its environment says by letters of either size."""
    for name in [name for name in os.environ if name.upper() == _VARIABLE]:
        del os.environ[name]
    os.environ[_VARIABLE] = tenant


def work_for_named(named: Sequence[str]) -> None:
    """Have this process work for the tenant that a command's line names, if it names one, and tell commands with it.

    Raises:
        BadInput: it is given twice, or without a name.

    """
    if len(named) > 1:
        raise BadInput(f"{TENANT} is given twice: give it once.")
    if named and not named[0]:
        raise BadInput(f"{TENANT} names nobody: give a tenant's name.")
    say_before(*([str(TENANT), named[0]] if named else []))
    if named:
        work_for(named[0])


def without_tenant(arguments: Sequence[str], before: Sequence[str]) -> list[str]:
    """A command's arguments without `--tenant NAME`, which may stand after it too; the process works for that one.

    Those that are named `before` the command count as well.

    Raises:
        BadInput: as `work_for_named`.

    """
    left, named, coming = list[str](), [*before], iter(arguments)
    for argument in coming:
        if argument == "--":
            left += [argument, *coming]
        elif argument == str(TENANT):
            named.append(next(coming, ""))
        elif argument.startswith(f"{TENANT}="):
            named.append(argument.partition("=")[2])
        else:
            left.append(argument)
    work_for_named(named)
    return left


def work_for_several(names: Sequence[str], *, all_of_them: bool) -> bool:
    """Whether a worker is to serve several tenants, by its own options; of one that is named alone it is that tenant's.

    A process that works for several works for none by itself: whatever asks for the settings without saying whose is refused.

    Raises:
        BadInput: some are named, and all are meant.

    """
    if names and all_of_them:
        raise BadInput(f"{ALL_TENANTS} is all of them: leave {TENANTS} out, or name those that are meant.")
    several = all_of_them or len(set(names)) > 1
    if several:
        work_for("")
    elif names:
        work_for(names[0])
    return several
