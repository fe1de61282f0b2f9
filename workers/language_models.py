"""The models of this machine: the catalogue with a person's own file, and the desk with the keys that are set."""

from infra.settings import Settings, load_settings, variables
from models.brief import Brief
from providers.llm import llm_variables
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.vendors.clients import Clients
from workers.meters.desk import MeteredDesk

_WRITER = ("LLM_PROVIDER", "LLM_API_KEY")
"""Variables of the user's documents: a vendor's name, and its key."""


def catalogue(settings: Settings | None = None) -> Catalogue:
    """Vendors, models, routes and prices, the person's own file merged over the built-in ones; and what LLM_* variables ask for.

    Raises:
        BadInput: that file cannot be read.

    """
    settings = settings or load_settings()
    known = Catalogue.load(settings.models_file, settings.prices_file)
    llm_variables.add_route(known, variables(llm_variables.NAMES, settings))
    return known


def chat_desk(settings: Settings) -> ChatDesk:
    """The desk that asks models, with the keys and addresses of the environment."""
    known = catalogue(settings)
    return MeteredDesk(known, clients(known, settings))


def clients(known: Catalogue, settings: Settings | None = None, callbacks: str = "") -> Clients:
    """The clients of a catalogue's vendors, with the keys and addresses of the environment, or of a tenant.

    `callbacks` is the public address at which vendors can tell of their jobs.
    """
    said = asked_with(known, settings)
    return Clients(llm_variables.with_key(known.all_vendors, said), said, callbacks)


def asked_with(known: Catalogue, settings: Settings | None = None) -> dict[str, str]:
    """The variables that are set of those that vendors are asked with: keys, addresses, and the LLM_* ones."""
    return variables(names_asked_with(known), settings)


def names_asked_with(known: Catalogue) -> set[str]:
    """The variables that vendors are asked with."""
    named = [(*vendor.key_names, vendor.base_env, vendor.secret_env) for vendor in known.all_vendors.values()]
    return {*(name for names in named for name in names if name), *llm_variables.NAMES}


def check_llm(name: str, brief: Brief) -> None:
    """See that an llm choice can write, and a brief's story in particular, before anything starts.

    Raises:
        BadInput: there is no such writer, route or model; it has no price; or the story is too much for it.
        MissingKeys: none of its vendors has a key.

    """
    from activities.casting.story_plan import plan_story
    from providers.registry import BUILT_IN, Registry

    if name in Registry(BUILT_IN).names("llm"):
        return
    plan_story(brief, name, chat_desk(load_settings()))
