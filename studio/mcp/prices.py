"""What a paid tool takes beside its request, a key and the dollars that it accepts, and the rule over those."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from models.errors import BadInput
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import Amount, plain
from studio.mcp.callers import Caller

Key = Annotated[
    str,
    Field(
        description=(
            "A text of your own, new for each thing that you want, such as a UUID. Send the same one when you repeat this "
            "very call, after a broken connection say: then nothing is begun twice."
        ),
        examples=["4c1f7c5e-2f0b-4a51-9a1e-2d3f7a0b9c11"],
    ),
]
Accepted = Annotated[
    Amount,
    Field(
        description=(
            "The most that this may cost, in dollars, as the person has agreed to: at least `most_usd` of `estimate`. If it "
            "would cost more by now, nothing is begun, and the answer says how much."
        ),
        examples=["0.35"],
    ),
]


def check_price(most: Decimal, accepted: Decimal, what: str) -> None:
    """See that something does not cost more than was accepted.

    Raises:
        BadInput: it may; the sentence says how much.

    """
    if most > accepted:
        raise BadInput(
            f"{what} may cost up to ${plain(most)} by now, which is more than the ${plain(accepted)} that accept_usd says: "
            f"nothing was begun. Ask the person, and call again with accept_usd {plain(most)} if they agree."
        )


def within_budget(
    request: FilmRequest, view: FilmView, most: Decimal, accepted: Decimal, caller: Caller
) -> FilmRequest:
    """The request with the film's budget: whoever may spend sets it to what was accepted, anybody else keeps to it.

    Raises:
        BadInput: the budget does not leave so much.

    """
    if view.budget is not None and not caller.may("spend"):
        left = max(view.budget - view.spent, Decimal(0))
        if most > left:
            raise BadInput(
                f"This may cost up to ${plain(most)}, and the film's budget leaves ${plain(left)}: somebody with the role "
                "'spend' can have it made."
            )
        return request
    budget = view.spent + accepted
    options = request.options.model_copy(update={"budget": budget, "budget_mode": "cap"})
    return request.model_copy(update={"options": options})
