"""The server that builds are deployed on: a configured one, since the embedded one has none."""

from models.errors import BadInput


def check_cluster(to_do: str) -> None:
    """See that a Temporal server is configured; `to_do` is what it is needed for.

    Raises:
        BadInput: none is.

    """
    from infra.settings import load_settings
    from infra.temporal import cluster_config

    if cluster_config(load_settings()) is None:
        raise BadInput(
            "No Temporal server is configured, and films of the embedded one go on with whatever runs there: set "
            f"TEMPORAL_ADDRESS to {to_do}."
        )
