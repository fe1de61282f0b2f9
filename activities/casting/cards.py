"""Casting for one's own cards: which profile is meant, whether somebody serves them, and which weights they have."""

from collections.abc import Callable
from typing import NamedTuple

from models.errors import BadInput
from models.orders.cast import Cast, Choice, other_key
from models.queues import pool_of, weights_queue
from providers.base import Weighted
from providers.profiles import find_profile, settled_late
from providers.registry import Registry

Served = Callable[[str], bool]
"""Whether a worker serves a queue now."""


class Settled(NamedTuple):
    """The profile that is meant, and a sentence where that was not said by its name."""

    profile: str
    remark: str = ""


def nobody(_queue: str) -> bool:
    """Where no server can be asked."""
    return False


def settle(profile: str, registry: Registry, served: Served) -> Settled:
    """The profile itself; of one that is settled late, the one for cards where somebody serves them all, else the other.

    Raises:
        Transient: the server does not say who serves what.

    """
    if profile not in settled_late():
        return Settled(profile)
    on_cards, otherwise = settled_late()[profile]
    makers = [registry.choice(kind, name) for kind, name in find_profile(on_cards).items() if kind != "llm"]
    labels = list(dict.fromkeys(one.label for one in makers if pool_of(one.label) == "gpu"))
    idle = _idle(labels, served)
    if idle:
        return Settled(
            otherwise, f"Cast by the profile {otherwise}: no worker serves the {' and '.join(idle)} queue."
        )
    return Settled(
        on_cards, f"Cast by the profile {on_cards}: a worker serves the {' and '.join(labels)} queue."
    )


def awaited(cast: Cast, served: Served) -> tuple[str, ...]:
    """A sentence where a film waits for workers with cards, which may be on their way.

    Raises:
        Transient: the server does not say who serves what.

    """
    idle = _idle(list(cast.on_cards()), served)
    if not idle:
        return ()
    named = " and ".join(idle)
    asked = f"`longtake worker {' '.join(idle)}` on a machine with a card"
    return (f"When the film was cast nobody served the {named} queue: it waits for {asked}.",)


def check_served(cast: Cast, served: Served) -> None:
    """See that somebody serves the cards that others were cast for, in a film that is under way.

    Raises:
        BadInput: nobody does.
        Transient: the server does not say who serves what.

    """
    if idle := _idle(list(cast.on_cards()), served):
        raise BadInput(
            f"Nobody serves the {' and '.join(idle)} queue: start `longtake worker {' '.join(idle)}` on a machine with "
            "a card, then recast."
        )


def weights_of(choices: tuple[Choice, ...], registry: Registry) -> dict[str, str]:
    """The weights of those who have some here, by kind and provider.

    Raises:
        UnknownName: one of them is not here.
        BadInput: weights are not here, not whole, or may not be run.

    """
    makers = {other_key(one.kind, one.provider): registry.find(one.kind, one.provider) for one in choices}
    return {key: maker.weights() for key, maker in makers.items() if isinstance(maker, Weighted)}


def missing_weights(cast: Cast, registry: Registry, *, pictures_only: bool) -> list[str]:
    """Why those whose work needs a card could not be run on this machine, a sentence each.

    Raises:
        UnknownName: one of them is not here.

    """
    said = []
    for one in [
        each for of_label in cast.on_cards(pictures_only=pictures_only).values() for each in of_label
    ]:
        try:
            weights_of((one,), registry)
        except BadInput as error:
            said.append(str(error))
    return said


def check_weights(choice: Choice, registry: Registry) -> None:
    """See that a maker has the weights here that its film was cast with.

    Raises:
        BadInput: they are others, not here, not whole, or may not be run.

    """
    maker = registry.find(choice.kind, choice.provider)
    if not choice.weights or not isinstance(maker, Weighted):
        return
    here = maker.weights()
    if here != choice.weights:
        raise BadInput(
            f"The weights of {choice.provider} on this worker are others ({here}) than those that the film was cast with "
            f"({choice.weights}): have every worker pull the same ones."
        )


def _idle(labels: list[str], served: Served) -> list[str]:
    return [label for label in labels if not served(weights_queue(label))]
