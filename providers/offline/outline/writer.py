"""The outline writer: reads the person's own text and writes all four stages from it, with no model."""

from models.brief import Brief
from models.cut.lengths import story_seconds
from models.kinds import Kind
from models.money.steps import Quote
from models.shots.noted import Noted
from models.shots.shot_list import Shot
from models.story.stages import (
    Character,
    Narrative,
    ShotPlan,
    Story,
    Template,
    TemplateChoice,
    VisualSpec,
)
from models.story.stretches import shots_wanted, stretches_wanted
from providers.base import Label
from providers.offline.outline.notes.reader import read_note
from providers.offline.outline.people.looks import descriptions
from providers.offline.outline.prompts import specify
from providers.offline.outline.script.plan import plan_script, voices_of_script
from providers.offline.outline.short_requests import thing_of
from providers.offline.outline.shot_plan import mood_of, plan, voices_of
from providers.offline.outline.template_choice import choose
from providers.offline.outline.text.passages import Line, Reading, read
from providers.offline.outline.text.weights import key_words
from providers.offline.outline.titles import cased, title_of

_BEGUN_S, _SHOT_S, _TOLD_SHOT_S = 0.2, 0.0005, 0.005
"""What a stretch takes on one core, measured: to begin it, and for each shot, without a text and with one."""
_READ_A_SECOND, _MOST_READING_S = 33_000, 6.0
"""Characters of a stretch's text that are read in a second, and how long that takes at most: a longer one is sampled."""


class OutlineWriter:
    """Writes a story without a model: deterministic, free, offline. The film speaks the text's own words."""

    name = "outline"
    kind: Kind = "llm"
    label: Label = "io"
    revision = "4"

    def quote(self, brief: Brief) -> Quote:
        """Nothing: it runs here, stretch by stretch where the story is long."""
        shots = shots_wanted(brief)
        if not brief.story:
            return Quote(seconds=round(_BEGUN_S + shots * _SHOT_S, 1))
        stretches = stretches_wanted(shots)
        reading = min(_MOST_READING_S, len(brief.story) / stretches / _READ_A_SECOND)
        return Quote(seconds=round(stretches * (_BEGUN_S + reading) + shots * _TOLD_SHOT_S, 1))

    def choose_template(self, brief: Brief, templates: tuple[Template, ...]) -> TemplateChoice:
        """Stage 0: the brief's template, else the one whose words the text uses.

        Raises:
            BadInput: when there is no template to choose from.

        """
        return choose(brief, templates, read(brief))

    def write_story(self, brief: Brief, template: Template) -> Story:
        """Stage 1: title, arc, characters, places and mood, all found in the text.

        Raises:
            BadInput: the number of shots asked for cannot last as long as the film.

        """
        reading = read(brief)
        looks = descriptions(reading)
        heard = voices_of_script if reading.manuscript.scripted else voices_of
        return Story(
            story_title=title_of(reading),
            narrative=_narrative(reading),
            characters=tuple(Character(name=p.name, description=looks[p.name]) for p in reading.cast),
            product_description=_product(reading),
            character_arc=_arc(reading),
            places=reading.places,
            voice_over=heard(reading, template, story_seconds(brief.seconds), brief.shot_count),
            mood=mood_of(brief, reading, template),
            language=reading.language,
        )

    def plan_shots(self, brief: Brief, template: Template, story: Story, seconds: float) -> ShotPlan:
        """Stage 2: shots in whole frames that sum to `seconds`: as many as the brief asks for.

        When it asks for no number they last 3 to 7 seconds, and up to 7 s there is one. A script's lines are said by
        whoever says them in it.

        Raises:
            BadInput: so many shots of 1 to 60 s cannot last `seconds`.

        """
        reading = read(brief)
        planned = plan_script if reading.manuscript.scripted else plan
        return planned(brief, template, story, reading, seconds)

    def specify_visuals(self, brief: Brief, story: Story, plan: ShotPlan) -> VisualSpec:
        """Stage 3: the prompts of every shot."""
        return specify(brief, story, plan)

    def read_note(self, shot: Shot, words: str) -> Noted:
        """What is said of a picture: hour, weather, place, colours, size and angle, in nine languages."""
        return read_note(shot, words).model_copy(update={"by": self.name})


def _narrative(reading: Reading) -> Narrative:
    """The most telling sentence of each quarter, and the opening as the logline; of a script what is seen or told."""
    keys = key_words(reading)
    lines = [line for line in reading.lines if line.sentence.kind != "said"] or list(reading.lines)

    def telling(start: float, end: float) -> str:
        part = [line for line in lines if start <= line.at < end] or [
            min(lines, key=lambda line: abs(line.at - start))
        ]
        best = max(part, key=lambda line: (_weight(line, keys), -line.at))
        return best.text

    hero = [line for line in lines[:40] if line.who.named] or lines[:1]
    return Narrative(
        logline=max(hero, key=lambda line: (_weight(line, keys), -line.at)).text,
        setup=lines[0].text,
        development=telling(0.25, 0.6),
        climax=telling(0.6, 0.88),
        resolution=lines[-1].text,
    )


def _weight(line: Line, keys: dict[str, float]) -> float:
    words = set(line.text.lower().strip(".!?").split())
    told = (
        len(line.who.people)
        + 0.2 * len(line.moods)
        + sum(weight for word, weight in keys.items() if word in words)
    )
    return told * min(1.0, len(line.text) / 40)


def _product(reading: Reading) -> str:
    if reading.subject.kind != "product":
        return ""
    thing = cased(thing_of(reading).removeprefix("the ")) or "The product"
    return f"{thing}: always the same one, plain and well made, no lettering and no logo"


def _arc(reading: Reading) -> str:
    """Where the main character begins and ends, in places and feelings the text names."""
    hero = max(reading.cast, key=lambda person: person.count, default=None)
    if hero is None:
        return ""
    there = [line for line in reading.lines if hero.name in line.who.people] or list(reading.lines)
    first, last = there[0], there[-1]
    start = first.place or "the beginning"
    end = last.place or "the end"
    felt = [line.moods[0] for line in there if line.moods]
    mood = f", from {felt[0]} to {felt[-1]}" if felt and felt[0] != felt[-1] else ""
    return f"{hero.name[0].upper()}{hero.name[1:]} begins at {start} and ends at {end}{mood}."
