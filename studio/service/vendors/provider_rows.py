"""A provider as people choose among them, and its price."""

from decimal import Decimal

from models.base import Frozen
from models.kinds import Kind


class ShownPrice(Frozen):
    """Dollars for `per` of a `unit`, `by` a value of resolution or duration where it differs, `reference` more for each reference picture.

    As `source` had it on the date `as_of`; `origin` is whose it is: built in, refreshed, or yours.
    """

    unit: str
    per: int = 1
    usd: Decimal
    by: dict[str, Decimal]
    reference: Decimal
    as_of: str | None
    source: str
    origin: str


class ProviderChoice(Frozen):
    """A provider and what it can do; `kind` is what it makes, `short` are its short names.

    `key` is the variable of its vendor's key, None where it needs none. `aspects` and `resolutions` are those that it knows by
    name, `sizes` is how large it makes a picture, in words; `lengths` are those of its clips in seconds. `references` is how many
    reference pictures it takes at most, whether it makes `only_with_references`, and `elsewhere` the endpoint of its vendor that
    requests with references go to, or those without, where that is another. `frames` says which pictures a clip is
    given. `sound` is `none`, `off` (where nobody asks for it) or `always`. `failed` is what a job that failed bills.
    Of speech, `languages` are those that it is said to speak (none listed: any), `words` that it says when each word is heard;
    a `free` vendor takes nothing. `ends` is the day from which on it answers no more, `unusable` why it cannot be asked at all.
    """

    kind: Kind
    name: str
    short: tuple[str, ...] = ()
    title: str = ""
    vendor: str = ""
    key: str | None = None
    key_set: bool = True
    aspects: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    sizes: str = ""
    lengths: tuple[int, ...] = ()
    references: int = 0
    only_with_references: bool = False
    elsewhere: str = ""
    elsewhere_when: str = ""
    seed: bool = True
    negative: bool = False
    frames: str = ""
    sound: str = "none"
    prompt_most: int = 0
    price: ShownPrice | None = None
    failed: str = "nothing"
    languages: tuple[str, ...] = ()
    words: bool = False
    free: bool = False
    ends: str | None = None
    note: str = ""
    unusable: str = ""


def exact(rate: Decimal) -> Decimal:
    """The same number without zeros at its end, and without an exponent."""
    return Decimal(f"{rate.normalize():f}")
