"""What several stages are told: the story, the wishes of the brief, how many words may be said."""

from activities.contracts import AskRequest
from activities.story.assembly.lengths import SPOKEN_WORDS_PER_S
from activities.story.prompts.instructions import material
from models.cut.lengths import AROUND_VOICE_S
from models.errors import InvalidRequest, UnknownName
from models.shots.shot_list import Shot
from models.story.stages import Story, Template

MOST_SEEN = 1000
"""Characters of what a shot shows that a model is told when it reads a note about it."""


def shot_as_it_is(shot: Shot) -> str:
    """The shot that a note speaks of, as material: what it shows, and the fields that the note may change."""
    lines = [
        f"shows: {shot.seen[:MOST_SEEN]}",
        f"time_of_day: {shot.time_of_day}",
        f"weather: {shot.weather or 'as the words say'}",
        f"place: {', '.join(shot.landscapes)[:200] or 'as the words say'}",
        f"colours: {', '.join(shot.colours) or 'none in particular'}",
        f"shot_type: {shot.shot_type}",
        f"camera_angle: {shot.camera_angle}",
    ]
    return material("shot", "\n".join(lines))


def story_brief(story: Story) -> str:
    """The story as material for the stages after it, people by name only."""
    told = story.narrative
    lines = [f"Title: {story.story_title}", f"Logline: {told.logline}"]
    lines += [part for part in (told.setup, told.development, told.climax, told.resolution) if part]
    lines.append(f"People: {', '.join(character.name for character in story.characters) or 'none recur'}")
    lines += [f"Product: {story.product_description}"] if story.product_description else []
    lines += [f"Places: {'; '.join(story.places)}"] if story.places else []
    lines += [f"Mood: {story.mood}"] if story.mood else []
    return material("story", "\n".join([*lines, f"Language of the voice-over: {story.language}"]))


def words_allowed(request: AskRequest) -> str:
    """How many words may be said over a shot, in a sentence."""
    each = request.seconds / max(1, request.shots) - AROUND_VOICE_S
    return f"Voice-over of a scene: at most {max(0, int(each * SPOKEN_WORDS_PER_S))} words, fewer in a shorter one."


def wishes(request: AskRequest) -> str:
    """The brief's title, style, mood and format, as material."""
    brief = request.brief
    wishes = {"title": brief.title, "style": brief.style, "mood": brief.mood}
    said = [f"{name}: {text}" for name, text in wishes.items() if text]
    return material("wishes", "\n".join([*said, f"format: {brief.aspect}"]))


def story_of(request: AskRequest) -> Story:
    """The story so far.

    Raises:
        InvalidRequest: there is none.

    """
    if request.story is None:
        raise InvalidRequest(f"The stage {request.stage} works from a story, and there is none.")
    return request.story


def template_of(request: AskRequest, templates: tuple[Template, ...]) -> Template:
    """The template that the request names.

    Raises:
        UnknownName: there is none of that id.

    """
    for template in templates:
        if template.id == request.template:
            return template
    raise UnknownName("story template", request.template, tuple(one.id for one in templates))
