"""Every composed name, built and read here alone: films, shots, takes, workflows, what vendors are told, places.

film            a-door-in-the-sea-1a2b3c
shot            shot_001, shot_1000
workflow        FILM · FILM/MARK/story · FILM/MARK/story-3 · FILM/MARK/reel-3 · FILM/MARK/SHOT/take-2 · FILM/MARK/SHOT/take-2/run-3
release         FILM/release/youtube · FILM/release/s3-0123456789 · FILM/release/youtube/2
step            FILM/RUN/SHOT/keyframe/2.1 · FILM/RUN/SHOT/voice-2/2.1 · FILM/RUN/film/score/1.1; -3 for its third try
after a refusal FILM/RUN/SHOT/clip/2.1.seed · FILM/RUN/SHOT/clip/2.1.reword
call            FILM/RUN/story/7-scenes · FILM/RUN/SHOT/story/2.1/1-note
object          objects/ab/SHA256.png
"""

import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from models.errors import BadInput

MOST_OF_AN_ID = 100
"""Characters of a film's id."""
NO_FILM = "no film"
"""What the ledger has in place of a film's id where something was bought for none; no film can be called so."""
DELETED = "deleted-"
"""How what the ledger has in place of a deleted film's id begins; twelve random digits follow."""
LONGEST_SHOT_ID = 64
FILM_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MOST_OF_AN_ID - 1}}}")
SHOT_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
"""What a shot may be called; what it is called unless somebody says otherwise is `shot_id`."""

_WORKFLOW = re.compile(
    r"(?P<film>.+)/(?P<mark>[0-9a-f]{12})/((?P<story>story)(-(?P<stretch>\d{1,4}))?|reel-(?P<reel>\d{1,4})|"
    r"(?P<shot>[A-Za-z0-9][A-Za-z0-9_-]{0,63})/take-(?P<take>\d{1,9})(/run-(?P<run>\d{1,9}))?)",
    re.ASCII | re.DOTALL,
)
_OBJECT = re.compile(r"(?P<sha256>[0-9a-f]{64})(?P<suffix>\.[a-z0-9]{1,24})")
_TRY = re.compile(
    r"(?P<take>.+/\d{1,9}\.)(?P<attempt>\d{1,9})(?P<rest>[a-z0-9.]*)-(?P<number>\d{1,9})", re.ASCII
)
_RUN_ID = re.compile(r"[0-9a-f]{12}7[0-9a-f]{19}")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.ASCII | re.IGNORECASE)
"""What Windows takes for a device, whatever its suffix."""
_THE_FILM = "film"
"""What a step's name has in place of a shot when it is the whole film's."""


class WorkflowName(NamedTuple):
    """Whose workflow it is: a film's; its story's, or that of a `stretch` of it; a reel's; or a shot's, for one take of it, asked for the `run`th time.

    `mark` is the film's run, in the ids of what it has made by other workflows: an id that could be known before
    the film is started could be taken by then, by whoever starts workflows or by what an earlier run left behind.
    """

    film_id: str
    mark: str = ""
    story: bool = False
    reel: int = 0
    shot_id: str = ""
    take: int = 1
    run: int = 1
    stretch: int = 0

    def __str__(self) -> str:
        """The workflow's id."""
        if self.story:
            return f"{self.film_id}/{self.mark}/story" + (f"-{self.stretch}" if self.stretch else "")
        if self.reel:
            return f"{self.film_id}/{self.mark}/reel-{self.reel}"
        if not self.shot_id:
            return self.film_id
        again = f"/run-{self.run}" if self.run > 1 else ""
        return f"{self.film_id}/{self.mark}/{self.shot_id}/take-{self.take}{again}"

    @classmethod
    def read(cls, workflow_id: str) -> "WorkflowName":
        """The parts of a workflow's id; one that we did not compose is taken for a film's."""
        found = _WORKFLOW.fullmatch(workflow_id)
        if found is None:
            return cls(workflow_id)
        return cls(
            found["film"],
            found["mark"],
            story=found["story"] is not None,
            reel=int(found["reel"] or 0),
            shot_id=found["shot"] or "",
            take=int(found["take"] or 1),
            run=int(found["run"] or 1),
            stretch=int(found["stretch"] or 0),
        )


