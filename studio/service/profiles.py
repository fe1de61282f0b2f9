"""Profiles, and the keys that each lacks on this machine."""

from typing import NamedTuple

from infra.settings import Settings
from models.errors import MissingKeys


class ProfileState(NamedTuple):
    """A profile, and the variables that have to be set before it can be cast; none where it can."""

    name: str
    missing: tuple[str, ...]


def profile_states(settings: Settings) -> list[ProfileState]:
    """Every profile.

    Raises:
        BadInput: a person's own models or endpoints cannot be read.

    """
    from providers.registry import profiles
    from workers.language_models import chat_desk
    from workers.registry import build_registry

    registry, desk = build_registry(settings), chat_desk(settings)
    states = []
    for name, choices in profiles().items():
        missing: list[str] = []
        for kind, provider in choices.items():
            if kind == "llm" and provider not in registry.names("llm"):
                vendors = [
                    desk.catalogue.resolve(model).vendor
                    for stage, models in (desk.catalogue.route(provider) or {}).items()
                    for model in models
                    if stage != "safety"
                ]
                if not any(desk.has_key(vendor.name) for vendor in vendors):
                    missing.append(" or ".join(dict.fromkeys(vendor.key_env for vendor in vendors)))
                continue
            try:
                registry.find(kind, provider)
            except MissingKeys as error:
                missing += [" or ".join(names) for names in error.wanted]
        states.append(ProfileState(name, tuple(dict.fromkeys(missing))))
    return states
