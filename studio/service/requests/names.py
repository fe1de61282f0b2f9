"""The names in a brief: template, pattern, profile, models, providers and voices must exist before anything starts."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.brief import Brief
from models.errors import Unauthorised, UnknownName
from models.film.run_options import StopAt


def check_names(brief: Brief, stop_at: StopAt = "film") -> bool:
    """See that everything that the brief names is there; says whether an offline writer writes.

    Of a film that stops at its story only the story's keys are needed.

    Raises:
        UnknownName: there is no such template, pattern, profile, provider or model.
        Unauthorised: the story's models need a key that is not set.
        BadInput: they cannot take the brief, or a voice is not there, or does not speak its language.

    """
    from activities.casting.voices.cast_voices import check_brief_voices
    from activities.story.patterns import find_pattern
    from activities.story.templates import find_template
    from infra.settings import load_settings
    from providers.registry import find_profile
    from workers.registry import build_registry

    settings = load_settings()
    if brief.template:
        find_template(brief.template, settings.templates_dir)
    if brief.pattern:
        find_pattern(brief.pattern)
    casting = {**find_profile(brief.profile), **brief.casting}
    registry = build_registry(settings)
    missing: list[Unauthorised] = []
    for kind, provider in casting.items():
        if kind != "llm":
            registry.choice(kind, provider)
            if stop_at != "story":
                with _collected(missing):
                    registry.find(kind, provider)
    offline = registry.names("llm")
    with _collected(missing):
        check_brief_voices(brief, registry, casting["speech"], offline=casting["llm"] in offline)
    written = casting["llm"] in offline
    if not written and not brief.shots:
        with _collected(missing):
            _check_writer(casting["llm"], brief, offline)
    _check_keys(missing)
    return written


def _check_writer(name: str, brief: Brief, offline: list[str]) -> None:
    from workers.language_models import check_llm

    try:
        check_llm(name, brief)
    except UnknownName as error:
        others = f"{', '.join(offline)} (offline); and any model of a vendor as `vendor/model`"
        error.args = (f"{str(error).removesuffix('.')}; {others}.",)
        raise


@contextmanager
def _collected(missing: list[Unauthorised]) -> Iterator[None]:
    """Keep what lacks a key, to be said with all others that do."""
    try:
        yield
    except Unauthorised as error:
        if not error.variable:
            raise
        missing.append(error)


def _check_keys(missing: list[Unauthorised]) -> None:
    """See that no key is missing; of several one sentence names every variable."""
    variables = list(dict.fromkeys(error.variable for error in missing))
    if len(variables) < 2:
        if missing:
            raise missing[0]
        return
    raise Unauthorised(
        f"Keys are missing for this film: set {', '.join(variables[:-1])} and {variables[-1]} where the workers run "
        "(`longtake down` restarts them), or choose other providers.",
        variable=", ".join(variables),
    )
