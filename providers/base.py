"""What a provider is: it says what it is, what a request costs at most and what determines the result.

A provider declares a queue `label` and a `revision`, gives a `quote` and a `recipe` for a request,
and makes the thing in one of two ways:

* a **renderer** answers at once: `render(request, bench)`;
* a **hosted** provider takes a job (`providers/jobs.py`).

One that cannot make everything is **limited** as well: `cannot` says why, when a request is quoted. One that takes
pictures of who is seen is **referenced**, one with several voices **voiced**, one that knows what it leaves out **candid**, one that does something otherwise than asked **cautious**.

A provider takes everything by constructor, never reads the environment, raises only errors of
`models.errors`, and imports heavy packages inside the method that needs them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.errors import CorruptAsset
from models.kinds import Kind
from models.money.dollars import ZERO, Usd
from models.money.steps import Quote
from models.orders.assets import Blob, Recipe
from models.orders.diffusion import Diffusion
from models.orders.references import ReferenceRule
from models.orders.requests import ImageRequest, Request
from models.shots.noted import Noted
from models.shots.shot_list import Shot
from models.story.stages import ShotPlan, Story, Template, TemplateChoice, VisualSpec
from providers.kept import Kept, NothingKept

Label = str
"""The queue that a provider's work runs on; `models.queues` has the rule."""

Progress = Callable[[float], None]
"""Told the share done, 0 to 1; called at least every few seconds. It raises when the work should stop."""

Files = Callable[[Blob], Path]
"""Where the inputs of a request lie on this machine; a file is verified when it is asked for, and only read."""


def _no_files(blob: Blob) -> Path:
    raise CorruptAsset(
        f"There is no file {blob.sha256}{blob.suffix} here: nothing was handed over with the request."
    )


def _untold(_share: float) -> None:
    return


class Bench(NamedTuple):
    """Where a request is made: the empty folder that its file goes into, what it is made from, who is told, what is kept of it."""

    into: Path
    files: Files = _no_files
    progress: Progress = _untold
    kept: Kept = NothingKept()


class Rendered(Frozen):
    """A file that a provider made, and what it cost. `note` is something a person should know.

    A cost of None is one that nobody says: the quote of what was asked for is booked.
    """

    path: Path
    cost: Usd | None = ZERO
    note: str = ""


class Embedded(NamedTuple):
    """A vector of length 1 for each picture, in order, and one for the words; None where there are none."""

    pictures: list[list[float]]
    words: list[float] | None


class Provider(Protocol):
    """What every provider declares."""

    @property
    def name(self) -> str:
        """The name in the registry and in profiles."""

    @property
    def kind(self) -> Kind:
        """What it makes."""

    @property
    def label(self) -> Label:
        """The queue its work runs on."""

    @property
    def revision(self) -> str:
        """Changes whenever the same request would give other bytes."""


R = TypeVar("R", bound=Request, contravariant=True)


class Maker(Provider, Protocol[R]):
    """A provider that makes a media file of a request."""

    def quote(self, request: R) -> Quote:
        """The most that `request` can cost, and how long it takes."""

    def recipe(self, request: R) -> Recipe:
        """Everything that determines what `request` gives."""


@runtime_checkable
class Renderer(Maker[R], Protocol[R]):
    """A maker that answers at once."""

    def render(self, request: R, bench: Bench) -> Rendered:
        """Make the file inside the bench's empty folder."""


@runtime_checkable
class Limited(Maker[R], Protocol[R]):
    """A maker that cannot make everything it may be asked for; optional, and asked before anything is spent."""

    def cannot(self, request: R) -> str:
        """Why it cannot make `request`, in one sentence for people: its size, length, language, references.

        Empty when it can. It never asks the network; what it says is refused by it when it is asked all the same.
        """


@runtime_checkable
class Cautious(Maker[R], Protocol[R]):
    """A maker that can make something otherwise than it was asked for; optional, and asked before anything is spent."""

    def cautions(self, request: R) -> tuple[str, ...]:
        """What a person should know of how it makes `request`, a sentence each, the same for requests of one kind.

        That it takes no seed, or gives a smaller picture. Where nothing can be made of it `cannot` says so.
        """


@runtime_checkable
class Referenced(Provider, Protocol):
    """A maker of pictures or clips that takes reference pictures; optional, and asked when it is cast.

    Requests then come with at most so many, unless a person listed more: those are refused by `cannot`. The files
    are `request.inputs`, in order; `ReferenceRule.prompt` puts what they show into words.
    """

    @property
    def references(self) -> ReferenceRule | None:
        """How it takes them; None for an endpoint that takes none."""


