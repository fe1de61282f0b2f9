"""What a film can be made of: story templates, style presets, shot patterns, the models that write, and voices."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.base import Frozen
from models.errors import BadInput, MissingExtra, ProviderError, UnknownName
from models.story.stages import Template

if TYPE_CHECKING:
    from activities.story.patterns import Pattern
    from activities.story.styles import Style
    from providers.llm.catalogue import Catalogue
    from providers.llm.catalogue_models import ModelCard

TIERS = ("premium", "balanced", "budget", "local", "guard")
"""The tiers of models, the dearest first; guards check shots and write nothing."""


class StoryChoices(NamedTuple):
    """Templates, styles and patterns; why each `broken` template cannot be used, and the `folder` of a person's own."""

    templates: "tuple[Template, ...]"
    styles: "tuple[Style, ...]"
    patterns: "tuple[Pattern, ...]"
    broken: dict[str, str]
    folder: Path

    def ids(self) -> list[str]:
        """The names of all of them; a style and a pattern may share one."""
        templates, styles = [each.id for each in self.templates], [each.id for each in self.styles]
        return templates + styles + [each.id for each in self.patterns]

    def own_file(self, template: Template) -> Path | None:
        """The person's own file that a template comes from."""
        file = self.folder / f"{template.id}.toml"
        return file if file.is_file() else None

    def called(self, name: str) -> "StoryChoices":
        """Those of that name.

        Raises:
            UnknownName: there is none.
            BadInput: it is a template that cannot be used.

        """
        wanted = _id_of(name)
        if wanted in self.broken or name in self.broken:
            raise BadInput(self.broken.get(wanted) or self.broken[name])
        known = tuple(dict.fromkeys(self.ids()))
        if wanted not in known:
            raise UnknownName("template, style or pattern", name, known)
        return self._replace(
            templates=tuple(each for each in self.templates if each.id == wanted),
            styles=tuple(each for each in self.styles if each.id == wanted),
            patterns=tuple(each for each in self.patterns if each.id == wanted),
            broken={},
        )


class ModelChoice(Frozen):
    """A model that writes or checks; prices in dollars per million tokens, None where nobody knows them.

    `context` is in tokens, `priced` the date of its price, `key` the variable that its vendor's key is read from.
    """

    tier: str
    name: str
    aliases: tuple[str, ...]
    context: int
    input_usd_per_million: float | None
    output_usd_per_million: float | None
    priced: str | None
    key: str | None
    key_set: bool
    free: bool
    ends: str | None
    note: str


class VoiceChoice(Frozen):
    """A voice of a provider's; `languages` are ISO 639-1 codes, none for any, `made` the recorded voice it is made of.

    A voice may be asked for by its `title` too, where it has one.
    """

    provider: str
    name: str
    title: str
    languages: tuple[str, ...]
    gender: str
    age: str
    about: str
    made: str


class VoiceChoices(NamedTuple):
    """The voices, why providers and files have none that can be used, and the `folder` of a person's own.

    `here` is who speaks on this machine, `elsewhere` are short names of others.
    """

    voices: tuple[VoiceChoice, ...]
    unusable: tuple[str, ...]
    folder: Path
    here: str = "piper"
    elsewhere: tuple[str, ...] = ()


def story_choices(folder: Path) -> StoryChoices:
    """Everything that a story can be made of, with a person's own templates in the folder.

    Raises:
        BadInput: the folder cannot be read.

    """
    from activities.story.patterns import load_patterns
    from activities.story.styles import load_styles
    from activities.story.templates import read_templates

    templates, broken = read_templates(folder)
    return StoryChoices(templates, load_styles(), load_patterns(), dict(broken), folder)


def template_file(name: str, folder: Path) -> str:
    """The text of a story template's file.

    Raises:
        UnknownName: there is no such template.

    """
    from activities.story.templates import template_source

    return template_source(_id_of(name), folder)


def model_choices() -> tuple[list[str], list[ModelChoice]]:
    """The routes of several models, and every model by its tier.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    from providers.profiles import profiles
    from workers.language_models import catalogue, clients

    known = catalogue()
    asked = clients(known)
    cards = sorted(known.cards(), key=lambda card: TIERS.index(card.tier))
    routes = [name for name in profiles() if known.route(name)]
    return routes, [_model(known, card, key_set=asked.has_key(card.vendor)) for card in cards]


def voice_choices(providers: Sequence[str], language: str = "und", *, strict: bool = False) -> VoiceChoices:
    """The voices of speech providers, of all that there are when none is named, that speak a language.

    Raises:
        UnknownName: there is no such provider.
        MissingExtra, ProviderError: with `strict`, one of them cannot say which voices it has.

    """
    from infra.settings import load_settings
    from providers.base import Voiced
    from providers.offline.voice.engine import NOT_INSTALLED
    from providers.offline.voice.piper import PiperVoice
    from providers.vendors.speech.table import SpeechTable
    from workers.registry import build_registry

    settings = load_settings()
    registry = build_registry(settings)
    found: list[VoiceChoice] = []
    unusable: list[str] = []
    for name in providers or registry.names("speech"):
        try:
            maker = registry.find("speech", name)
            voices = maker.voices() if isinstance(maker, Voiced) else None
        except (MissingExtra, ProviderError) as error:
            if strict:
                raise
            unusable.append(str(error))
            continue
        if voices is None:
            unusable.append(f"{name} has one voice, which speaks all parts.")
            continue
        found += [
            VoiceChoice(provider=name, **voice.model_dump()) for voice in voices if voice.speaks(language)
        ]
        if isinstance(maker, PiperVoice):
            unusable += [*maker.faults().values(), *([] if voices else [NOT_INSTALLED])]
    elsewhere = tuple(SpeechTable.load(settings.models_file).short_names)
    return VoiceChoices(tuple(found), tuple(unusable), settings.voices_dir, PiperVoice.name, elsewhere)


def speech_of(profile: str) -> str:
    """The speech provider of a profile.

    Raises:
        UnknownName: there is no such profile.

    """
    from providers.profiles import find_profile

    return find_profile(profile)["speech"]


def _model(known: "Catalogue", card: "ModelCard", *, key_set: bool) -> ModelChoice:
    vendor, price = known.vendors[card.vendor], known.price(card.vendor, card.id)
    return ModelChoice(
        tier=card.tier,
        name=card.name,
        aliases=tuple(alias for alias, meant in known.aliases.items() if meant.to == card.name),
        context=card.context,
        input_usd_per_million=float(price.input) if price else None,
        output_usd_per_million=float(price.output) if price else None,
        priced=str(price.as_of) if price and price.as_of else None,
        key=vendor.key_env or None,
        key_set=key_set,
        free=vendor.free,
        ends=str(card.ends) if card.ends else None,
        note=card.note,
    )


def _id_of(name: str) -> str:
    return "-".join(name.lower().split())
