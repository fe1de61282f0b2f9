"""How models write a brief's story: which are asked at each stage, and the most that each call may cost.

Input is bounded from above by what every earlier stage may give, so that no call costs more than its quote.
"""

from collections.abc import Mapping

from activities.casting.keys import fewest
from activities.story.prompts.context import MOST_SEEN
from activities.story.prompts.given_subjects import given_subjects
from activities.story.prompts.long_text import reading_plan
from activities.story.prompts.tables import token_bound
from infra.reading.reader import told_text
from library.briefs import pieces
from models.brief import Brief
from models.errors import BadInput, MissingKeys
from models.shots.noted import MOST_WORDS
from models.shots.refusals import MOST_REWORDED
from models.story.division import most_shots_of_a_scene, scenes_wanted
from models.story.plan import ModelChoice, Stage, StageRoute, StoryPlan
from models.story.stretches import shots_wanted
from providers.llm.catalogue_models import ModelCard, Resolved
from providers.llm.chat import ChatDesk

BATCH = 8
"""How many scenes one call writes."""
MOST_SINGLE = 40
"""How many shots one call can write for a whole film."""
LARGE_TOKENS = 8000
"""Above this a story is broken down by a model of large context."""
PAID_CALLS = 4
"""The most calls that may be billed for one part of a stage: a draft and its repair, by two models."""

_INSTRUCTIONS = 3500
"""Tokens of what we say ourselves in one call, at most; measured in tests/activities/casting."""
_STORY = 3200
_SCENE = 420
_PICTURE = 640
_SHOT = 900
_TEMPLATE = 700
_SUMMARY = 900
_BREAKDOWN = 6500
_NOTE_READ = 4 * MOST_WORDS + 4 * MOST_SEEN + 3000
"""The note and what the shot shows, of the dearest letters, and the shot's fields."""
_NOTE = 400
_REWORD = 2000
_REWORD_CALLS = 2
"""A draft and its repair: a shot that is refused is worth no more."""


_LIKE: Mapping[str, Stage] = {"note": "template"}
"""A row that a route leaves out is as the row of a stage that is as short."""


_TOLD_OF_SUBJECTS: tuple[Stage, ...] = ("story", "scenes", "visuals", "single", "breakdown", "shots")


def plan_story(brief: Brief, name: str, desk: ChatDesk) -> StoryPlan:
    """The plan of a brief's story by the llm choice `name`: a route, or one model for everything.

    Raises:
        UnknownName: there is no such route or model.
        MissingKeys: none of its vendors has a key.
        BadInput: the brief is more than the models can take, or a model has no price.

    """
    shots = shots_wanted(brief)
    mode = "long" if brief.story else brief.story_mode
    if brief.story:
        brief = brief.model_copy(update={"story": told_text(brief.story)})
    if mode == "single-stage" and shots > MOST_SINGLE:
        raise BadInput(
            f"One call writes at most {MOST_SINGLE} shots, and this film has {shots}: ask for fewer, "
            "or leave the story mode at multi."
        )
    planner = Planner(brief, name, desk)
    chunks = parts = 0
    if mode == "long":
        reading = reading_plan(brief.story)
        chunks = reading.chunks
        parts = len(pieces(brief.story, chunks)) if chunks else 0
        routes = planner.long(shots, chunks, reading.tokens)
    elif mode == "single-stage":
        routes = (planner.single(shots),)
    else:
        routes = planner.staged(shots)
    planner.check_keys()
    return StoryPlan(
        mode=mode,
        routes=routes,
        shots=shots,
        batch=BATCH,
        chunks=chunks,
        pieces=parts,
        notes=tuple(planner.notes),
    )


def guards(name: str, desk: ChatDesk) -> tuple[ModelChoice, ...]:
    """The guards of a route in order, of vendors that have a key; empty when there are none."""
    found = []
    for guard in (desk.catalogue.route(name) or {}).get("safety", ()):
        if guard == "words":
            break
        resolved = desk.catalogue.resolve(guard)
        if not desk.has_key(resolved.vendor.name):
            continue
        if resolved.card.id.startswith("omni-moderation"):
            found.append(ModelChoice(vendor=resolved.vendor.name, model=resolved.card.id, api="moderation"))
        else:
            found.append(_choice(desk, resolved, 20 * 30_000, 1500))
    return tuple(found)


def note_route(brief: Brief, name: str, desk: ChatDesk) -> StageRoute | None:
    """Who reads what people say of a picture; None when none of the choice's models can be asked."""
    return Planner(brief, name, desk).note()


def reword_route(brief: Brief, name: str, desk: ChatDesk) -> StageRoute | None:
    """Who words a shot anew that was refused: those who write the story; None when none of them can be asked."""
    return Planner(brief, name, desk).reword()


