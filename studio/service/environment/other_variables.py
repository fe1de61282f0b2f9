"""Other programs' variables that are set here: what each does, and what stands in the place of one that does nothing."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from infra.settings import OTHER_NAMES, Settings, variable_of, variables
from models.errors import BadInput
from providers.llm import llm_variables
from providers.llm.catalogue import Catalogue
from studio.service.environment.defaults import (
    EXECUTION,
    ON_CARDS,
    PARALLEL,
    SCENARIO_MODEL,
    VIDEO_FPS,
    VIDEO_MODEL,
    VIDEO_RESOLUTION,
    chosen_profile,
    films_folder,
    known_video,
    known_writer,
    read_fps,
    read_frame,
    read_switch,
)
from studio.service.requests.request import dollars_of
from workers.language_models import catalogue, clients

TOON = "USE_TOON_FORMAT"
ELEVENLABS = "ELEVENLABS_API_KEY"
"""A variable of the user's documents that is a vendor's own; no profile casts that vendor by itself."""
INSTEAD: Mapping[str, str] = {
    "LLM_SKIP_SUMMARIZATION_THRESHOLD": "a text is summarised where it is too long for one call of the models that are asked",
    "LLM_USE_LARGE_CONTEXT_THRESHOLD": "a text of more than 8,000 tokens goes to the model in LLM_MODEL_SCENE_DRAFT_LARGE, or "
    "the route's breakdown_large",
    "ASSETS_PATH": "assets lie in LONGTAKE_HOME, or in the bucket that LONGTAKE_STORE names",
}
"""Variables that nothing reads, and what there is in their place."""


class Meaning(NamedTuple):
    """What a variable does here; `used` unless it does nothing, `wrong` when its value cannot be used."""

    variable: str
    words: str
    used: bool = True
    wrong: bool = False


def meanings(settings: Settings) -> list[Meaning]:
    """Those that are set. No value of one that is a key is in it.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    known = catalogue(settings)
    return [
        *(*_keys(known), *_settings(settings), *_models(known)),
        *(*_pictures(), *_voices(), *_cards(), *_without(known)),
    ]


def _keys(known: Catalogue) -> Iterator[Meaning]:
    owners = {vendor.key_env: vendor for vendor in reversed(known.all_vendors.values())}
    for vendor in reversed(owners.values()):
        said = variables(vendor.key_names)
        first = next(iter(said), "")
        for other in vendor.key_also:
            if other == first:
                yield Meaning(other, f"the key of {vendor.shown}, as {vendor.key_env} would be")
            elif other in said:
                yield Meaning(other, f"{first} goes before it", used=False)


def _settings(settings: Settings) -> Iterator[Meaning]:
    words = {
        "budget": lambda: (
            f"a film costs {dollars_of(settings.budget, variable_of('budget'))} at most, unless it is given a budget"
        ),
        "films": lambda: f"films are written into {films_folder(settings)}",
    }
    for field, names in OTHER_NAMES.items():
        for name in variables(names):
            if name == variable_of(field):
                yield _read(name, words[field])
            else:
                yield Meaning(name, f"{variable_of(field)} goes before it", used=False)


def _models(known: Catalogue) -> Iterator[Meaning]:
    said = variables((SCENARIO_MODEL, PARALLEL, *llm_variables.NAMES))
    provider = said.get(llm_variables.PROVIDER, "").lower()
    for name in said:
        if name == llm_variables.PROVIDER:
            yield _read(name, lambda: _provider(known, said))
        elif name == llm_variables.KEY:
            vendor = known.vendors.get(provider)
            if vendor is None:
                yield Meaning(name, f"{llm_variables.PROVIDER} names no vendor whose key it is", used=False)
            elif variables((vendor.key_env,)):
                yield Meaning(name, f"{vendor.key_env} goes before it", used=False)
            else:
                yield Meaning(name, f"the key of {vendor.shown}, as {vendor.key_env} would be")
        elif name == PARALLEL:
            yield _read(name, lambda: _parallel(parallel=read_switch(said[PARALLEL])))
        elif name == SCENARIO_MODEL:
            yield _read(name, lambda: _scenario(known, said[SCENARIO_MODEL]))
        else:
            yield _read(name, lambda name=name: _model(known, said, name))  # type: ignore[misc]


