"""What every model here is: frozen, strict about unknown fields, plain JSON."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value; an unknown field is an error, so a typo is never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")
