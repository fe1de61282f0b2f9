"""What a paid tool takes beside its request, a key and the dollars that it accepts, and the rule over those."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from models.errors import BadInput
from models.money.dollars import Amount, plain

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