def _provider(known: Catalogue, said: Mapping[str, str]) -> str:
    llm_variables.check_said(known, {llm_variables.PROVIDER: said[llm_variables.PROVIDER]})
    return f"models are asked for at {known.vendors[said[llm_variables.PROVIDER].lower()].shown} first"


def _parallel(*, parallel: bool) -> str:
    return f"the scenes of a long text are written {'side by side' if parallel else 'one after another'}"


def _scenario(known: Catalogue, value: str) -> str:
    return f"scenarios are written by {known_writer(known, value)}, unless they are given a model"


def _model(known: Catalogue, said: Mapping[str, str], name: str) -> str:
    provider = {key: value for key, value in said.items() if key == llm_variables.PROVIDER}
    llm_variables.check_said(known, {name: said[name], **provider})
    rows = ", ".join(llm_variables.STAGES.get(name, ("all stages",)))
    card, meaning = llm_variables.meaning(known, said, name)
    words = f"of the route {llm_variables.ROUTE}, for {rows}: {meaning.rstrip('.')}"
    vendor = known.vendors[card.vendor]
    if clients(known).has_key(vendor.name):
        return words
    return f"{words}; without {vendor.key_env} the route's next model is asked"


def _pictures() -> Iterator[Meaning]:
    said = variables((VIDEO_MODEL, VIDEO_RESOLUTION, VIDEO_FPS))
    if VIDEO_MODEL in said:
        try:
            there = known_video(said[VIDEO_MODEL])
        except BadInput as error:
            yield Meaning(VIDEO_MODEL, str(error), used=False, wrong=True)
        else:
            instead = f"{said[VIDEO_MODEL]} is not here: the profile's video provider makes the clips"
            words = f"clips are made by {there}, unless a profile or a provider is given"
            yield Meaning(VIDEO_MODEL, words if there else instead, used=bool(there))
    if VIDEO_RESOLUTION in said:
        yield _read(
            VIDEO_RESOLUTION,
            lambda: "films are {} at {}, the least that holds it".format(*read_frame(said[VIDEO_RESOLUTION])),
        )
    if VIDEO_FPS in said:
        yield _read(VIDEO_FPS, lambda: f"films have {read_fps(said[VIDEO_FPS])} frames a second")


def _voices() -> Iterator[Meaning]:
    for name in variables((ELEVENLABS,)):
        yield Meaning(name, "the key of ElevenLabs, who speaks in films that cast elevenlabs")


def _cards() -> Iterator[Meaning]:
    said = variables((EXECUTION, ON_CARDS))
    words = {
        "auto": "films are made on cards where a worker serves them",
        "local": "films are made without a card",
    }
    for name in said:
        if name == EXECUTION and ON_CARDS in said:
            yield Meaning(name, f"{ON_CARDS} goes before it", used=False)
        else:
            yield _read(
                name,
                lambda: f"{words[(chosen_profile() or ('', 'local'))[1]]}, unless they are given a profile",
            )


def _without(known: Catalogue) -> Iterator[Meaning]:
    if said := variables((TOON,)).get(TOON):
        off = said.lower() in ("0", "false", "no", "off")
        words = "models are told tables in TOON where that is shorter than JSON"
        yield Meaning(TOON, f"{words}, and nothing turns it off" if off else words, used=not off)
    asked = {name for vendor in known.all_vendors.values() for name in vendor.key_names}
    for name in variables(name for name in INSTEAD if name not in asked):
        yield Meaning(name, INSTEAD[name], used=False)


def _read(name: str, words: Callable[[], str]) -> Meaning:
    try:
        return Meaning(name, words())
    except BadInput as error:
        return Meaning(name, str(error), used=False, wrong=True)
