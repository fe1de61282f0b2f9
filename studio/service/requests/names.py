"""The names in a brief: template, pattern, profile, models, providers and voices must exist before anything starts."""

from models.brief import Brief
from models.errors import UnknownName


def check_names(brief: Brief) -> bool:
    """See that everything that the brief names is there; says whether an offline writer writes.

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
    for kind, provider in casting.items():
        if kind != "llm":
            registry.find(kind, provider)
    offline = registry.names("llm")
    check_brief_voices(brief, registry, casting["speech"], offline=casting["llm"] in offline)
    if casting["llm"] in offline or brief.shots:
        return casting["llm"] in offline
    from workers.language_models import check_llm

    try:
        check_llm(casting["llm"], brief)
    except UnknownName as error:
        others = f"{', '.join(offline)} (offline); and any model of a vendor as `vendor/model`"
        error.args = (f"{str(error).removesuffix('.')}; {others}.",)
        raise
    return False
