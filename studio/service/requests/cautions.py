"""What a person should know before a film is started, though nothing keeps it from being made."""

from models.brief import Brief
from models.subjects.bible import bible_of
from models.subjects.unused import missing_references, unused_subjects
from studio.service.field_names import Called, as_field
from studio.service.requests.request import Asked


def cautions(asked: Asked, called: Called = as_field) -> list[str]:
    """A sentence each: a template that cannot be used, an option that changes nothing; `called` names options.

    Raises:
        BadInput: the folder of templates cannot be read.

    """
    from activities.casting.lips import lips_asked
    from activities.story.templates import read_templates
    from infra.settings import load_settings

    brief = asked.request.brief
    said = [*asked.notes, *_of_subjects(brief)]
    if not brief.shots:
        broken = read_templates(load_settings().templates_dir).broken
        said += [f"A template is left out: {why}" for why in broken.values()]
    if "lips" in brief.casting and not lips_asked(brief):
        said.append(
            f"{called('casting.lips')} changes nothing: no lips are moved without {called('lip_sync')}."
        )
    if asked.request.options.story_parallel:
        nothing = f"{called('story_parallel')} changes nothing: "
        if brief.shots:
            said.append(f"{nothing}the shots are given.")
        elif asked.offline:
            said.append(f"{nothing}the offline writer asks no model.")
        elif not brief.story:
            said.append(f"{nothing}it is for a long story, given with {called('story')}.")
    return said


def _of_subjects(brief: Brief) -> list[str]:
    """What is known of subjects already: of a shot list all of it, of a story yet to be written only what it must invent."""
    if not brief.shots:
        return [
            f"{subject.name} has a picture and no description: what the story says of their looks is made up, and may not fit it."
            for subject in brief.subjects
            if subject.kind == "character" and subject.references and not subject.drawn_as
        ]
    bible = bible_of(brief.subjects, (), brief.shots, brief.narrator)
    said = [*unused_subjects(brief.subjects, bible, brief.shots), *missing_references(bible, brief.shots)]
    return said + [
        f"The token {subject.trigger} of {subject.name} changes no shot of a list, which is drawn as it is written: "
        "write it into the prompts."
        for subject in brief.subjects
        if subject.trigger
    ]
