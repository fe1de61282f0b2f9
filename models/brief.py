"""The brief: what determines a film. How it is run (approval, budget, output) is not part of it."""

import hashlib
import re
from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, ValidationInfo, field_validator, model_validator

from models import names
from models.base import Frozen, Number, Whole
from models.cut.delivery import Delivery, Picture
from models.cut.effects import Effects
from models.cut.frame_size import Aspect
from models.kinds import KINDS, Kind
from models.orders.assets import Blob
from models.orders.diffusion import Diffusion
from models.orders.likeness import LikenessRule
from models.readable import check_one_line
from models.shots.shot_list import MOST_SHOTS, Shot, numbered
from models.subjects.names import name_given_twice
from models.subjects.subject import MOST_SUBJECTS, Subject
from models.tokens import token_objection

MIN_SECONDS = 6.0
MAX_SECONDS = 10_800.0
MAX_TEXT_BYTES = 10 * 1024 * 1024
MOST_TRIGGERS = 100
MOST_NAMES = 1000
"""People, places and things that the shots of a film name."""


Exchanges = Literal["apart", "together"]
"""How lines of several people in one shot are spoken: one by one, or as one exchange."""

StoryMode = Literal["multi-stage", "single-stage"]
"""How a model writes: four stages, or one call. A story given as a text is read at length instead."""

_LATER = (
    "story_mode",
    "shot_count",
    "pattern",
    "triggers",
    "delivery",
    "music",
    "subjects",
    "narrator",
    "fallback",
    "continuity",
    "likeness",
    "board_rules",
    "diffusion",
    "exchanges",
    "lip_sync",
    "effects",
)

BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]")
"""What no text holds; line ends are newlines by then."""

BEGINNING = 500
"""Characters of a story that stand for it where it is not read."""


class Material(Frozen):
    """A brief's story or shots, stored with all the rest of it: `digest` is the whole brief's, 64 hex digits.

    `beginning` is how its words begin.
    """

    blob: Blob
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    beginning: str = Field(default="", max_length=BEGINNING)


