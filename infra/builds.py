"""Which build of which deployment the film workers of this process are: Temporal's own two variables say it, together."""

import os
import re

from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import WorkerDeploymentConfig

from models.errors import BadInput
from models.excerpt import quoted

DEPLOYMENT, BUILD = "TEMPORAL_DEPLOYMENT_NAME", "TEMPORAL_WORKER_BUILD_ID"
"""As the Worker Controller for Kubernetes sets them; they are not read from `.env`, as none of Temporal's is."""

UNVERSIONED = "Workers of the embedded server have no versions"

_NAMES = {
    # A worker of another name is never heard of by the server, which says nothing about it.
    DEPLOYMENT: (
        r"[A-Za-z0-9][A-Za-z0-9_/-]{0,119}",
        "letters, digits, _, / and -, a letter or a digit first, 120 at most",
    ),
    BUILD: (
        r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}",
        "letters, digits and . _ : / @ + -, a letter or a digit first, 120 at most",
    ),
}


def build_here() -> WorkerDeploymentVersion | None:
    """The build that this process has; None where nothing is versioned.

    Raises:
        BadInput: one of the two variables is set and the other is not, or one has a value that cannot be used.

    """
    said = {name: os.environ.get(name, "").strip() for name in _NAMES}
    if not any(said.values()):
        return None
    for name, (pattern, words) in _NAMES.items():
        if not said[name]:
            other = next(given for given in said if said[given])
            raise BadInput(
                f"{other} is set and {name} is not: set both where film workers are versioned, else neither."
            )
        if not re.fullmatch(pattern, said[name]):
            raise BadInput(f"{name} must be of {words}, not {quoted(said[name], 58)}.")
    return WorkerDeploymentVersion(said[DEPLOYMENT], said[BUILD])


def checked_build(name: str) -> str:
    """The name of a build, as workers can have it.

    Raises:
        BadInput: no worker can.

    """
    pattern, words = _NAMES[BUILD]
    if not re.fullmatch(pattern, name):
        raise BadInput(f"A build's name is of {words}, not {quoted(name, 58)}.")
    return name


def check_build(*, embedded: bool) -> None:
    """See that a worker can be started with what the two variables say.

    Raises:
        BadInput: as `build_here`; or the server is the `embedded` one, whose workers are all of one program.

    """
    if build_here() is not None and embedded:
        raise BadInput(
            f"{UNVERSIONED}: with {DEPLOYMENT} and {BUILD} set TEMPORAL_ADDRESS as well, or unset the two."
        )


def versioning_of(build: WorkerDeploymentVersion | None) -> WorkerDeploymentConfig | None:
    """How the film worker of a build asks for work: whatever it begins stays with that build, until it goes on as a new run."""
    if build is None:
        return None
    return WorkerDeploymentConfig(
        version=build, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED
    )
