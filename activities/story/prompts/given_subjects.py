"""What models are told of the subjects that a person gave: who they are, and that their names and looks are fixed."""

from activities.story.prompts.instructions import material
from models.brief import Brief
from models.subjects.subject import Subject

_LONGEST = 300
"""Characters of a description that a model reads; all of it is put into the prompts afterwards."""

_RULES = (
    "These characters, places and things are given. Call them by exactly these names wherever they are in the film; never "
    "rename them, and describe nobody who has a description here: the production puts it into every prompt, word for word. "
    "Among `characters` the name of such a one is enough. Where the brief leaves open whom or what it is about, it is "
    "about them."
)


def given_subjects(brief: Brief) -> str:
    """The given subjects as material, with what holds for them; empty where there are none."""
    if not brief.subjects:
        return ""
    return f"{_RULES}\n{material('given', chr(10).join(map(_line, brief.subjects)))}"


def _line(subject: Subject) -> str:
    words = " ".join(subject.description.split())
    shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return f"{subject.name} ({subject.kind}){f': {shown}' if shown else ''}"
