"""The models of this machine: the catalogue with a person's own file, and the desk with the keys that are set."""

from collections.abc import Mapping

from infra.settings import Settings, load_settings, variables
from models.brief import Brief
from providers.llm.catalogue import Catalogue
from providers.llm.chat import ChatDesk
from providers.vendors.clients import Clients
from providers.vendors.vendor import Vendor

_WRITER = ("LLM_PROVIDER", "LLM_API_KEY")
"""Variables of the user's documents: a vendor's name, and its key."""


def catalogue(settings: Settings | None = None) -> Catalogue:
    """Vendors, models, routes and prices, the person's own file merged over the built-in ones.

    Raises:
        BadInput: that file cannot be read.

    """
    return Catalogue.load((settings or load_settings()).models_file)


def chat_desk(settings: Settings) -> ChatDesk:
    """The desk that asks models, with the keys and addresses of the environment."""
    known = catalogue(settings)
    return ChatDesk(known, clients(known))


def clients(known: Catalogue, callbacks: str = "") -> Clients:
    """The clients of a catalogue's vendors, with the keys and addresses of the environment.

    `callbacks` is the public address at which vendors can tell of their jobs.
    """
    vendors = known.all_vendors
    names = {name for vendor in vendors.values() for name in (*vendor.key_variables, vendor.base_env) if name}
    return Clients(vendors, _with_the_writers(vendors, variables(sorted([*names, *_WRITER]))), callbacks)


def _with_the_writers(vendors: Mapping[str, Vendor], environment: dict[str, str]) -> dict[str, str]:
    """The environment with LLM_API_KEY as the key of the vendor in LLM_PROVIDER, where that has no other."""
    vendor, key = vendors.get(environment.get(_WRITER[0], "").lower()), environment.get(_WRITER[1], "")
    if vendor is None or not key or any(name in environment for name in vendor.key_variables):
        return environment
    return environment | {vendor.key_env: key}


def check_llm(name: str, brief: Brief) -> None:
    """See that an llm choice can write, and a brief's story in particular, before anything starts.

    Raises:
        BadInput: there is no such writer, route or model; it has no price; or the story is too much for it.
        Unauthorised: none of its vendors has a key.

    """
    from activities.casting.story_plan import plan_story
    from providers.registry import BUILT_IN, Registry

    if name in Registry(BUILT_IN).names("llm"):
        return
    plan_story(brief, name, chat_desk(load_settings()))
