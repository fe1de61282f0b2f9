"""What a film stands on: the pair of store and database, and what the server lets it tell."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen


class Surroundings(Frozen):
    """What is looked at, which is nothing but where the activity runs."""


class Facts(Frozen):
    """The `mark` of the pair, and whether the film may tell where it stands by search attributes; else `note` says why.

    `titled`: whether its title may be one of them, which anybody reads who reaches the server.
    """

    mark: str
    attributes: bool = True
    titled: bool = True
    note: str = ""


class Premises(Protocol):
    """What a film stands on."""

    @activity.defn(name="premises.look")
    def look(self, request: Surroundings) -> Facts:
        """Look at it once, before anything else."""
