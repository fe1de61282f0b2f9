"""Who moves the lips of a film: nobody, unless it or a shot of it says so."""

from collections.abc import Iterable, Mapping

from models.brief import Brief
from models.kinds import Kind
from models.orders.cast import Choice

USUAL = "sync-lipsync"
"""Who does where nobody is named."""
FLAT = "Lips are left alone: pictures and clips are drawn here, flat, and a vendor would be paid to move them (`--lips-provider` has them moved all the same)."


def with_lips(chosen: Mapping[Kind, str], brief: Brief) -> dict[Kind, str]:
    """The choices of a film with who moves its lips, and without where nobody wants them moved."""
    makers: dict[Kind, str] = {**chosen}
    mover = makers.pop("lips", USUAL)
    if lips_asked(brief):
        makers["lips"] = mover
    return makers


def is_flat(makers: Iterable[Choice | None]) -> bool:
    """Whether all that these make is drawn by the programs that come with this one: neither at a vendor nor by a model on a card."""
    return all(one is not None and not one.at_vendor and one.label == "cpu" for one in makers)


def lips_asked(brief: Brief) -> bool:
    """Whether a film, or a shot of it, says that lips are to be moved."""
    return brief.lip_sync or any(shot.lip_sync for shot in brief.shots)
