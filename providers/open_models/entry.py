"""An open model as its table has it: its class, its weights, what it is called with, what it needs, what its licence says."""

from typing import Literal, Self

from pydantic import Field, JsonValue, StrictBool, model_validator

from models.base import Frozen
from models.orders.references import ReferenceRule

OpenKind = Literal["image", "video", "music", "check"]
Offload = Literal["none", "model", "group"]
"""What of a model lies in host memory while it runs: nothing, the parts that are not at work, or most of the one that is."""


class Licence(Frozen):
    """A licence by its name; `restricted` ones run only once somebody accepted them. `forbids` says what, in a few words."""

    name: str = Field(min_length=1)
    url: str = ""
    restricted: StrictBool = False
    forbids: str = ""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.restricted and not self.forbids:
            raise ValueError("a restricted licence says what it forbids")
        return self


class Sizes(Frozen):
    """The pictures that it makes: sides in steps of `step` pixels, about `pixels` of them in all, which is what it was trained on."""

    step: int = Field(default=8, ge=1)
    pixels: int = Field(default=1024 * 1024, ge=64)


class Frames(Frozen):
    """The clips that it makes: `step` × k + `plus` frames, at most `most` at once, at `fps` frames a second.

    `fixed` is a number of frames that cannot be chosen. `chunk` is how many are decoded at once.
    """

    step: int = Field(default=1, ge=1)
    plus: int = Field(default=0, ge=0)
    most: int = Field(ge=1)
    fps: int = Field(ge=1)
    fixed: StrictBool = False
    chunk: int = Field(default=0, ge=0)


class Memory(Frozen):
    """With at least `vram_gb` gigabytes free on the card it runs with that `offload`; `host_gb` are needed beside it."""

    vram_gb: float = Field(gt=0)
    host_gb: float = Field(default=0.0, ge=0)
    offload: Offload = "none"


class Speed(Frozen):
    """What makes a model faster on a CUDA card than plain diffusers (`speed.py`); `differs` says what of its results that changes.

    `channels_last`: weights of convolutions lie as tensor cores read them. `fused`: queries, keys and values are one product, which a
    LoRA is not seen by. `attention`: whose kernel is asked first. `vae`: what it decodes in. `compiled`: classes of blocks, in
    the network and in the VAE's decoder; nothing is timed to choose their kernels, so that two workers make the same bits.
    """

    channels_last: StrictBool = False
    fused: StrictBool = False
    attention: Literal["", "cudnn", "flash", "efficient"] = ""
    vae: Literal["", "bf16", "fp16"] = ""
    compiled: tuple[str, ...] = ()
    differs: str = ""

    @model_validator(mode="after")
    def _said(self) -> Self:
        does = self.channels_last or self.fused or self.attention or self.vae or self.compiled
        if does and not self.differs:
            raise ValueError("what makes a model faster changes its last bits at least: differs says what")
        return self


class Called(Frozen):
    """What the pipeline calls its arguments; empty where it has no such one.

    `first` is the picture that a clip opens with, `last` the one that it ends with, `references` a list of pictures.
    """

    prompt: str = "prompt"
    negative: str = ""
    steps: str = "num_inference_steps"
    guidance: str = "guidance_scale"
    references: str = ""
    first: str = ""
    last: str = ""
    frames: str = ""
    fps: str = ""
    seconds: str = ""


class OpenModel(Frozen):
    """One model: its `name` here, the `pipeline` class of its `library`, and its `source`, a repository or a folder.

    `always` goes with every call. `steps` and `guidance` are what it was made for. `precision` is of its network, and the VAE is in
    `vae_precision` where that differs. `memory` lists ways to run it, the one that needs most first; it runs on the
    `label` queue. A run that was broken off goes on bit for bit from its last step; where it begins anew, `restarts` says why.
    `seconds` is about how long it takes on a large card. `extra` is for its adapter. `revision` rises when the same call would
    give something else.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")
    kind: OpenKind
    title: str
    pipeline: str = Field(pattern=r"^[A-Za-z0-9]+$")
    library: Literal["diffusers", "transformers"] = "diffusers"
    source: str = Field(min_length=1)
    variant: str = ""
    label: Literal["gpu", "gpu-large"] = "gpu"
    called: Called = Called()
    always: dict[str, JsonValue] = Field(default_factory=dict)
    sizes: Sizes | None = None
    frames: Frames | None = None
    longest_s: float = Field(default=0.0, ge=0)
    steps: int = Field(default=0, ge=0)
    guidance: float = Field(default=0.0, ge=0)
    references: int = Field(default=0, ge=0)
    sound: StrictBool = False
    precision: Literal["bf16", "fp16", "fp32"] = "bf16"
    vae_precision: Literal["", "bf16", "fp16", "fp32"] = ""
    memory: tuple[Memory, ...] = Field(min_length=1)
    speed: Speed = Speed()
    licence: Licence
    restarts: str = ""
    seconds: float = Field(default=10.0, gt=0)
    extra: dict[str, JsonValue] = Field(default_factory=dict)
    revision: str = Field(default="1", pattern=r"^[\w.-]+$")
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind in ("image", "video") and self.sizes is None:
            raise ValueError("a model of pictures or clips has sizes")
        if self.kind == "video" and self.frames is None:
            raise ValueError("a model of clips has frames")
        if sorted(self.memory, key=lambda one: -one.vram_gb) != list(self.memory):
            raise ValueError("memory lists the way that needs most first")
        if self.references and not self.called.references:
            raise ValueError("a model that takes references calls their argument something")
        return self

    @property
    def rule(self) -> ReferenceRule | None:
        """How it takes references."""
        return ReferenceRule(most=self.references) if self.references else None

    @property
    def least(self) -> Memory:
        """The way to run it that needs the least memory of the card."""
        return self.memory[-1]
