"""The LLM_* variables that other programs read: whose key there is, and which models are asked at which stage, as a route."""

from collections.abc import Iterable, Mapping

from infra.settings import variables
from models.errors import BadInput, UnknownName
from providers.llm.catalogue import Catalogue
from providers.llm.catalogue_models import Row
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
"""The stages that each variable of a stage names a model for; LLM_MODEL is asked at all, after those."""
_BESIDE = "budget"
"""The route whose models come after them: for a stage, or a vendor, that none of them is for."""


def names_of(vendors: Mapping[str, Vendor]) -> list[str]:
    """The variables that vendors' keys and addresses are read from."""
    named = ((*vendor.key_names, vendor.base_env) for vendor in vendors.values())
    return sorted({name for names in named for name in names if name})


def with_key(vendors: Mapping[str, Vendor]) -> dict[str, Vendor]:
    """The vendors; the one that LLM_PROVIDER names takes LLM_API_KEY where its own key is not set."""
    name = variables((PROVIDER,)).get(PROVIDER, "").lower()
    also = {name: vendors[name].model_copy(update={"key_also": (*vendors[name].key_also, KEY)})} if name in vendors else {}
    return {**vendors, **also}


def add_route(known: Catalogue) -> None:
    """The route of those models, where some are named; one that nobody knows is left out of it."""
    rows = known.route(_BESIDE)
    said = variables((MODEL, *STAGES))
    if not said.keys() - {SAFETY} or rows is None:
        return
    names = {variable: name for variable in said if (name := _named(known, said[variable]))}
    general = [names[MODEL]] if MODEL in names else []
    for row, beside in rows.items():
        own = [name for variable, name in names.items() if row in STAGES.get(variable, ())]
        rows[row] = tuple(dict.fromkeys([*own, *([] if row == "safety" else general), *beside]))
    known.add_route(ROUTE, rows)


def check_names(known: Catalogue, said: Iterable[str]) -> None:
    """See that the vendor and the models that these variables name are known.

    Raises:
        BadInput: one is not; the message names the variable.

    """
    for variable, value in variables(said).items():
        if variable == PROVIDER and value.lower() not in known.vendors:
            raise BadInput(f"{PROVIDER} must be one of {', '.join(known.vendors)}, not {value!r}.")
        if variable in (MODEL, *STAGES) and _named(known, value) is None:
            try:
                known.resolve(value)
            except UnknownName as error:
                raise BadInput(f"{variable} is {value!r}: {error}") from error


def meaning(known: Catalogue, variable: str) -> str:
    """What the model that a variable names is here; empty where nobody knows it."""
    name = _named(known, variables((variable,)).get(variable, ""))
    if name is None:
        return ""
    resolved = known.resolve(name)
    return resolved.note or resolved.card.name


def _named(known: Catalogue, name: str) -> str | None:
    """The name by which the catalogue knows a model, at LLM_PROVIDER's vendor where that has it."""
    provider = variables((PROVIDER,)).get(PROVIDER, "").lower()
    own = f"{provider}/{name}"
    listed = any(card.name == own for card in known.cards())
    if provider in known.vendors and (listed or not known.is_alias(name)):
        return own
    try:
        known.resolve(name)
    except UnknownName:
        return None
    return name