def run_mark(run_id: str) -> str:
    """The mark of a film's run, 12 hex digits: the end of its run id, which is random where its beginning is the time."""
    return run_id[-12:]


def film_id(words: str, digest: str) -> str:
    """A film's usual id: a slug of some words, and six digits of its brief's digest."""
    from slugify import slugify  # every room reads names, and few of them make a slug

    return f"{slugify(words, max_length=40, word_boundary=True) or 'film'}-{digest[:6]}"


def checked_film_id(name: str) -> str:
    """`name` when it can name a film and a folder: letters, digits, `.`, `_`, `-`, at most 100.

    Raises:
        BadInput: for anything else.

    """
    if not FILM_ID.fullmatch(name):
        shown = repr(name if len(name) <= MOST_OF_AN_ID else f"{name[:MOST_OF_AN_ID]}…")
        raise BadInput(
            f"{shown} cannot be a film's id: use 1 to {MOST_OF_AN_ID} letters, digits, dots, dashes and underscores."
        )
    return name


def shot_id(number: int) -> str:
    """The id of shot `number`: `shot_001`, `shot_1000`."""
    return f"shot_{number:03d}"


def checked_shot_id(name: str) -> str:
    """`name` when it can name a shot's folder on every system; its characters are checked by `SHOT_ID`.

    Raises:
        ValueError: a system takes it for a device.

    """
    if DEVICES.fullmatch(name):
        raise ValueError(f"cannot be {name!r}, which some systems take for a device: choose another id")
    return name


ShotId = Annotated[str, Field(pattern=SHOT_ID), AfterValidator(checked_shot_id)]
"""What a shot is called, by itself and as a folder."""


def number_in(name: object) -> str:
    """The digits that a shot's id ends in; empty when there are none, or more than a number of shots has."""
    tail = re.search(r"(?<!\d)\d{1,9}$", name[-10:], re.ASCII) if isinstance(name, str) else None
    return tail.group() if tail else ""


def in_order(names: Iterable[str]) -> list[str]:
    """Names or places as a person orders them: `shot_999` before `shot_1000`."""
    return sorted(names, key=_by_numbers)


def _by_numbers(name: str) -> tuple[tuple[str, Decimal, str], ...]:
    """Words as words and numbers as numbers; the digits themselves decide where numbers are equal."""
    parts = re.findall(r"(\D*)(\d*)", name, re.ASCII)
    return tuple((word, Decimal(digits or -1), digits) for word, digits in parts)


def subject_id(name: str) -> str:
    """What a subject is called in names of files and steps: `mara-quill`, with six hex digits where that is not all of it.

    No two names that differ beyond their case have one.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    if re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", name.lower(), re.ASCII) and len(plain) == len(name):
        return plain
    return f"{plain or 'subject'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def subject_place(subject: str, name: str) -> str:
    """Where a picture of a subject lies in its film's folder; `subject` is its id."""
    return f"bible/{subject}/{name}"


def step_reference(film: str, run_id: str, step: str) -> str:
    """The name under which a vendor is asked for a step of a run; no other step of any run has it."""
    return f"{run_reference(film, run_id)}{step}"


def run_reference(film: str, run_id: str) -> str:
    """How the names of all steps of a run begin."""
    return f"{film}/{run_id}/"


def step_part(stage: str, line: int = 1) -> str:
    """A step of a shot by what it makes: `clip`; `voice` of its first line, `voice-2` of its second."""
    return stage if line == 1 else f"{stage}-{line}"


