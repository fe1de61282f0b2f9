"""Prompts of who waits for a card, encoded between two steps of who has it: the card then has no wait for words between two shots.

The run in front encodes them, in its own thread, with the very call that the one that waits will make, broken off where its prompts are
done. So nothing runs beside anything else: no two threads are in one text encoder, the kernels and the memory are those that a run
begins with, and the picture is the same bit for bit. It is done only for the same model with the same LoRAs, which text encoders
wear too, and only where all of it lies on the card: what hooks move between memories would push the network off it in mid-run.

Not encoded ahead: prompts that are part of what is written token by token (MusicGen), music at all, of which a film has one piece, and
Stable Video Diffusion, which takes no words.
"""

import copy
import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from providers.open_models.entry import OpenModel


class Prompts:
    """The prompts of one run, by the model and the call that it is made with; `worn` are the LoRAs, as its recipe has them."""

    def __init__(self, model: OpenModel, call: Mapping[str, Any], worn: Any = None) -> None:  # noqa: ANN401 - compared
        self.like = (model, worn)
        self._call = call
        self._tried = False
        self._encoded: list[Any] = []

    def fit(self, front: "Prompts") -> bool:
        """Whether a pipeline as it stands for the run in front would encode these, and has not tried."""
        return not self._tried and self.like == front.like

    def encode(self, pipeline: Any) -> None:  # noqa: ANN401 - of a library without types
        """Encode them, once. What fails, for want of memory or for any other reason, is met again in its turn."""
        self._tried = True
        try:
            self._encoded = _encoded(pipeline, self._call)
        except Exception:  # noqa: BLE001 - the run in front goes on, whatever it is
            self._encoded = []

    def forget(self) -> None:
        """Give back the memory: they are encoded in their turn."""
        self._tried, self._encoded = True, []

    @contextmanager
    def given(self, pipeline: Any) -> Iterator[None]:  # noqa: ANN401
        """The pipeline is given what was encoded ahead, once, and encodes what was not."""
        if not self._encoded:
            yield
            return
        encode, ready = pipeline.encode_prompt, self._encoded
        self._encoded = []

        @functools.wraps(encode)
        def encoded(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            return ready.pop(0) if ready else encode(*given, **named)

        pipeline.encode_prompt = encoded
        try:
            yield
        finally:
            vars(pipeline).pop("encode_prompt", None)


class _Enough(Exception):
    """The prompts are encoded, and the call goes on to something else."""


class _End:
    """Stands for a scheduler: whoever asks it anything is done with the prompts."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        raise _Enough


def _encoded(pipeline: Any, call: Mapping[str, Any]) -> list[Any]:  # noqa: ANN401
    """What the pipeline's `encode_prompt` gives in this call, each time that it is asked; the pipeline itself is left as it is."""
    if not hasattr(pipeline, "encode_prompt"):
        return []
    apart = copy.copy(pipeline)
    for name in ("encode_prompt", "prepare_latents"):  # of the run in front
        vars(apart).pop(name, None)
    encode, made = apart.encode_prompt, list[Any]()

    def kept(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        made.append(encode(*given, **named))
        return made[-1]

    def enough(*_given: Any, **_named: Any) -> None:  # noqa: ANN401
        raise _Enough

    vars(apart).update(encode_prompt=kept, prepare_latents=enough, scheduler=_End())
    try:
        apart(**call)
    except _Enough:
        return made
    return []
