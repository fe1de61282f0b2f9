"""Every open model: what it is, what it needs, whether its weights are here and whole, and whether it may be run."""

from typing import TYPE_CHECKING

from pydantic import computed_field

from models.base import Frozen
from models.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from infra.settings import Settings
    from providers.open_models.entry import OpenModel
    from providers.open_models.weights import Weights


class ListedModel(Frozen):
    """An open model; `bytes` are those of its weights here, `trouble` why they cannot be used although something is there.

    `vram_gb` is the least that it runs with, and the most that it asks for; `restarts` why a run that was broken off begins
    anew. `accepted` is whether it may be run: its licence is not `restricted`, or somebody accepted it.
    """

    name: str
    kind: str
    title: str
    label: str
    source: str
    vram_gb: tuple[float, float]
    host_gb: float
    licence: str
    licence_url: str
    restricted: bool
    forbids: str
    accepted: bool
    restarts: str
    here: bool
    bytes: int
    trouble: str
    note: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def state(self) -> str:
        """How its weights are, in a word."""
        return "here" if self.here else "broken" if self.trouble else "not here"


def listed_models(settings: "Settings") -> list[ListedModel]:
    """All of them, in the order of their tables.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    from providers.open_models.weights import Weights
    from workers.cards.open_models import licences_of, open_models

    weights, accepted = Weights(settings.weights_dir), licences_of(settings).accepted()
    return [_listed(model, weights, accepted) for model in open_models(settings).all()]


def _listed(model: "OpenModel", weights: "Weights", accepted: dict[str, str]) -> ListedModel:
    from providers.open_models.weights import check_whole

    size, trouble = 0, ""
    try:
        place = weights.of(model)
    except BadInput:
        here = False
    else:
        size = size_of(place)
        try:
            here = bool(weights.revision(model))
            check_whole(place, model)
        except (BadInput, OSError) as error:
            here, trouble = False, str(error)
    licence = model.licence
    return ListedModel(
        name=model.name,
        kind=model.kind,
        title=model.title,
        label=model.label,
        source=model.source,
        vram_gb=(model.least.vram_gb, model.memory[0].vram_gb),
        host_gb=model.least.host_gb,
        licence=licence.name,
        licence_url=licence.url,
        restricted=licence.restricted,
        forbids=licence.forbids,
        accepted=not licence.restricted or model.name in accepted,
        restarts=model.restarts,
        here=here,
        bytes=size,
        trouble=trouble,
        note=model.note,
    )


def size_of(place: "Path") -> int:
    """The bytes of a file, or of all files in a folder."""
    files = [place] if place.is_file() else (path for path in place.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files)
