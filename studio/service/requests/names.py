"""The names in a brief: template, pattern, profile, models, providers and voices must exist before anything starts."""

from collections.abc import Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from models.brief import Brief
from models.errors import BadInput, UnknownName
from models.film.run_options import StopAt
from models.kinds import OPTIONAL, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from activities.casting.keys import LackingKeys
    from providers.registry import Registry


def check_names(brief: Brief, stop_at: StopAt = "film") -> bool:
    """See that everything that the brief names is there; says whether an offline writer writes.

    Of a film that stops at its story only the story's keys are needed.

    Raises:
        UnknownName: there is no such template, pattern, profile, provider or model.
        MissingKeys: keys are not set; the sentence names every variable.
        BadInput: they cannot take the brief, nobody accepted a licence, or a voice is not there, or does not speak its language.

    """
    from activities.casting.cast import NOBODY
    from activities.casting.keys import LackingKeys
    from activities.casting.lips import lips_asked
    from activities.casting.named import named_in
    from activities.casting.voices.cast_voices import check_brief_voices
    from activities.story.patterns import find_pattern
    from activities.story.templates import find_template
    from infra.settings import load_settings
    from providers.profiles import find_profile
    from workers.registry import build_registry

    settings = load_settings()
    if brief.template:
        with _about("template"):
            find_template(brief.template, settings.templates_dir)
    if brief.pattern:
        with _about("pattern"):
            find_pattern(brief.pattern)
    with _about("profile"):
        casting = {**find_profile(brief.profile), **brief.casting}
    for kind in OPTIONAL:
        if casting.get(kind) == NOBODY:
            del casting[kind]
    registry = build_registry(settings)
    lacking = LackingKeys()
    of_shots: list[Mapping[Kind, str]] = [
        {**brief.fallback},
        *({kind: name} for kind, name in named_in(brief.shots)),
    ]
    for kind, name in (pair for each in (casting, *of_shots) for pair in each.items()):
        if kind != "llm":
            with _about(f"casting.{kind}" if brief.casting.get(kind) == name else ""):
                registry.choice(kind, name)
    if stop_at != "story":
        paid = {kind: name for kind, name in casting.items() if kind != "lips" or lips_asked(brief)}
        for each in (paid, *of_shots):
            look_up(each, registry, lacking)
    offline = registry.names("llm")
    if casting["llm"] not in offline and not brief.shots:
        with lacking.of("llm"):
            _check_llm(casting["llm"], brief, offline)
    lacking.check()
    check_brief_voices(brief, registry, casting["speech"], offline=casting["llm"] in offline)
    return casting["llm"] in offline


@contextmanager
def _about(field: str) -> "Iterator[None]":
    """Have an error say which field of the film it is about, where it is one of them."""
    try:
        yield
    except BadInput as error:
        error.field = error.field or field
        raise


def check_keys(brief: Brief) -> None:
    """See that those who are to change a film that was made have their keys; one who is not known here may be where the workers are.

    Raises:
        UnknownName: there is no such profile or model any more.
        MissingKeys: keys are not set; the sentence names every variable.

    """
    from activities.casting.keys import LackingKeys
    from activities.casting.lips import lips_asked
    from infra.settings import load_settings
    from providers.profiles import find_profile
    from workers.language_models import check_llm
    from workers.registry import build_registry

    lacking, registry = LackingKeys(), build_registry(load_settings())
    casting = {**find_profile(brief.profile), **brief.casting}
    for kind, name in casting.items():
        if kind not in ("llm", *([] if lips_asked(brief) else ["lips"])):
            with lacking.of(kind), suppress(UnknownName):
                registry.check(kind, name)
    if not brief.shots and brief.material is None:
        with lacking.of("llm"):
            check_llm(casting["llm"], brief)
    lacking.check()


def check_profile(name: str) -> None:
    """See that a profile's providers, but for its writer, are there and have their keys.

    Raises:
        UnknownName: there is no such profile, or a provider of it does not exist here.
        MissingKeys: keys are not set; the sentence names every variable.

    """
    from activities.casting.keys import LackingKeys
    from infra.settings import load_settings
    from providers.profiles import find_profile
    from workers.registry import build_registry

    lacking = LackingKeys()
    look_up(find_profile(name), build_registry(load_settings()), lacking)
    lacking.check()


def check_makers(named: "Iterable[tuple[Kind, str]]") -> None:
    """See that those who are to make something are there, each with what they make, and have their keys.

    Raises:
        UnknownName: one of them does not exist here.
        MissingKeys: keys are not set; the sentence names every variable.

    """
    from activities.casting.keys import LackingKeys
    from infra.settings import load_settings
    from workers.registry import build_registry

    lacking, registry = LackingKeys(), build_registry(load_settings())
    for kind, name in named:
        look_up({kind: name}, registry, lacking)
    lacking.check()


def look_up(casting: "Mapping[Kind, str]", registry: "Registry", lacking: "LackingKeys") -> None:
    """See that everybody who was cast but the writer is there, and may be run; whose key is missing is remembered."""
    for kind, name in casting.items():
        if kind != "llm":
            with lacking.of(kind):
                registry.check(kind, name)


def _check_llm(name: str, brief: Brief, offline: list[str]) -> None:
    from workers.language_models import check_llm

    try:
        check_llm(name, brief)
    except UnknownName as error:
        others = f"{', '.join(offline)} (offline); and any model of a vendor as `vendor/model`"
        error.args = (f"{str(error).removesuffix('.')}; {others}.",)
        raise
