"""Which profiles are complete: whose keys are set here, and which variables the others lack."""

from collections.abc import Iterator
from typing import NamedTuple

from activities.casting.keys import MADE, Group, LackingKeys
from activities.casting.story_plan import plan_story
from infra.settings import Settings
from models.brief import Brief
from models.errors import BadInput, LongtakeError, MissingKeys
from models.kinds import Kind
from providers.base import Weighted
from providers.llm.chat import ChatDesk
from providers.offers import VendorProvider
from providers.profiles import profiles, settled_late
from providers.registry import Registry
from workers.language_models import asked_with, catalogue, clients
from workers.registry import build_registry

_BRIEF = Brief(prompt="A door.")


class ProfileKeys(NamedTuple):
    """A profile: whom it casts, which variables that are set give its keys, of which others one each is lacking.

    `trouble` is why it cannot be cast for another reason.
    """

    name: str
    casting: dict[Kind, str]
    given: tuple[str, ...]
    lacking: tuple[Group, ...]
    trouble: str = ""

    @property
    def complete(self) -> bool:
        """Whether a film can be cast with it."""
        return not self.lacking and not self.trouble

    @property
    def lacks(self) -> str:
        """The variables that are lacking, one of each group being enough."""
        return ", ".join(" or ".join(group) for group in self.lacking)

    @property
    def makers(self) -> str:
        """Who makes what; of a profile that is settled late, by whom it is settled."""
        if self.name in settled_late():
            on_cards, otherwise = settled_late()[self.name]
            return f"as {on_cards} where a worker serves its cards, else as {otherwise}"
        return ", ".join(f"{MADE[kind]} by {name}" for kind, name in self.casting.items())


def profile_keys(settings: Settings) -> list[ProfileKeys]:
    """Every profile, in their order.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    registry, known = build_registry(settings), catalogue(settings)
    desk, said = ChatDesk(known, clients(known, settings)), asked_with(known, settings)
    return [_profile(name, casting, registry, desk, said) for name, casting in profiles().items()]


def weightless(settings: Settings, profile: ProfileKeys) -> list[str]:
    """Why those of a profile that have weights could not be run on this machine, a sentence each.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    if profile.name in settled_late():
        return []
    registry, said = build_registry(settings), []
    for kind, name in profile.casting.items():
        maker = registry.find(kind, name) if name in registry.names(kind) else None
        try:
            if isinstance(maker, Weighted):
                maker.weights()
        except BadInput as error:
            said.append(str(error))
    return said


def _profile(
    name: str, casting: dict[Kind, str], registry: Registry, desk: ChatDesk, said: dict[str, str]
) -> ProfileKeys:
    lacking, vendors = LackingKeys(), dict[str, None]()
    try:
        for kind, provider in casting.items():
            with lacking.of(kind):
                vendors |= dict.fromkeys(_asked(kind, provider, registry, desk))
    except LongtakeError as error:
        return ProfileKeys(name, casting, (), (), str(error))
    keys = [desk.catalogue.all_vendors[vendor].key_names for vendor in vendors]
    given = tuple(variable for names in keys for variable in names[:1] if any(one in said for one in names))
    try:
        lacking.check()
    except MissingKeys as error:
        return ProfileKeys(name, casting, given, error.wanted)
    return ProfileKeys(name, casting, given, ())


def _asked(kind: Kind, name: str, registry: Registry, desk: ChatDesk) -> Iterator[str]:
    """The vendors whose keys a provider is asked with."""
    if kind == "llm" and name not in registry.names("llm"):
        for route in plan_story(_BRIEF, name, desk).routes:
            yield from (model.vendor for model in route.models)
        return
    provider = registry.find(kind, name)
    if isinstance(provider, VendorProvider):
        yield provider.vendor