class Brief(Frozen):
    """Everything that determines a film; the same brief is the same film.

    One of `prompt` (a sentence or a few), `story` (a text of up to 10 MB) or `shots` (a shot list, used as it is) says what it is
    about. `seconds` is the length asked for, cards included. `template`, `style` and `mood` may be left empty: they are then
    chosen. `casting` overrides the profile's choice of provider for a kind; for `llm` that is a provider, a route or a model's name. Where a vendor of pictures or
    clips is down, who is in `fallback` makes them.
    `story_mode` and `pattern` (a sequence of shots such as `dialogue`) say how a model writes it,
    `shot_count` how many shots (none: by the length). `triggers` gives a character's name the token
    of a trained look. `subjects` are who and what recurs, as far as people say it, `narrator` is the voice of whoever speaks
    what nobody says. With `continuity` each shot of a scene opens with the last frame of the one before, in place of its
    own picture. `likeness` says what becomes of a picture that is not like whom it shows. With `board_rules` its shots are held
    to the rules of a storyboard (`models/story/board_rules.py`). `diffusion` is what is asked of an open model of pictures.
    Where `exchanges` are spoken `together`, the lines of a shot in which several people speak are, by voices that can.
    With `lip_sync` the lips of whoever is seen to speak are moved to what they say, in a last step of a shot.
    `delivery` is how the film is encoded, joined and heard; `music` a stored sound file that is played instead of a score, `effects`
    what is heard of its scenes. `material` stands for a story or shots that are stored: a workflow has only that.

    A field that came after 0.1 counts in the digest only when it is set: a film keeps its id.
    """

    prompt: str = ""
    story: str = ""
    shots: tuple[Shot, ...] = Field(default=(), max_length=MOST_SHOTS)
    title: str = Field(default="", max_length=200)
    seconds: Number = Field(default=30.0, ge=MIN_SECONDS, le=MAX_SECONDS)
    aspect: Aspect = "16:9"
    style: str = Field(default="", max_length=500)
    mood: str = Field(default="", max_length=200)
    template: str = Field(default="", max_length=100)
    profile: str = Field(default="local", max_length=100)
    casting: dict[Kind, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)
    fallback: dict[Kind, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)
    seed: Whole = Field(default=0, ge=0, lt=2**31)
    story_mode: StoryMode = "multi-stage"
    shot_count: Whole | None = Field(default=None, ge=1, le=MOST_SHOTS)
    pattern: str = Field(default="", max_length=100)
    triggers: dict[str, str] = Field(default_factory=dict, max_length=MOST_TRIGGERS)
    delivery: Delivery = Delivery()
    music: Blob | None = None
    subjects: tuple[Subject, ...] = Field(default=(), max_length=MOST_SUBJECTS)
    narrator: str = Field(default="", max_length=200)
    continuity: bool = False
    likeness: LikenessRule = LikenessRule()
    board_rules: bool = False
    diffusion: Diffusion | None = None
    exchanges: Exchanges = "apart"
    lip_sync: StrictBool = False
    effects: Effects = Effects()
    material: Material | None = None

    @field_validator("prompt", "story", "title", "style", "mood")
    @classmethod
    def _text(cls, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if BINARY.search(text):
            raise ValueError("holds control characters: it looks like a binary file, not text")
        return text.strip()

    @field_validator("title")
    @classmethod
    def _title(cls, title: str) -> str:
        return check_one_line(title)

    @field_validator("shots", mode="before")
    @classmethod
    def _numbered(cls, shots: object) -> object:
        if isinstance(shots, list | tuple) and len(shots) > MOST_SHOTS:  # before each of them is looked at
            raise ValueError(f"has {len(shots):,} shots: {MOST_SHOTS:,} is the most")
        return numbered(shots)

    @field_validator("triggers")
    @classmethod
    def _tokens(cls, triggers: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if objection := token_objection(triggers):
            raise ValueError(objection)
        if triggers and info.data.get("shots"):
            raise ValueError(
                "does nothing to a shot list, which is drawn as it is written: write the token into its prompts"
            )
        return triggers

    @field_validator("subjects")
    @classmethod
    def _told_apart(cls, subjects: tuple[Subject, ...], info: ValidationInfo) -> tuple[Subject, ...]:
        if twice := name_given_twice(subject.name for subject in subjects):
            raise ValueError(f"has two subjects that are called {twice!r}: give one of them another name")
        tokens = {
            name.strip().casefold(): token.strip() for name, token in info.data.get("triggers", {}).items()
        }
        for subject in subjects:
            token = tokens.get(subject.name.casefold(), subject.trigger)
            if subject.trigger and token != subject.trigger:
                raise ValueError(
                    f"gives {subject.name} the token {subject.trigger!r}, and its trigger gives {token!r}: give one of them"
                )
        return subjects

    @field_validator("fallback")
    @classmethod
    def _seen(cls, fallback: dict[Kind, str]) -> dict[Kind, str]:
        if other := next((kind for kind in fallback if kind not in ("image", "video")), None):
            raise ValueError(f"names one for {other}: pictures and clips have fallbacks, as image and video")
        return fallback

    @field_validator("diffusion")
    @classmethod
    def _asked(cls, diffusion: Diffusion | None) -> Diffusion | None:
        return diffusion if diffusion != Diffusion() else None

    @field_validator("casting", "fallback")
    @classmethod
    def _in_order(cls, casting: dict[Kind, str]) -> dict[Kind, str]:
        return {kind: casting[kind] for kind in KINDS if kind in casting}

    @model_validator(mode="after")
    def _about_something(self) -> "Brief":
        given = [name for name in ("prompt", "story", "shots", "material") if getattr(self, name)]
        if not given:
            raise ValueError("says nothing: give it a prompt, a story or shots")
        if len(given) > 1:
            raise ValueError(f"has {' and '.join(given)}: give one of them")
        text = self.prompt or self.story
        if text and not re.search(r"\w", text):
            raise ValueError("has no words: describe the film in at least one word")
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise ValueError(f"is longer than {MAX_TEXT_BYTES // 2**20} MB of text: shorten it")
        total = sum(shot.duration for shot in self.shots)
        if total > MAX_SECONDS:  # they are made as they are
            raise ValueError(f"has shots of {total:g} s together: {MAX_SECONDS:g} s is the most")
        called = {name for shot in self.shots for name in shot.names}
        if len(called) > MOST_NAMES:
            raise ValueError(
                f"names {len(called):,} people, places and things: {MOST_NAMES:,} is the most of one film"
            )
        ids = [shot.shot_id for shot in self.shots]
        twice = names.in_order({name for name, count in Counter(ids).items() if count > 1})
        if twice:
            raise ValueError(f"has shots that share an id: {', '.join(twice)}")
        return self

    @property
    def tokens(self) -> dict[str, str]:
        """The tokens of trained looks by the names of the characters who have one, each name once."""
        theirs = {
            subject.name: subject.trigger
            for subject in self.subjects
            if subject.trigger and subject.kind == "character"
        }
        known = {name.casefold() for name in theirs}
        return {n: token for n, token in self.triggers.items() if n.strip().casefold() not in known} | theirs

    @property
    def pictures(self) -> tuple[Blob, ...]:
        """The reference pictures of its subjects, each once."""
        return tuple(dict.fromkeys(blob for subject in self.subjects for blob in subject.references))

    @property
    def given_files(self) -> tuple[Blob, ...]:
        """The files that a person gave with it, which nothing can make again: pictures, music, effects, and LoRAs."""
        loras = self.diffusion.files if self.diffusion else ()
        effects = (one.file for one in self.effects.files)
        return (*self.pictures, *([self.music] if self.music else ()), *effects, *loras)

    @property
    def text(self) -> str:
        """The words the film is about, whichever field they came in."""
        told = self.story or self.prompt or (self.material and self.material.beginning)
        return told or " ".join(shot.enhanced_prompt for shot in self.shots)

    def with_material(self, blob: Blob) -> Self:
        """The brief without the story or the shots that it was stored with as `blob`."""
        material = Material(blob=blob, digest=self.digest(), beginning=self.text[:BEGINNING])
        return self.model_copy(update={"story": "", "shots": (), "material": material})

    def begun(self) -> Self:
        """The brief with no more of its story than how it begins."""
        story = self.material.beginning if self.material else self.story[:BEGINNING]
        return self.model_copy(update={"story": story, "material": None})

    @property
    def picture(self) -> Picture:
        """How every clip of the film is encoded."""
        return self.delivery.picture(self.aspect)

    @property
    def drawn_size(self) -> tuple[int, int]:
        """Width and height of keyframes in pixels."""
        return self.delivery.drawn_size(self.aspect)

    def digest(self) -> str:
        """The sha256 of the brief's canonical JSON, 64 hex digits."""
        if self.material:
            return self.material.digest
        unset = {
            name
            for name in _LATER
            if getattr(self, name) == type(self).model_fields[name].get_default(call_default_factory=True)
        }
        return hashlib.sha256(self.model_dump_json(exclude=unset | {"material"}).encode()).hexdigest()

    def film_id(self) -> str:
        """The default id: a slug of the title, or of the first words, and six digits of the digest."""
        words = self.title or " ".join(_first_told(self.text).split()[:6])
        return names.film_id(words, self.digest())


_NOTHING_TOLD = re.compile(
    r"\W*(?:\d+|WEBVTT.*|.*\d\s*-->.*|(?:INT|EXT|I/E|INT/EXT)\.?[ ./].*|NOTE\b.*|\[[^\]]*\])?\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?\]?\s*(?:-\s+)?|title:\s*|(?:scene|shot)\s+\d+\b[\s:.–-]*(?:\([^)]*\))?[\s:.–-]*)+",
    re.IGNORECASE,
)


def _first_told(text: str) -> str:
    """The first line that has words of a text, without the marks, numbers, times and labels around them."""
    lines = [
        re.sub(r"<[^<>]{1,300}>", " ", line[:2000]).strip().lstrip("# ")
        for line in text[:20_000].splitlines()
    ]
    told = (_LABEL.sub("", line) for line in lines if not _NOTHING_TOLD.fullmatch(line[:200]))
    return next((line for line in told if re.search(r"\w", line)), lines[0])
