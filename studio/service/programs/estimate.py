"""What a film that a program asks for may cost, before it is begun."""

from collections.abc import Mapping
from typing import Any

from infra.storage import Store
from studio.service.estimates.home_estimate import estimate
from studio.service.facts.money import EstimateFacts, estimate_facts
from studio.service.programs.film import ID, film_fields, id_of, read_film
from studio.service.requests.cautions import cautions
from studio.service.requests.request import Asked


def estimated_film(body: Mapping[str, Any], store: Store) -> EstimateFacts:
    """The estimate of a film by the body that would begin it; for a thread.

    Raises:
        BadInput: it could not be begun, and which field it is.
        LongtakeError: as `estimate`.

    """
    asked = read_film(film_fields(body), store)
    named = id_of(body.get(ID), None)
    facts = estimated(asked)
    return facts if named is None else facts.model_copy(update={"id": named})


def estimated(asked: Asked) -> EstimateFacts:
    """The estimate of a film, with what a person should know of how it was asked for; for a thread.

    Raises:
        LongtakeError: as `estimate`.

    """
    facts = estimate_facts(estimate(asked.request), asked.request)
    return facts.model_copy(update={"notes": tuple(dict.fromkeys((*cautions(asked), *facts.notes)))})
