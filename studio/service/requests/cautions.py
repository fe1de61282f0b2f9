"""What a person should know before a film is started, though nothing keeps it from being made."""

from studio.service.field_names import Called, as_field
from studio.service.requests.request import Asked


def cautions(asked: Asked, called: Called = as_field) -> list[str]:
    """A sentence each: a template that cannot be used, an option that changes nothing; `called` names options.

    Raises:
        BadInput: the folder of templates cannot be read.

    """
    from activities.story.templates import read_templates
    from infra.settings import load_settings

    brief = asked.request.brief
    said = []
    if not brief.shots:
        broken = read_templates(load_settings().templates_dir).broken
        said += [f"A template is left out: {why}" for why in broken.values()]
    if asked.request.options.story_parallel:
        nothing = f"{called('story_parallel')} changes nothing: "
        if brief.shots:
            said.append(f"{nothing}the shots are given.")
        elif asked.offline:
            said.append(f"{nothing}the offline writer asks no model.")
        elif not brief.story:
            said.append(f"{nothing}it is for a long story, given with {called('story')}.")
    return said