class Planner:
    """Routes for one brief; collects what people should know about the names they used."""

    def __init__(self, brief: Brief, name: str, desk: ChatDesk) -> None:
        self.notes: list[str] = []
        self._lacking: list[tuple[str, ...]] = []
        self._brief = brief
        self._name = name
        self._desk = desk
        self._text = token_bound(brief.prompt)
        self._given = token_bound(told) if (told := given_subjects(brief)) else 0
        self._table = desk.catalogue.route(name)
        if self._table is None:
            resolved = desk.catalogue.resolve(name)
            if resolved.note:
                self.notes.append(resolved.note)

    def staged(self, shots: int) -> tuple[StageRoute, ...]:
        """Four stages, and one call for everything as their fallback where the shots fit in it."""
        batch, parts = min(shots, BATCH), -(-shots // BATCH)
        written = self._text + _STORY
        routes = [] if self._brief.template else [self._route("template", self._text, _TEMPLATE)]
        routes.append(self._route("story", self._text, _STORY))
        routes.append(self._route("scenes", written + 2 * _SCENE, 300 + batch * _SCENE, parts))
        routes.append(self._route("visuals", written + batch * _SCENE, 400 + batch * _PICTURE, parts))
        if shots <= MOST_SINGLE:
            routes.append(self.single(shots))
        return tuple(routes)

    def single(self, shots: int) -> StageRoute:
        """One call for everything."""
        return self._route("single", self._text, 1200 + shots * _SHOT)

    def long(self, shots: int, chunks: int, tokens: int) -> tuple[StageRoute, ...]:
        """A text compressed where it is long, broken down, and its scenes' shots."""
        scenes = scenes_wanted(shots)
        read = token_bound(self._brief.story) if not chunks else chunks * _SUMMARY
        large = (chunks * 80 if chunks > 75 else tokens if not chunks else 0) > LARGE_TOKENS
        routes = []
        if chunks:
            piece = max(token_bound(chunk) for chunk in pieces(self._brief.story, chunks))
            routes.append(self._route("compress", piece, _SUMMARY, chunks))
        routes.append(self._route("breakdown", read, _BREAKDOWN, large=large))
        routes.append(
            self._route("shots", _BREAKDOWN + 4 * _SCENE, 400 + most_shots_of_a_scene(shots) * _SHOT, scenes)
        )
        return tuple(routes)

    def overview(self) -> tuple[StageRoute, ...]:
        """A film made of a sentence: its story, and what happens in each part of it."""
        template = () if self._brief.template else (self._route("template", self._text, _TEMPLATE),)
        story = self._route("story", self._text, _STORY)
        return (*template, story, self._route("breakdown", _STORY, _BREAKDOWN))

    def read(self, chunks: int, tokens: int) -> tuple[StageRoute, ...]:
        """A text read and broken down, and nothing written of it yet."""
        return tuple(route for route in self.long(1, chunks, tokens) if route.stage != "shots")

    def note(self) -> StageRoute | None:
        """One short call for each note."""
        if not self._models("note", _NOTE_READ + _INSTRUCTIONS, _NOTE, needed=False):
            return None
        return self._route("note", _NOTE_READ, _NOTE)

    def reword(self) -> StageRoute | None:
        """One short call for each shot that was refused."""
        if not self._models("reword", MOST_REWORDED + _INSTRUCTIONS, _REWORD, needed=False):
            return None
        route = self._route("reword", MOST_REWORDED, _REWORD)
        return route.model_copy(update={"paid_calls": _REWORD_CALLS})

    def _route(
        self, stage: Stage, read: int, write: int, parts: int = 1, *, large: bool = False
    ) -> StageRoute:
        asked = read + _INSTRUCTIONS + (self._given if stage in _TOLD_OF_SUBJECTS else 0)
        models = self._models(f"{stage}_large" if large else stage, asked, write)
        repair = self._models("repair", asked + 2 * write, write, needed=False)
        return StageRoute(
            stage=stage,
            models=models[:2],
            repair=repair[0] if repair else None,
            parts=parts,
            paid_calls=PAID_CALLS,
        )

    def _models(self, row: str, asked: int, write: int, *, needed: bool = True) -> tuple[ModelChoice, ...]:
        names = self._rows(row) if self._table is not None else (self._name,)
        resolved = [self._desk.catalogue.resolve(name) for name in names]
        keyed = [one for one in resolved if self._desk.has_key(one.vendor.name)]
        if not keyed and needed:
            self._lacking.append(tuple(dict.fromkeys(one.vendor.key_env for one in resolved)))
            return ()
        fitting = [one for one in keyed if _fits(one.card, asked, write)]
        self.notes += [one.note for one in fitting[:2] if one.note and one.note not in self.notes]
        if not fitting and needed:
            raise BadInput(
                f"This takes about {asked + write:,} tokens at the stage {row!r}, more than "
                f"{keyed[0].vendor.name}/{keyed[0].card.id} can hold: choose another model or fewer shots."
            )
        return tuple(_choice(self._desk, one, asked, write) for one in fitting)

    def check_keys(self) -> None:
        """See that somebody can be asked at every stage that was planned.

        Raises:
            MissingKeys: at one, none of those whom the choice names has a key.

        """
        if groups := fewest(self._lacking):
            keys = " and ".join(" or ".join(group) for group in groups)
            raise MissingKeys(
                f"The llm choice {self._name!r} needs a key: set {keys} where the workers run "
                "(`longtake down` restarts them), or choose the offline writer with `--model outline`.",
                groups,
            )

    def _rows(self, row: str) -> tuple[str, ...]:
        """Whom the route names for a stage; one that says nothing of it is asked as for the story."""
        table = self._table or {}
        names = table.get(row) or table.get(_LIKE.get(row, row.removesuffix("_large"))) or table.get("story")
        if not names:
            raise BadInput(
                f"The route {self._name!r} names no model for the stage {row!r}: add a line for it."
            )
        return names


def _fits(card: ModelCard, asked: int, write: int) -> bool:
    """Whether a model holds a call; texts really take half of what is asked, and a sixth of what is written, at most."""
    return card.context >= asked // 2 + write and (not card.max_output or card.max_output >= write // 6)


def _choice(desk: ChatDesk, resolved: Resolved, asked: int, write: int) -> ModelChoice:
    vendor, card = resolved.vendor, resolved.card
    return ModelChoice(
        vendor=vendor.name,
        model=card.id,
        structured=card.structured or vendor.structured,
        input_tokens=asked,
        output_tokens=min(write, card.max_output or write),
        temperature=0.7 if card.temperature else None,
        quote=desk.catalogue.quote(vendor.name, card.id, asked, write),
    )
