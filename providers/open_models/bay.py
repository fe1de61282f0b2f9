"""A bay: one card, the models that are loaded on it, and whose turn it is."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, NamedTuple

from models.errors import BadInput, CardTooSmall, MissingExtra, OutOfMemory
from providers.installation import install_of
from providers.open_models.entry import Memory, OpenModel
from providers.open_models.faults import card_faults, fault_of
from providers.open_models.gauge import CardGauge, Gauge, NoCard
from providers.open_models.licences import Licences
from providers.open_models.loader import load
from providers.open_models.prompts import Prompts
from providers.open_models.weights import Weights

LOOK_S = 0.25
"""Seconds between two looks of who waits for the card."""
NEEDED = ("torch", "diffusers", "transformers", "accelerate", "peft", "safetensors")


class Card(NamedTuple):
    """A device as torch calls it, and how many gigabytes of it may be used: 0 for all. Work on the CPU has to be allowed."""

    device: str = "cuda"
    vram_gb: float = 0.0
    allow_cpu: bool = False


class Loaded(NamedTuple):
    """A model that is ready: its pipeline, the way in which it runs, and how it does with less memory than that (`run.py`)."""

    pipeline: Any
    memory: Memory
    spared: dict[str, Any]


class Bay:
    """The models of one card. To make one costs nothing: torch is imported, and the card looked at, when something is to run."""

    def __init__(
        self,
        weights: Weights,
        licences: Licences,
        card: Card | None = None,
        gauge_of: Callable[[str], Gauge] | None = None,
    ) -> None:
        self.weights = weights
        self.licences = licences
        self.card = card or Card()
        self._gauge_of = gauge_of or gauge_at
        self._turn = threading.Lock()
        self._waiting: list[Prompts] = []
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self.told: Callable[[float, float], None] = lambda *_: None
        """Told after each run what lies on the card, and the most that did meanwhile, in gigabytes."""
        self._took: dict[tuple[str, str], float] = {}
        self._runs: dict[str, float] = {}

    @contextmanager
    def at_work(
        self, model: OpenModel, waiting: Callable[[], None], prompts: Prompts | None = None
    ) -> Iterator[Loaded]:
        """The model, ready, while nobody else uses the card; `waiting` is called about four times a second until then.

        Whoever uses it before may encode the `prompts` meanwhile (`encode_next`).

        Raises:
            BadInput: its weights or its licence are not as they should be, or there is no card here.
            CardTooSmall: the card does not hold it in any way.
            CardLost, OutOfMemory: the card failed, or the host's memory does not do, here or while it is at work.
            MissingExtra: torch is not installed.
            Exception: whatever `waiting` raises.

        """
        self.licences.check(model)
        with self._among_waiting(prompts):
            while not self._turn.acquire(timeout=LOOK_S):
                waiting()
        try:
            with card_faults(self.card.device):
                gauge = self._gauge_of(self.device)
                loaded = self._ready(model, gauge)
                gauge.begin()
                idle = gauge.used_gb()
                try:
                    yield loaded
                finally:
                    most = gauge.most_gb()
                    self._note(model, loaded, most - idle)
                    self.told(gauge.used_gb(), most)
        finally:
            self._turn.release()

    def encode_next(self, loaded: Loaded, front: Prompts) -> None:
        """Encode the prompts of one that waits for the same model, if there is one: for whoever is at work, between two steps."""
        if loaded.memory.offload != "none" or loaded.spared:
            return
        following = next((one for one in tuple(self._waiting) if one.fit(front)), None)
        if following is not None:
            following.encode(loaded.pipeline)

    @property
    def device(self) -> str:
        """The device, once it is known to be there.

        Raises:
            BadInput: it is not.
            MissingExtra: torch is not installed.

        """
        lacking = [name for name in NEEDED if find_spec(name) is None]
        if lacking:
            raise MissingExtra(
                f"{lacking[0]} is not installed, which open models need: run {install_of('gpu')}."
            )
        import torch

        if self.card.device.startswith("cuda") and not torch.cuda.is_available():
            if self.card.allow_cpu:
                return "cpu"
            raise BadInput("There is no CUDA device here: use --allow-cpu to work on the CPU, slowly.")
        return self.card.device

    def release(self, name: str | None = None) -> None:
        """Unload a model, or all; whoever has the turn may call it."""
        for gone in [name] if name else list(self._loaded):
            self._loaded.pop(gone, None)
        self._free()

    def clear_for(self, loaded: Loaded) -> None:
        """Unload every other model, and give back what torch holds of the card."""
        for name in [name for name, one in self._loaded.items() if one is not loaded]:
            self.release(name)
        self._free()

    def _free(self) -> None:
        for prompts in tuple(self._waiting):
            prompts.forget()
        free_cache()

    @contextmanager
    def _among_waiting(self, prompts: Prompts | None) -> Iterator[None]:
        if prompts is None:
            yield
            return
        self._waiting.append(prompts)
        try:
            yield
        finally:
            self._waiting.remove(prompts)

    def _ready(self, model: OpenModel, gauge: Gauge) -> Loaded:
        """The model, loaded now or before; those that were not used for longest leave where there is no room."""
        if model.name in self._loaded:
            self._loaded.move_to_end(model.name)
            self._make_room(self._runs.get(model.name, 0.0), gauge, but=model.name)
            return self._loaded[model.name]
        for way in self._ways(model, gauge):
            self._make_room(self._needs(model, way), gauge)
            before = gauge.used_gb()
            try:
                pipeline = load(model, self.weights, self.device, way)
            except RuntimeError as error:
                if not isinstance(fault_of(error, self.card.device), CardTooSmall):
                    raise
            else:
                self._took[model.name, way.offload] = gauge.used_gb() - before
                self._loaded[model.name] = Loaded(pipeline, way, {})
                return self._loaded[model.name]
            self.release()
        raise CardTooSmall(f"{model.title} does not fit on {self.card.device}, however it is loaded.")

    def _note(self, model: OpenModel, loaded: Loaded, run_gb: float) -> None:
        """A run took so much of the card beside what lay there: from then on that counts, and not the entry's figure."""
        self._runs[model.name] = max(run_gb, self._runs.get(model.name, 0.0))
        if loaded.spared:  # it does with less than it did when it was measured
            self._runs[model.name] = run_gb

    def _needs(self, model: OpenModel, way: Memory) -> float:
        """The gigabytes of the card that it takes: as measured here, else as its entry says."""
        lain, run = self._took.get((model.name, way.offload)), self._runs.get(model.name)
        return way.vram_gb if not lain or not run else lain + run

    def _ways(self, model: OpenModel, gauge: Gauge) -> list[Memory]:
        """The ways to run a model for which card and host have room, the one that needs most first.

        Raises:
            CardTooSmall: the card is too small, or others use too much of it.
            OutOfMemory: the host has too little that is free.

        """
        most = min(gauge.free_gb() + gauge.used_gb(), self.card.vram_gb or float("inf"))
        fitting = [way for way in model.memory if self._needs(model, way) <= most]
        if not fitting:
            least = min(self._needs(model, way) for way in model.memory)
            raise CardTooSmall(
                f"{model.title} needs {least:.3g} GB of a card, and {most:.0f} GB may be used here."
            )
        housed = [way for way in fitting if way.host_gb <= gauge.host_gb()]
        if not housed:
            wanted = min(way.host_gb for way in fitting)
            raise OutOfMemory(
                f"{model.title} needs {wanted:g} GB of memory beside the card, and {gauge.host_gb():.0f} GB are free."
            )
        return housed

    def _make_room(self, wanted_gb: float, gauge: Gauge, but: str = "") -> None:
        """Unload what was not used for longest, until so much of the card is free."""
        for name in [name for name in self._loaded if name != but]:
            within = (self.card.vram_gb or float("inf")) - gauge.used_gb()
            if wanted_gb <= min(gauge.free_gb(), within):
                return
            self.release(name)


def gauge_at(device: str) -> Gauge:
    """What measures a device."""
    return CardGauge(device) if device.startswith("cuda") else NoCard()


def free_cache() -> None:
    """Give back what nothing uses any more."""
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
