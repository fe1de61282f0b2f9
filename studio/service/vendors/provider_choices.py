"""Every provider, and what each can do: made of what providers and endpoints declare, and of nothing else."""

from typing import TYPE_CHECKING

from models.errors import LongtakeError, MissingKeys, UnknownName
from models.kinds import KINDS, Kind
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice, exact

if TYPE_CHECKING:
    from infra.settings import Settings
    from providers.llm.catalogue import Catalogue
    from providers.registry import Registry
    from providers.vendors.clients import Clients
    from providers.vendors.endpoints.endpoint import Endpoint, UnitPrice
    from providers.vendors.endpoints.table import Endpoints


def provider_choices(settings: "Settings") -> list[ProviderChoice]:
    """All of them, by what they make; those of this machine first.

    Raises:
        BadInput: a person's own models or endpoints cannot be read.

    """
    from providers.vendors.endpoints.table import Endpoints
    from providers.vendors.speech.table import SpeechTable
    from studio.service.vendors.sound_choices import VENDORS, sound_choices
    from studio.service.vendors.speech_choices import speech_choices
    from workers.language_models import catalogue, clients
    from workers.registry import build_registry

    known, registry = catalogue(settings), build_registry(settings)
    endpoints = Endpoints.load(settings.models_file, settings.prices_file)
    asked = clients(known, settings)
    found: list[ProviderChoice] = []
    for kind in KINDS:
        elsewhere = VENDORS.get(kind, ())
        found += [_local(kind, name, registry) for name in registry.names(kind) if name not in elsewhere]
        found += sound_choices(kind, known, asked, registry)
        listed = [*endpoints.of(kind), *_priced_alone(kind, endpoints)]
        found += [_of_endpoint(kind, one, endpoints, known, asked, registry) for one in listed]
        if kind == "speech":
            found += speech_choices(SpeechTable.load(settings.models_file), known, asked, registry)
    return found


def choices_called(choices: list[ProviderChoice], name: str) -> list[ProviderChoice]:
    """Those of that name, short name, vendor or kind.

    Raises:
        UnknownName: nobody is called so.

    """
    wanted = name.casefold()
    of = {
        "picture": "image",
        "pictures": "image",
        "images": "image",
        "clip": "video",
        "clips": "video",
        "videos": "video",
        "voice": "speech",
        "voices": "speech",
        "lip-sync": "lips",
    }
    found = [
        one
        for one in choices
        if wanted in (one.kind, one.vendor, one.name.casefold(), *one.short)
        or one.kind == of.get(wanted)
        or one.name.partition("/")[2].casefold() == wanted
    ]
    if not found:
        kinds, vendors = (
            dict.fromkeys(one.kind for one in choices),
            dict.fromkeys(one.vendor for one in choices),
        )
        short = [name for one in choices for name in one.short]
        raise UnknownName(
            "provider, vendor or kind", name, [*dict.fromkeys([*kinds, *filter(None, vendors), *short])]
        )
    return found


def _priced_alone(kind: Kind, endpoints: "Endpoints") -> list["Endpoint"]:
    """Endpoints of which nobody listed more than a price, by what that is a price of."""
    units = {"image": ("image", "megapixel"), "video": ("second", "clip")}.get(kind, ())
    listed = {*endpoints.names("image"), *endpoints.names("video"), *endpoints.names("lips")}
    names = [name for name, price in endpoints.priced().items() if name not in listed and price.unit in units]
    return [one for name in names if (one := endpoints.find(kind, name))]


def shown_price(price: "UnitPrice", origin: str) -> ShownPrice:
    """A price of an endpoint."""
    return ShownPrice(
        unit=price.unit,
        usd=exact(price.usd),
        by={value: exact(usd) for value, usd in price.by.items()},
        reference=exact(price.reference),
        as_of=str(price.as_of) if price.as_of else None,
        source=price.source,
        origin=origin,
    )


def _local(kind: Kind, name: str, registry: "Registry") -> ProviderChoice:
    """A provider that is no endpoint."""
    from providers.base import Referenced

    try:
        provider = registry.find(kind, name)
    except LongtakeError as error:
        return ProviderChoice(
            kind=kind, name=name, unusable=str(error), key_set=not isinstance(error, MissingKeys)
        )
    taken = provider.references if isinstance(provider, Referenced) else None
    return ProviderChoice(
        kind=kind, name=name, references=taken.most if taken else 0, unusable=_refusal(provider)
    )


def _refusal(provider: object) -> str:
    """Why one that runs on people's own cards cannot be asked; empty where it can."""
    from infra.settings import load_settings
    from infra.temporal import cluster_config
    from providers.base import Licensed, Weighted

    try:
        # Only the embedded engine has all of its workers here: those of another server may have weights of their own.
        if isinstance(provider, Weighted) and cluster_config(load_settings()) is None:
            provider.weights()
        elif isinstance(provider, Licensed):
            provider.check_licence()
    except LongtakeError as error:
        return str(error)
    return ""


def _of_endpoint(
    kind: Kind,
    one: "Endpoint",
    endpoints: "Endpoints",
    known: "Catalogue",
    asked: "Clients",
    registry: "Registry",
) -> ProviderChoice:
    vendor = known.all_vendors.get(one.vendor)
    try:
        registry.choice(kind, one.name)
        unusable = ""
    except LongtakeError as error:
        unusable = str(error)
    taken, lengths = one.taking_references, one.lengths
    return ProviderChoice(
        kind=kind,
        name=one.name,
        short=tuple(endpoints.called(one)),
        title=one.title,
        vendor=one.vendor,
        key=vendor.key_env if vendor else None,
        key_set=asked.has_key(one.vendor),
        aspects=one.size.ratios,
        resolutions=tuple(one.size.resolutions),
        sizes=_sizes(one),
        lengths=lengths.choices if lengths else (),
        references=taken.most if taken else 0,
        only_with_references=bool(one.references and one.references.required and not one.without_references),
        elsewhere=one.other.name if one.other else "",
        elsewhere_when="with" if one.with_references else "without" if one.without_references else "",
        seed=bool(one.seed),
        negative=bool(one.negative),
        frames="first" if one.first else "",
        sound="off" if one.sound.field else "always" if one.sound.always else "none",
        prompt_most=one.prompt_most,
        price=shown_price(one.price, endpoints.origin(one.name)) if one.price else None,
        failed=one.failed,
        ends=str(one.ends) if one.ends else None,
        note=one.note,
        unusable=unusable,
    )


def _sizes(one: "Endpoint") -> str:
    """How large it makes a picture or a clip, in words."""
    rule = one.size
    if rule.pixels:
        most = rule.most if rule.most_pixels >= rule.most**2 else 0
        pixels = "" if most else f"{rule.most_pixels / 1e6:.1f} megapixels"
        return f"any up to {f'{most} × {most} pixels' if most else pixels}"
    words = [", ".join(rule.resolutions)] if rule.resolutions else []
    words += [", ".join(rule.ratios)] if rule.ratios else []
    return "; ".join(words) or ("that of the picture it opens with" if one.first else "its own")
