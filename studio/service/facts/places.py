"""Where the engine is, in what a door tells: whoever may spend is told it, and nobody who may less, since a server has no other door."""

from typing import TypeVar

from pydantic import BaseModel

Facts = TypeVar("Facts", bound=BaseModel)

_NOWHERE = {"address": "", "namespace": "", "ui": None}
"""What stands in place of each field that says where the engine is."""


def unplaced(facts: Facts) -> Facts:
    """The facts without where the engine is."""
    known = type(facts).model_fields
    return facts.model_copy(update={name: none for name, none in _NOWHERE.items() if name in known})


def unplaced_sentence(sentence: str, address: str) -> str:
    """A sentence about an engine at an address, without the address."""
    return sentence.replace(f" at {address}", "") if address else sentence