@runtime_checkable
class Candid(Provider, Protocol):
    """A maker of pictures that knows, by the request alone, what it leaves out; optional, asked of each that it made."""

    def undrawn(self, request: ImageRequest) -> tuple[str, ...]:
        """What a shot asks for and the picture does not show, in its own words: `cannons`, `snow`."""


@runtime_checkable
class Lasting(Provider, Protocol):
    """A maker of clips of which none is longer than so many seconds; optional, and asked when it is cast.

    A longer shot is made of several, the last picture of one opening the next.
    """

    @property
    def longest_s(self) -> float:
        """The longest clip that it makes at once, in seconds."""


@runtime_checkable
class Wearing(Provider, Protocol):
    """A maker of pictures that wears trained looks; optional, and asked before anybody is cast."""

    def check_looks(self, diffusion: Diffusion | None) -> None:
        """See that it may wear what is asked for.

        Raises:
            BadInput: a look was trained for something else.

        """


@runtime_checkable
class Weighted(Provider, Protocol):
    """A maker with weights of its own on the machine that runs it; optional, and asked there."""

    def weights(self) -> str:
        """Which weights they are, by a hash of their index.

        Raises:
            BadInput: they are not there, not whole, or may not be run.

        """


@runtime_checkable
class Comparer(Provider, Protocol):
    """A provider that compares pictures with each other and with words, by what is seen in them."""

    def embed(self, pictures: Sequence[Path], words: str, progress: Progress) -> Embedded:
        """What stands for each picture, and for words: vectors whose cosine says how alike they are.

        Raises:
            LongtakeError: a picture cannot be read, or the model cannot be run here.

        """


@runtime_checkable
class Licensed(Provider, Protocol):
    """A maker under a licence that somebody may have to accept; optional, and asked when it is cast."""

    def check_licence(self) -> None:
        """See that it may be run.

        Raises:
            BadInput: its licence is restricted, and nobody accepted it here.

        """


class Voice(Frozen):
    """A voice that a provider has.

    `name` is what requests call it, and people too, who may also call it by its `title`, where it has one. `languages` are ISO 639-1 codes that it speaks, empty for any. `gender` is `f`, `m`
    or empty, `age` in words; `about` is what a person should know before choosing it. A voice that is `made` of another
    by pitch and formant says of which.
    """

    name: str = Field(min_length=1, max_length=200)
    title: str = ""
    languages: tuple[str, ...] = ()
    gender: Literal["f", "m", ""] = ""
    age: Literal["child", "young", "grown", "old", ""] = ""
    about: str = ""
    made: str = ""

    def speaks(self, language: str) -> bool:
        """Whether it speaks a language, ISO 639-1 with or without a region, or `und` when nobody knows which."""
        plain = language.lower().replace("_", "-").split("-")[0]
        return plain == "und" or not self.languages or plain in self.languages


@runtime_checkable
class Voiced(Maker[R], Protocol[R]):
    """A speech maker that has several voices; optional."""

    def voices(self) -> tuple[Voice, ...]:
        """Its voices, the narrator's first. It may ask the network.

        Raises:
            ProviderError: they cannot be had.

        """


class StoryWriter(Provider, Protocol):
    """A provider that writes the four stages of a story; each stage sees what the earlier ones gave."""

    def quote(self, brief: Brief) -> Quote:
        """The most that all four stages can cost."""

    def choose_template(self, brief: Brief, templates: tuple[Template, ...]) -> TemplateChoice:
        """Stage 0."""

    def write_story(self, brief: Brief, template: Template) -> Story:
        """Stage 1."""

    def plan_shots(self, brief: Brief, template: Template, story: Story, seconds: float) -> ShotPlan:
        """Stage 2: shots that sum to `seconds`, of 1 to 60 seconds each where the brief asks for a number of shots, else of 3 to 7."""

    def specify_visuals(self, brief: Brief, story: Story, plan: ShotPlan) -> VisualSpec:
        """Stage 3."""


@runtime_checkable
class NoteReader(Provider, Protocol):
    """A provider that reads what people say of a picture, without a model."""

    def read_note(self, shot: Shot, words: str) -> Noted:
        """The fields that `words` name, each as the shot shall have it from now on; of untrusted text."""
