"""Makes pictures with an open model of pictures."""

import re
from typing import Any, ClassVar

from pydantic import JsonValue

from infra.media.intake.stills import read_still
from models.errors import BadInput, InvalidRequest
from models.kinds import Kind
from models.orders.assets import Recipe
from models.orders.diffusion import Diffusion
from models.orders.requests import ImageRequest
from providers.base import Bench, Rendered
from providers.kept import Steps
from providers.open_models.bay import Bay
from providers.open_models.entry import OpenModel, Sizes
from providers.open_models.model_provider import ModelProvider
from providers.open_models.pictures.lora_bases import wears
from providers.open_models.pictures.loras import Lora, of_another_base, wear
from providers.open_models.pictures.schedulers import check_scheduler, set_scheduler
from providers.open_models.pictures.sizes import drawn_size
from providers.open_models.prompts import Prompts
from providers.open_models.resume import Work
from providers.open_models.run import run
from providers.vendors.endpoints.words import picture_prompt

_TOKENS_A_WORD = 1.3
"""Of a text encoder, where it cannot be asked."""
_NO_NEGATIVE = " "
"""For models whose guidance does nothing without one."""


class OpenPictures(ModelProvider[ImageRequest]):
    """A renderer of pictures; `loras` are worn for all of them, before those that a request asks for."""

    kind: ClassVar[Kind] = "image"

    def __init__(self, model: OpenModel, bay: Bay, loras: tuple[Lora, ...] = ()) -> None:
        super().__init__(model, bay)
        self.loras = loras

    def cannot(self, request: ImageRequest) -> str:
        """Why the model cannot make a request: its references, its LoRAs, a scheduler that there is not."""
        given, most = len(request.references), self.model.references
        if given > most:
            taken = f"at most {most}" if most else "no"
            return (
                f"{self.name} takes {taken} reference pictures, and {given} are given: leave some out, or choose another image "
                f"provider."
            )
        if self.model.extra.get("needs_reference") and not given:
            return f"{self.name} needs a reference picture, and none is given: choose another image provider."
        try:
            self.check_looks(request.diffusion)
            check_scheduler(self.model.pipeline, self._scheduler(request))
        except BadInput as error:
            return str(error)
        return ""

    def check_looks(self, diffusion: Diffusion | None) -> None:
        """See that it may wear the LoRAs that are asked for, as far as that can be told before it is loaded.

        Raises:
            BadInput: one of them is of another base.

        """
        for lora in diffusion.loras if diffusion else ():
            if lora.weight and not wears(self.model.pipeline, lora.base):
                raise of_another_base(lora.called or lora.file.sha256[:12], self.model.title, lora.base)

    def cautions(self, request: ImageRequest) -> tuple[str, ...]:
        """What it does otherwise than one may expect."""
        said = []
        width, height = self.size(request)
        if min(width, height) < min(request.width, request.height):
            said.append(
                f"{self.name} makes pictures of {width}×{height}: they are scaled to the film's size."
            )
        if request.shot.negative_prompt and not self.model.called.negative and not request.sheet:
            said.append(f"{self.name} takes no negative prompt: what is not to be seen is not said to it.")
        if self._is_long(request):
            said.append(
                f"{self.name} reads {self._reads} tokens of a prompt, about {round(self._reads / _TOKENS_A_WORD)} words: what comes after "
                f"them is not drawn."
            )
        return tuple(said)

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Width and height of the picture that it makes."""
        sizes = self.model.sizes
        assert isinstance(sizes, Sizes), "a model of pictures has sizes"
        return drawn_size(sizes, request.width, request.height)

    def recipe(self, request: ImageRequest) -> Recipe:
        """What the model is called with, and what it wears.

        Raises:
            BadInput: a LoRA of its own is not there.

        """
        scheduler = self._scheduler(request)
        named = {"scheduler": scheduler} if scheduler else {}
        asked = request.diffusion.loras if request.diffusion else ()
        worn = [one.recipe() for one in self.loras]
        worn += [{"sha256": one.file.sha256, "weight": one.weight} for one in asked]
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={
                **self.asked(request),
                **named,
                "seed": request.drawn_seed,
                **({"loras": worn} if worn else {}),
            },
            inputs=tuple(blob.sha256 for blob in request.inputs),
        )

    def asked(self, request: ImageRequest) -> dict[str, JsonValue]:
        """The call but for its pictures, as the pipeline names its arguments."""
        called, diffusion = self.model.called, request.diffusion
        steps = diffusion.steps if diffusion and diffusion.steps is not None else self.model.steps
        guidance = diffusion.guidance if diffusion and diffusion.guidance is not None else self.model.guidance
        width, height = self.size(request)
        call: dict[str, JsonValue] = {**self.model.always, "width": width, "height": height}
        call[called.prompt] = self._prompt(request)
        negative = request.shot.negative_prompt or (
            _NO_NEGATIVE if self.model.extra.get("needs_negative") else ""
        )
        if called.negative and negative:
            call[called.negative] = negative
        call[called.steps] = steps
        if called.guidance:
            call[called.guidance] = guidance
        return call

    def render(self, request: ImageRequest, bench: Bench) -> Rendered:
        """Make `picture.png`.

        Raises:
            BadInput: the weights, the licence or a LoRA are not as they should be, or there is no card here.
            InvalidRequest: it cannot be made as it is, or a reference cannot be read.
            OutOfMemory, CardLost: the card cannot make it.
            StorageError: what is kept of it could not be kept.

        """
        if refused := self.cannot(request):
            raise InvalidRequest(refused)
        recipe = self.recipe(request)
        about = recipe.with_weights(self.weights()).key()
        call: dict[str, Any] = self.asked(request)
        if request.references:
            call[self.model.called.references] = [
                read_still(bench.files(one.picture)) for one in request.references
            ]
        work = Work(about, request.drawn_seed, bench, keeps=not self.model.restarts)

        def waiting() -> None:
            bench.kept.tell(Steps(doing="waiting for the card"))
            bench.progress(0.0)

        prompts = Prompts(self.model, call, recipe.parameters.get("loras"))
        with self.bay.at_work(self.model, waiting, prompts) as loaded:
            wear(loaded.pipeline, self._worn(request, bench), self.model.title)
            set_scheduler(loaded.pipeline, self._scheduler(request))
            # Of one that looks long that was said when it was quoted, once for all pictures.
            unread = "" if self._is_long(request) else self._unread(loaded.pipeline, self._prompt(request))
            ran = run(self.bay, loaded, call, work, prompts)
        picture = bench.into / "picture.png"
        ran.output.images[0].save(picture)
        return Rendered(path=picture, note=" ".join(filter(None, (unread, ran.note))))

    def _scheduler(self, request: ImageRequest) -> str:
        """The one asked for, else the entry's; empty for the pipeline's own."""
        asked = request.diffusion and request.diffusion.scheduler
        return str(asked or self.model.extra.get("scheduler", ""))

    @property
    def _reads(self) -> int:
        """How many tokens of a prompt its text encoder reads; 0 where it reads more than there are."""
        reads = self.model.extra.get("tokens", 0)
        return reads if isinstance(reads, int) else 0

    def _is_long(self, request: ImageRequest) -> bool:
        """Whether its prompt seems longer than its text encoder reads."""
        return bool(self._reads) and _about_tokens(self._prompt(request)) > self._reads

    def _prompt(self, request: ImageRequest) -> str:
        """The picture's prompt, with the words that wake what is worn where it does not have them."""
        prompt = picture_prompt(request, self.references)
        asked = request.diffusion.loras if request.diffusion else ()
        triggers = [*(one.trigger for one in self.loras), *(one.trigger for one in asked)]
        unsaid = [trigger for trigger in triggers if trigger and trigger not in prompt]
        return ", ".join([*dict.fromkeys(unsaid), prompt])

    def _worn(self, request: ImageRequest, bench: Bench) -> list[Lora]:
        asked = request.diffusion.loras if request.diffusion else ()
        return [*self.loras, *(Lora(bench.files(one.file), one.weight, called=one.called) for one in asked)]

    def _unread(self, pipeline: Any, prompt: str) -> str:  # noqa: ANN401 - of a library without types
        """What is said of a prompt that is longer than its text encoder reads; empty where it is read whole."""
        tokenizer = getattr(pipeline, "tokenizer_2", None) or getattr(pipeline, "tokenizer", None)
        if not self._reads or tokenizer is None:
            return ""
        long = len(tokenizer(prompt, truncation=False, add_special_tokens=False, verbose=False).input_ids)
        if long <= self._reads:
            return ""
        return (
            f"The prompt has {long} tokens, of which {self.name} reads {self._reads}: its end is not drawn."
        )


def _about_tokens(prompt: str) -> float:
    words = re.findall(r"\w+", prompt)
    return len(words) * _TOKENS_A_WORD + len(re.findall(r"[^\w\s]", prompt))
