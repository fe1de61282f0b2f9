"""What a person should know before a film is started, though nothing keeps it from being made."""

from models.film import FilmRequest


def cautions(request: FilmRequest) -> list[str]:
    """A sentence each: a template that cannot be used, an option that changes nothing.

    Raises:
        BadInput: the folder of templates cannot be read.

    """
    from activities.story.templates import read_templates
    from infra.settings import load_settings
    from providers.registry import find_profile
    from workers.registry import build_registry

    brief, settings = request.brief, load_settings()
    said = []
    if not brief.shots:
        broken = read_templates(settings.templates_dir).broken
        said += [f"A template is left out: {why}" for why in broken.values()]
    if request.options.story_parallel:
        writer = {**find_profile(brief.profile), **brief.casting}["llm"]
        if brief.shots:
            said.append("--story-parallel changes nothing: the shots are given.")
        elif writer in build_registry(settings).names("llm"):
            said.append("--story-parallel changes nothing: the offline writer asks no model.")
        elif not brief.story:
            said.append("--story-parallel changes nothing: it is for a long story, given with --story.")
    return said
