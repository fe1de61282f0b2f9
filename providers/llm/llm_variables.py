"""The LLM_* variables of other programs: whose key there is, and which models are asked at which stage, as a route.

`said` are those that are set, by their names.
"""

from collections.abc import Mapping

from models.errors import BadInput, UnknownName
from providers.llm.catalogue import Catalogue
from providers.llm.catalogue_models import ModelCard, Row
from providers.vendors.vendor import Vendor

ROUTE = "environment"
"""The route that these variables make."""
PROVIDER, KEY, MODEL, SAFETY = "LLM_PROVIDER", "LLM_API_KEY", "LLM_MODEL", "LLM_SAFETY_MODEL"
STAGES: Mapping[str, tuple[Row, ...]] = {
    "LLM_MODEL_STORY_COMPRESS": ("compress",),
    "LLM_MODEL_STORY_COMPRESS_FALLBACK": ("compress",),
    "LLM_MODEL_SCENE_DRAFT": ("breakdown", "scenes"),
    "LLM_MODEL_SCENE_DRAFT_LARGE": ("breakdown_large",),
    "LLM_MODEL_SHOT_FINAL": ("shots", "visuals"),
    "LLM_MODEL_SHOT_FINAL_FALLBACK": ("shots", "visuals"),
    "LLM_MODEL_JSON_REPAIR": ("repair",),
    SAFETY: ("safety",),
}
"""The stages that each variable of a stage names a model for; the model in LLM_MODEL is asked at all, after those."""
NAMES = (PROVIDER, KEY, MODEL, *STAGES)
_BESIDE = "budget"
"""The route whose models come after them, of LLM_PROVIDER's vendor where one is named; all of them for a stage without any."""

Said = Mapping[str, str]


def with_key(vendors: Mapping[str, Vendor], said: Said) -> dict[str, Vendor]:
    """The vendors; the one that LLM_PROVIDER names takes LLM_API_KEY where its own key is not set."""
    vendor = vendors.get(_provider(said))
    if vendor is None:
        return {**vendors}
    return {**vendors, vendor.name: vendor.model_copy(update={"key_also": (*vendor.key_also, KEY)})}


def add_route(known: Catalogue, said: Said) -> None:
    """The route of those models, where some are named; one that nobody knows is left out of it."""
    rows = known.route(_BESIDE)
    models = {variable: said[variable] for variable in (MODEL, *STAGES) if said.get(variable)}
    if not models.keys() - {SAFETY} or rows is None:
        return
    names = {variable: name for variable in models if (name := _named(known, said, variable))}
    general = [names[MODEL]] if MODEL in names else []
    provider = _provider(said) if _provider(said) in known.vendors else ""
    for row, beside in rows.items():
        own = [name for variable, name in names.items() if row in STAGES.get(variable, ())]
        own += [] if row == "safety" else general
        # Who names a vendor is not taken to another one, which may cost money where that one is free.
        near = [name for name in beside if row == "safety" or name.startswith(provider and f"{provider}/")]
        rows[row] = tuple(dict.fromkeys([*own, *(near if own else beside)]))
    known.add_route(ROUTE, rows)


def check_said(known: Catalogue, said: Said) -> None:
    """See that the vendor and the models that these variables name are known.

    Raises:
        BadInput: one is not; the message names the variable.

    """
    if said.get(PROVIDER) and _provider(said) not in known.vendors:
        raise BadInput(f"{PROVIDER} must be one of {', '.join(known.vendors)}, not {said[PROVIDER]!r}.")
    for variable in (MODEL, *STAGES):
        if said.get(variable) and _named(known, said, variable) is None:
            try:
                known.resolve(said[variable])
            except UnknownName as error:
                raise BadInput(f"{variable} is {said[variable]!r}: {error}") from error


def meaning(known: Catalogue, said: Said, variable: str) -> tuple[ModelCard, str]:
    """Which model the one is that a variable names, and that in words, or what answers in its place.

    Raises:
        UnknownName: nobody knows it.

    """
    resolved = known.resolve(_named(known, said, variable) or said[variable])
    return resolved.card, resolved.note or resolved.card.name


def _named(known: Catalogue, said: Said, variable: str) -> str | None:
    """The name by which the catalogue knows a variable's model: at LLM_PROVIDER's vendor, unless it stands for another."""
    name, provider = said[variable], _provider(said)
    own = f"{provider}/{name}"
    listed = any(card.name == own for card in known.cards())
    if provider in known.vendors and (listed or not known.is_alias(name)):
        return own
    try:
        known.resolve(name)
    except UnknownName:
        return None
    return name


def _provider(said: Said) -> str:
    return said.get(PROVIDER, "").lower()
