"""The seam: what workflows know of activities. Names, one frozen request and one result each.

Workflows call `workflow.execute_activity_method(Boards.keyframe, order, ...)`; the classes in the
feature folders implement these and are registered under the same names. Fields added later have defaults.
"""

from typing import Literal, Protocol

from temporalio import activity

from models.assets import Asset, Blob
from models.base import Frozen
from models.brief import Brief
from models.cast import Cast, Choice, FilmQuotes
from models.film import FilmView
from models.money import ZERO, Entry, Usd
from models.shots import Shot
from models.story import ScenePlan, Story, StoryDocument, TemplateChoice, VisualSpec
from models.timeline import Timeline
from models.writing import (
    Blocked,
    Breakdown,
    CallRecord,
    ModelChoice,
    Problem,
    Stage,
    StageResult,
)


class CastRequest(Frozen):
    """Whom to cast for a brief."""

    brief: Brief


class QuotesRequest(Frozen):
    """What the shots of a film would cost with a cast."""

    brief: Brief
    cast: Cast
    shots: tuple[Shot, ...]


class StageRequest(Frozen):
    """One stage of the story: the brief, who writes, how long it may be, and the earlier stages' results."""

    brief: Brief
    choice: Choice
    seconds: float
    template: str = ""
    story: Story | None = None
    scenes: ScenePlan | None = None


class BadReply(Frozen):
    """An answer that could not be used, for the model that repairs it: what came, and what is wrong with it."""

    text: str
    problem: Problem
    errors: tuple[str, ...] = ()


class AskRequest(Frozen):
    """One call to one model for one part of a stage: the brief and the results of the stages before it.

    `part` counts from 0: the batch of scenes, the chunk of the text, the scene whose shots are wanted.
    `shots` is how many scenes or shots this call shall write, lasting `seconds` together; `bad` makes
    the call a repair. `scenes` is what is planned so far, `text` the chunk to compress. `fresh` as in `Order`.
    """

    stage: Stage
    model: ModelChoice
    brief: Brief
    seconds: float
    part: int = 0
    parts: int = 1
    shots: int = 1
    first_number: int = 1
    template: str = ""
    story: Story | None = None
    scenes: ScenePlan | None = None
    text: str = ""
    summary: str = ""
    breakdown: Breakdown | None = None
    bad: BadReply | None = None
    fresh: str = ""


class Answer(Frozen):
    """What a call gave: the stage's result, or `bad`, what came instead; and the call's record either way."""

    call: CallRecord
    result: StageResult | None = None
    bad: BadReply | None = None


class SafetyRequest(Frozen):
    """Shots whose prompts and narration are checked by one guard, before any picture is made."""

    guard: ModelChoice
    shots: tuple[Shot, ...]


class SafetyAnswer(Frozen):
    """The shots that may not be drawn, and what the check cost."""

    blocked: tuple[Blocked, ...] = ()
    call: CallRecord


class Order(Frozen):
    """What every order for an asset has.

    `fresh` is empty when a stored asset will do; otherwise it names the run that wants everything
    made afresh, and only what that run stored counts as found.
    """

    choice: Choice
    seed: int = 0
    fresh: str = ""


class KeyframeOrder(Order):
    """A picture of a shot, `width` × `height` pixels. `characters` is the whole film's cast."""

    shot: Shot
    characters: tuple[str, ...]
    width: int
    height: int
    take: int = 1


class VoiceOrder(Order):
    """The words of a shot, to be spoken."""

    text: str
    language: str


class ClipOrder(Order):
    """A clip of exactly `frames` frames from a keyframe."""

    shot: Shot
    keyframe: Blob
    frames: int
    width: int
    height: int


class ScoreOrder(Order):
    """Music of `seconds` seconds."""

    mood: str
    seconds: float


class SheetPanel(Frozen):
    """One panel of the storyboard."""

    shot: Shot
    keyframe: Blob | None = None
    missing: str = ""


class SheetRequest(Frozen):
    """The storyboard as one picture."""

    film_id: str
    title: str
    board: int
    panels: tuple[SheetPanel, ...]


class CutRequest(Frozen):
    """Everything the cut needs: the timeline names clips and voices, the score lies under them; `fresh` as in `Order`."""

    timeline: Timeline
    score: Blob | None = None
    fresh: str = ""


class CutResult(Frozen):
    """The finished film and its subtitles; `seconds` and `frames` were measured in the film."""

    film: Blob
    subtitles: Blob
    seconds: float
    frames: int


class StoryDocuments(Frozen):
    """What the story stage leaves in the film's folder."""

    document: StoryDocument
    shots: tuple[Shot, ...]


class HostedOrder(Frozen):
    """An order for a vendor that takes jobs; exactly one of the four is given.

    `reference` is our name for the job, never used twice; `quote` the most it may cost.
    """

    keyframe: KeyframeOrder | None = None
    voice: VoiceOrder | None = None
    clip: ClipOrder | None = None
    score: ScoreOrder | None = None
    reference: str = ""
    quote: Usd = ZERO


TicketState = Literal["submitted", "found", "unknown", "void"]


class JobTicket(Frozen):
    """A job at a vendor: `submitted` under the vendor's `job_id`, or nobody knows whether it was (`unknown`).

    `found` is set when the same recipe was made before. A `void` ticket was never asked for, and never
    will be: the order needs another reference. `reference` is the name under which the vendor was asked;
    a job that another film pays for is `shared`.
    """

    order: HostedOrder
    state: TicketState = "submitted"
    job_id: str = ""
    reference: str = ""
    found: Asset | None = None
    shared: bool = False


