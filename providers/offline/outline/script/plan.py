"""A script's shots as they are planned: what is seen, who is in it, what is said and how, and how its scenes follow each other."""

from models.brief import Brief
from models.cut.lengths import FPS
from models.cut.transitions import TransitionKind
from models.story.moods import mood_family
from models.story.stages import Camera, PlannedShot, ShotPlan, Story, Template, VoiceLine
from providers.offline.outline.camera import Director, Moment
from providers.offline.outline.light import lit, tone_of
from providers.offline.outline.script.camera_words import Framing
from providers.offline.outline.script.parts import Part
from providers.offline.outline.script.pictures import Pictures
from providers.offline.outline.script.shots import ScriptShot, script_shots
from providers.offline.outline.text.pace import is_cjk
from providers.offline.outline.text.passages import Reading


def plan_script(brief: Brief, template: Template, story: Story, reading: Reading, seconds: float) -> ShotPlan:
    """Shots whose whole frames sum to `seconds`: as many as the brief asks for.

    When it asks for no number they last 3 to 7 seconds, longer where somebody speaks for longer, or where the script
    has less than the film has time for. Labelled shots stay what they are: a shot each, as long as they say, in proportion.

    Raises:
        BadInput: so many shots of 1 to 60 s cannot last `seconds`.

    """
    laid = script_shots(reading, template, seconds, brief.shot_count)
    pictures = Pictures(reading, laid)
    director = Director()
    planned: list[PlannedShot] = []
    entered: set[int] = set()
    known = {one.name for one in story.characters}
    for number, shot in enumerate(laid):
        first = shot.parts[0]
        line = reading.lines[first.line]
        people = tuple(name for name in pictures.people(number) if name in known)
        action = pictures.action(number)
        moods = tuple(mood for part in shot.parts for mood in reading.lines[part.line].moods)
        tone = tone_of(brief, shot.beat, moods)
        framing = _framing(shot.parts)
        new_place = not planned or line.place != planned[-1].place
        speaks = bool(people) and any(said.subject for said in shot.lines)
        size = framing.size if not shot.view else None
        moment = Moment(
            text=action, people=len(people), mood=mood_family(tone), new_place=new_place and number > 0, speech=speaks,
            # Whoever speaks is near enough to be seen speaking, also where a scene opens with it.
            size=size or ("full" if speaks and new_place else None),
            first=number == 0, last=number == len(laid) - 1 and number > 0 and not speaks,
        )  # fmt: skip
        hour = line.time or "day"
        narrated = all(not said.subject and not said.delivery for said in shot.lines)
        planned.append(
            PlannedShot(
                number=number + 1,
                story_beat=shot.beat.name,
                duration_seconds=shot.frames / FPS,
                action=action,
                characters=people,
                place=line.place,
                time_of_day=hour,
                camera=_as_told(director.frame(moment), framing),
                lighting=lit(hour, tone, inside=_inside(reading, first)),
                emotional_tone=tone,
                voice_over=_joined([said.text for said in shot.lines], reading) if narrated else "",
                lines=() if narrated else shot.lines,
                transition=_transition(reading, shot, entered) if number else None,
            )
        )
        entered |= {part.scene for part in shot.parts}
    total = sum(shot.frames for shot in laid) / FPS
    return ShotPlan(total_duration=total, shots=tuple(planned))


def voices_of_script(
    reading: Reading, template: Template, seconds: float, count: int | None
) -> tuple[VoiceLine, ...]:
    """What is heard in each beat of a script.

    Raises:
        BadInput: so many shots of 1 to 60 s cannot last `seconds`.

    """
    heard: dict[str, list[str]] = {}
    for shot in script_shots(reading, template, seconds, count):
        for said in shot.lines:
            heard.setdefault(shot.beat.name, []).append(said.text)
    return tuple(VoiceLine(beat=beat, text=_joined(texts, reading)) for beat, texts in heard.items())


def _joined(texts: list[str], reading: Reading) -> str:
    return ("" if is_cjk(reading.language) else " ").join(texts)


def _framing(parts: tuple[Part, ...]) -> Framing:
    framing = Framing()
    for part in parts:
        framing = framing.over(part.framing)
    return framing


def _as_told(camera: Camera, framing: Framing) -> Camera:
    """The camera as the script has it, where it says so."""
    told = {"angle": framing.angle, "movement": framing.movement}
    return camera.model_copy(update={field: value for field, value in told.items() if value})


def _inside(reading: Reading, part: Part) -> bool:
    """Whether a part plays inside: as its scene's heading says, else as its place is."""
    told = reading.manuscript.scenes[part.scene].inside
    place = reading.lines[part.line].place
    return told if told is not None else bool(place in reading.views and reading.views[place].inside)


def _transition(reading: Reading, shot: ScriptShot, entered: set[int]) -> TransitionKind | None:
    """How the script goes over to the scene that a shot is the first of; None where it does not say."""
    scene = shot.parts[0].scene
    return None if scene in entered else reading.manuscript.scenes[scene].transition
