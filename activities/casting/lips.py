"""Who moves the lips of a film: nobody, unless it or a shot of it says so."""

from collections.abc import Mapping

from models.brief import Brief
from models.kinds import Kind

USUAL = "sync-lipsync"
"""Who does where nobody is named."""


def with_lips(chosen: Mapping[Kind, str], brief: Brief) -> dict[Kind, str]:
    """The choices of a film with who moves its lips, and without where nobody wants them moved."""
    makers: dict[Kind, str] = {**chosen}
    mover = makers.pop("lips", USUAL)
    if brief.lip_sync or any(shot.lip_sync for shot in brief.shots):
        makers["lips"] = mover
    return makers
