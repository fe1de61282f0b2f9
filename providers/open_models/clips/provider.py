"""Makes clips of a shot's picture with an open model of videos."""

from typing import Any, ClassVar

from infra.media.encoder import encoding
from infra.media.target import Target
from models.errors import InvalidRequest
from models.kinds import Kind
from models.orders.assets import Recipe
from models.orders.requests import VideoRequest
from providers.base import Bench, Rendered
from providers.kept import Steps
from providers.open_models.bay import Loaded
from providers.open_models.clips.frames import first_picture, model_frames, model_rate, model_size
from providers.open_models.clips.interpolation import save_clip
from providers.open_models.entry import Frames, Sizes
from providers.open_models.model_provider import ModelProvider
from providers.open_models.prompts import Prompts
from providers.open_models.resume import Work
from providers.open_models.run import run
from providers.vendors.endpoints.words import clip_prompt

_SMALL_CHUNK = 2
"""Frames that are decoded at once where a card's memory is short."""


class OpenClips(ModelProvider[VideoRequest]):
    """A renderer of clips: it opens with the shot's picture, has exactly the frames asked for, and no sound.

    The model's own frames are in its own size and rate. The clip has the film's, the frames in between drawn by ffmpeg, and its
    codec and keyframes: it is cut into the film without being encoded again.
    """

    kind: ClassVar[Kind] = "video"

    @property
    def longest_s(self) -> float:
        """The longest clip that the model makes at once."""
        return self._frames.most / self._frames.fps

    def cannot(self, request: VideoRequest) -> str:
        """Why the model cannot make a request: it has more references than it takes. A longer shot is made of several clips."""
        taken = self.model.references
        if len(request.references) > taken:
            return f"{self.name} takes {taken or 'no'} reference pictures, and {len(request.references)} are given: leave some out."
        return ""

    def cautions(self, request: VideoRequest) -> tuple[str, ...]:
        """What it does otherwise than one may expect."""
        said, called = [], self.model.called
        if not called.prompt:
            said.append(
                f"{self.name} takes no words: what moves in its clips is its own choice, by the picture."
            )
        elif request.shot.negative_prompt and not called.negative:
            said.append(f"{self.name} takes no negative prompt: what is not to be seen is not said to it.")
        if self.model.sound:
            said.append(f"{self.name} gives its clips a sound of their own, which is not used.")
        return tuple(said)

    def recipe(self, request: VideoRequest) -> Recipe:
        """What the model is called with, and how the clip is encoded."""
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=f"{self.revision} {encoding(request.picture)}",
            parameters={
                **self._asked(request),
                "seed": request.seed,
                "picture": request.picture.model_dump(mode="json"),
                "frames": request.frames,
                "edge": request.edge,
            },
            inputs=tuple(blob.sha256 for blob in request.inputs),
        )

    def render(self, request: VideoRequest, bench: Bench) -> Rendered:
        """Make `clip.mp4`: exactly `request.frames` frames, in the film's size and rate.

        Raises:
            BadInput: the weights or the licence are not as they should be, or there is no card here.
            InvalidRequest: the clip is too long, or its still cannot be read.
            OutOfMemory, CardLost: the card cannot make it.
            StorageError, MediaError: what was made could not be written.

        """
        if refused := self.cannot(request):
            raise InvalidRequest(refused)
        seconds = request.frames / request.picture.fps
        if seconds > self.longest_s + 1e-6:
            raise InvalidRequest(
                f"{self.name} makes clips of {self.longest_s:.1f} s at most, and this one lasts {seconds:.1f} s."
            )
        about = self.recipe(request).with_weights(self.weights()).key()
        size, frames = model_size(self._sizes, request.picture), self._frames
        opening = first_picture(bench.files(request.still), request.picture, size)
        work = Work(about, request.seed, bench, keeps=not self.model.restarts)

        def waiting() -> None:
            bench.kept.tell(Steps(doing="waiting for the card"))
            bench.progress(0.0)

        asked = {**self._asked(request), self.model.called.first: opening}
        prompts = Prompts(self.model, asked)
        with self.bay.at_work(self.model, waiting, prompts) as loaded:
            decode_in_parts(loaded, self._frames.chunk)
            ran = run(self.bay, loaded, {**asked, **self._given}, work, prompts)
            pictures = ran.output.frames[0]
        clip, film = bench.into / "clip.mp4", request.picture
        rate = model_rate(frames, len(pictures), request.frames, film.fps)

        def encoded(share: float) -> None:
            bench.progress((self.model.steps + share) / (self.model.steps + 1))

        bench.kept.tell(Steps(step=self.model.steps, steps=self.model.steps, doing="encoding"))
        save_clip(pictures, rate, Target(film, request.frames, request.edge), clip, encoded)
        return Rendered(path=clip, note=ran.note)

    @property
    def _frames(self) -> Frames:
        assert self.model.frames is not None, "a model of clips has frames"
        return self.model.frames

    @property
    def _sizes(self) -> Sizes:
        assert self.model.sizes is not None, "a model of clips has sizes"
        return self.model.sizes

    def _asked(self, request: VideoRequest) -> dict[str, Any]:
        """What the pipeline is called with that a request determines."""
        called, model = self.model.called, self.model
        width, height = model_size(self._sizes, request.picture)
        asked = {**model.always, called.steps: model.steps, called.guidance: model.guidance}
        asked |= {called.frames: model_frames(self._frames, request.frames, request.picture.fps)}
        asked |= {called.fps: self._frames.fps, called.prompt: clip_prompt(request, self.references)}
        asked |= {called.negative: request.shot.negative_prompt, "width": width, "height": height}
        return {name: value for name, value in asked.items() if name}

    @property
    def _given(self) -> dict[str, Any]:
        """What it is called with besides: how much is decoded at once."""
        chunk = self._frames.chunk
        return {"output_type": "pil", **({"decode_chunk_size": chunk} if chunk else {})}


def decode_in_parts(loaded: Loaded, chunk: int) -> None:
    """Decode in tiles, and few frames at once, where the model runs on a card that does not hold all of it."""
    if loaded.memory.offload == "none":
        return
    vae, spared = loaded.pipeline.vae, loaded.spared
    if hasattr(vae, "use_tiling"):  # others have the method alone
        vae.enable_tiling()
        spared["tiles"] = True
    if chunk:
        spared.setdefault("chunk", min(chunk, _SMALL_CHUNK))