def step_place(shot: str, part: str, take: int, attempt: int, rung: str = "") -> str:
    """A step within its run: `shot_003/clip/2.1`; `shot_003/clip/2.1.seed` on a rung after it was refused."""
    return f"{shot or _THE_FILM}/{part}/{take}.{attempt}" + (f".{rung}" if rung else "")


def call_place(number: int, stage: str, step: str = "story") -> str:
    """A call to a model within its run, counted from 1: `story/7-scenes`; or within a `step` of it."""
    return f"{step}/{number}-{stage}"


def part_reference(reference: str, number: int) -> str:
    """A step's name for a part of what it makes, from 1: of a clip that is made of several."""
    return reference if number == 1 else f"{reference}.{number}"


def spare_reference(reference: str) -> str:
    """A step's name for whoever makes it in somebody else's place."""
    return f"{reference}.spare"


def try_reference(reference: str, number: int) -> str:
    """A step's name for its try `number`: a vendor that certainly took nothing is asked under another one."""
    return f"{reference}-{number}"


def release_id(film: str, target: str, number: int = 1) -> str:
    """The id of the workflow that releases a film to a target, by that one's mark; `number` counts releases on purpose."""
    return f"{film}/release/{target}" + (f"/{number}" if number > 1 else "")


def wait_id(reference: str) -> str:
    """What waits for the job of a reference is called in its workflow, so that it is known before it waits."""
    return f"wait/{reference}"


def tried(reference: str) -> str:
    """The step's name of which `reference` is a try."""
    return reference.rpartition("-")[0]


def earlier_tries(reference: str) -> tuple[str, ...]:
    """The names of the tries that came before this one in the same attempt: of `…/clip/2.1-3` those that end in -1 and -2."""
    found = _TRY.fullmatch(reference)
    return tuple(try_reference(tried(reference), n) for n in range(1, int(found["number"]))) if found else ()


def earlier_attempts(reference: str) -> tuple[str, ...]:
    """How the names of all attempts at a step begin that came before this one: of `…/clip/2.3-1` `…/clip/2.1` and `…/clip/2.2`.

    A name of theirs goes on with a dash or a dot after that.
    """
    found = _TRY.fullmatch(reference)
    return tuple(f"{found['take']}{n}" for n in range(1, int(found["attempt"]))) if found else ()


def run_of(film: str, reference: str) -> str:
    """The run of a film whose step a reference names."""
    return reference.removeprefix(f"{film}/").partition("/")[0]


def run_began_ms(run_id: str) -> int | None:
    """When a run began, milliseconds since 1970, which its id begins with; None where that is no such id (a UUID of version 7)."""
    plain = run_id.replace("-", "")
    return int(plain[:12], 16) if _RUN_ID.fullmatch(plain) else None


def voice_part(line: int = 1, lines: int = 1) -> str:
    """What the voice of a line of a shot is called, counted from 1: `voice` of the only one, `voice_2` of several."""
    return "voice" if lines == 1 else f"voice_{line}"


def voice_name(shot: str, line: int = 1, lines: int = 1) -> str:
    """What the voice of a shot's line is called in the timeline."""
    return f"{shot}/{voice_part(line, lines)}"


def clip_sound_name(shot: str) -> str:
    """What the sound that a shot's clip has of its own is called in the timeline."""
    return f"{shot}/clip"


def effect_name(shot: str) -> str:
    """What the sound of a scene is called in the timeline, by its first shot."""
    return f"{shot}/effect"


def object_place(sha256: str, suffix: str) -> str:
    """Where stored bytes lie below the root of any store."""
    return f"objects/{sha256[:2]}/{sha256}{suffix}"


def object_named(name: str) -> tuple[str, str] | None:
    """The sha256 and the suffix in a stored file's name, without folders; None when it is none's."""
    found = _OBJECT.fullmatch(name)
    return (found["sha256"], found["suffix"]) if found else None
