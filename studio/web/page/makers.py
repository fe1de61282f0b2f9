"""Who can make a film, as a form offers them: profiles with the prices of whom they cast, and others of each kind."""

from collections.abc import Sequence

from infra.settings import Settings
from models.base import Frozen
from models.kinds import Kind
from providers.profiles import settled_late
from studio.service.environment.profiles import ProfileKeys, profile_keys
from studio.service.vendors.price_words import FREE, OF_WRITING, cost_said
from studio.service.vendors.provider_choices import provider_choices
from studio.service.vendors.provider_rows import ProviderChoice

_MADE: dict[Kind, str] = {
    "llm": "Story",
    "image": "Pictures",
    "video": "Clips",
    "speech": "Voices",
    "music": "Music",
    "check": "Likeness",
}
_NO_CARDS = "No worker serves a card now: a film waits until one does (`longtake worker gpu`)."
_TAKEN_AS_GIVEN = ("check",)
"""What a film has for nothing, and nobody chooses a profile for."""


class Part(Frozen):
    """What of a film somebody makes, and the price, in words."""

    what: str
    by: str
    price: str


class ProfileCard(Frozen):
    """A profile; `lacks` are the variables that are not set here, `trouble` why it cannot be cast else."""

    name: str
    says: str
    parts: tuple[Part, ...]
    free: bool
    lacks: str
    trouble: str


class Maker(Frozen):
    """Somebody who makes a kind of thing; `name` is what a film calls them, `key` the variable that is not set here."""

    name: str
    title: str
    price: str
    key: str


class Makers(Frozen):
    """Everybody whom a form offers."""

    profiles: tuple[ProfileCard, ...]
    image: tuple[Maker, ...]
    video: tuple[Maker, ...]
    speech: tuple[Maker, ...]
    music: tuple[Maker, ...]
    effect: tuple[Maker, ...]


def makers(settings: Settings, *, cards: bool) -> Makers:
    """Everybody who can make something here, or could with a key; for a thread. `cards`: whether a worker serves some now.

    Raises:
        BadInput: a person's own models or endpoints cannot be read.

    """
    choices = [one for one in provider_choices(settings) if not one.unusable or not one.key_set]
    return Makers(
        profiles=tuple(_card(one, choices, cards=cards) for one in profile_keys(settings)),
        image=_of(choices, "image"),
        video=_of(choices, "video"),
        speech=_of(choices, "speech"),
        music=_of(choices, "music"),
        effect=_of(choices, "effect"),
    )


def _card(profile: ProfileKeys, choices: Sequence[ProviderChoice], *, cards: bool) -> ProfileCard:
    late = settled_late()
    own = profile.name in {on_cards for on_cards, _ in late.values()}
    parts = tuple(
        _part(kind, name, choices) for kind, name in profile.casting.items() if kind not in _TAKEN_AS_GIVEN
    )
    free = all(part.price == FREE for part in parts)
    if profile.name in late:
        says = f"As {late[profile.name][0]} where a worker serves its cards, else as {late[profile.name][1]}"
    elif own:
        says = "Free, with open models on your own cards"
    elif free:
        says = "Free, and made on this machine"
    else:
        says = ""
    return ProfileCard(
        name=profile.name,
        says=says,
        parts=parts,
        free=free,
        lacks=profile.lacks,
        trouble=profile.trouble or (_NO_CARDS if own and not cards else ""),
    )


def _part(kind: Kind, name: str, choices: Sequence[ProviderChoice]) -> Part:
    found = next((one for one in choices if one.kind == kind and name in (one.name, *one.short)), None)
    if found is None and kind == "llm":
        # A route is a word of ours for several of them; whoever is named alone has a slash.
        return Part(what=_MADE[kind], by=name if "/" in name else "language models", price=OF_WRITING)
    return Part(
        what=_MADE.get(kind, kind),
        by=(found and found.title) or name,
        price=cost_said(found) if found else FREE,
    )


def _of(choices: Sequence[ProviderChoice], kind: Kind) -> tuple[Maker, ...]:
    return tuple(
        Maker(
            name=one.short[0] if one.short else one.name,
            title=one.title or one.name,
            price=cost_said(one),
            key="" if one.key_set else one.key or "",
        )
        for one in choices
        if one.kind == kind
    )