class ShotOrders(Frozen):
    """What a shot needs from its keyframe on; the clip's frames are those of a shot without a voice."""

    clip: ClipOrder
    voice: VoiceOrder | None = None


class LookUp(Frozen):
    """Orders whose assets may be there already."""

    keyframes: tuple[KeyframeOrder, ...] = ()
    shots: tuple[ShotOrders, ...] = ()
    scores: tuple[ScoreOrder, ...] = ()


class FoundShot(Frozen):
    """What the library has of a shot; a clip only together with the voice it was made for."""

    voice: Asset | None = None
    clip: Asset | None = None


class Found(Frozen):
    """What the library has, in the order of the `LookUp`."""

    keyframes: tuple[Asset | None, ...] = ()
    shots: tuple[FoundShot, ...] = ()
    scores: tuple[Asset | None, ...] = ()


class RecastRequest(Frozen):
    """Who else shall make what is left: the cast so far, and the profile to take it from.

    While the `story` is still to be written, its writer is cast anew too.
    """

    brief: Brief
    cast: Cast
    profile: str
    story: bool = False


class Booking(Frozen):
    """Lines for the ledger's table; written again, they change nothing."""

    film_id: str
    run_id: str
    entries: tuple[Entry, ...]


class Casting(Protocol):
    """Who makes what, and for how much at most."""

    @activity.defn(name="casting.cast")
    def cast(self, request: CastRequest) -> Cast:
        """Choose a provider for every kind by the brief's profile and overrides."""

    @activity.defn(name="casting.recast")
    def recast(self, request: RecastRequest) -> Cast:
        """The cast with pictures, clips, voices and music by another profile."""

    @activity.defn(name="casting.quotes")
    def quotes(self, request: QuotesRequest) -> FilmQuotes:
        """The most that each step after the story may cost."""


class Writing(Protocol):
    """The four stages of the story."""

    @activity.defn(name="story.template")
    def template(self, request: StageRequest) -> TemplateChoice:
        """Stage 0: choose a template."""

    @activity.defn(name="story.write")
    def write(self, request: StageRequest) -> Story:
        """Stage 1: write the story."""

    @activity.defn(name="story.scenes")
    def scenes(self, request: StageRequest) -> ScenePlan:
        """Stage 2: divide it into scenes."""

    @activity.defn(name="story.visuals")
    def visuals(self, request: StageRequest) -> VisualSpec:
        """Stage 3: say what each picture shows."""


class Asking(Protocol):
    """Calls to models; each execution makes at most one paid call."""

    @activity.defn(name="story.ask")
    def ask(self, request: AskRequest) -> Answer:
        """Ask a model for a part of a stage, or to repair what another gave."""

    @activity.defn(name="safety.check")
    def check(self, request: SafetyRequest) -> SafetyAnswer:
        """Check the prompts and the narration of shots."""


class Boards(Protocol):
    """Pictures before the gate."""

    @activity.defn(name="boards.keyframe")
    def keyframe(self, order: KeyframeOrder) -> Asset:
        """Draw a shot's keyframe."""

    @activity.defn(name="boards.sheet")
    def sheet(self, request: SheetRequest) -> Blob:
        """Lay the keyframes out as one storyboard picture."""


class Sound(Protocol):
    """What is heard."""

    @activity.defn(name="sound.voice")
    def voice(self, order: VoiceOrder) -> Asset:
        """Speak a shot's words."""

    @activity.defn(name="sound.score")
    def score(self, order: ScoreOrder) -> Asset:
        """Play the score."""


class Shots(Protocol):
    """The moving picture."""

    @activity.defn(name="shots.clip")
    def clip(self, order: ClipOrder) -> Asset:
        """Make a shot's clip from its keyframe."""


class Assets(Protocol):
    """What was made before."""

    @activity.defn(name="assets.look_up")
    def look_up(self, request: LookUp) -> Found:
        """What the library has of these orders."""


class Money(Protocol):
    """The ledger that outlives the film."""

    @activity.defn(name="money.book")
    def book(self, booking: Booking) -> None:
        """Write a run's entries into the ledger's table."""


class Jobs(Protocol):
    """Work at vendors that take jobs: submitted once, then polled and fetched by any worker."""

    @activity.defn(name="jobs.submit")
    def submit(self, order: HostedOrder) -> JobTicket:
        """Ask the vendor once; the job's id goes into history."""

    @activity.defn(name="jobs.reconcile")
    def reconcile(self, order: HostedOrder) -> JobTicket:
        """What became of a submit that never came back."""

    @activity.defn(name="jobs.wait")
    def wait(self, ticket: JobTicket) -> JobTicket:
        """Poll until the job is done."""

    @activity.defn(name="jobs.fetch")
    def fetch(self, ticket: JobTicket) -> Asset:
        """Download, verify and keep what was made."""


class Cutting(Protocol):
    """The film from its parts."""

    @activity.defn(name="cut.assemble")
    def assemble(self, request: CutRequest) -> CutResult:
        """Join clips, mix the sound, write the subtitles."""


class Publishing(Protocol):
    """The film's papers."""

    @activity.defn(name="publish.story")
    def story(self, documents: StoryDocuments) -> dict[str, Blob]:
        """Store `story.json` and `shots.json`; gives their places by name."""

    @activity.defn(name="publish.report")
    def report(self, view: FilmView) -> dict[str, Blob]:
        """Store `report.json`; gives its place by name."""
