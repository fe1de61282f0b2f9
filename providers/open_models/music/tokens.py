"""Scores of a model that writes them token by token: told after each, and longer ones gone on with from their end."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.errors import CardTooSmall
from providers.kept import Steps
from providers.open_models.bay import Bay, Loaded
from providers.open_models.entry import OpenModel
from providers.open_models.faults import fault_of
from providers.open_models.resume import Work

_HEARD = 1 / 3
"""The share of the longest piece that the next one hears before it goes on."""
_BLEND_S = 0.2
"""What was heard is written anew at the seam: so much of both is blended."""


class Wanted(NamedTuple):
    """A score in words, and its length."""

    prompt: str
    seconds: float


class Score(NamedTuple):
    """Samples of shape (samples, channels) at `rate` a second, and what a person should know of them."""

    samples: NDArray[np.float32]
    rate: int
    note: str = ""


def continued(bay: Bay, model: OpenModel, loaded: Loaded, wanted: Wanted, work: Work) -> Score:
    """A score of at least the seconds that are wanted; where the card's memory does not do, everything else leaves it first.

    Raises:
        RuntimeError: the card cannot make it.
        Exception: whatever the bench's progress raises, within a token.

    """
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(bay.weights.of(model), local_files_only=True)

    def written() -> Score:
        with _seeded(work.seed):
            return _Writing(loaded.pipeline, model, wanted, work).written(tokenizer)

    try:
        return written()
    except RuntimeError as error:
        if not isinstance(fault_of(error, bay.card.device), CardTooSmall):
            raise
    # Out of the handler, whose frames hold on to tensors.
    bay.clear_for(loaded)
    return written()


class _Writing:
    """One score of a MusicGen model as it grows, counted in frames of its codec."""

    def __init__(self, network: Any, model: OpenModel, wanted: Wanted, work: Work) -> None:  # noqa: ANN401
        codec, decoder = network.config.audio_encoder, network.config.decoder
        self._network, self._model, self._wanted, self._work = network, model, wanted, work
        self._rate = int(codec.sampling_rate)
        self._hop = math.prod(codec.upsampling_ratios)
        self._lag = decoder.num_codebooks // decoder.audio_channels - 1
        self._most = max(2, int(model.longest_s * self._rate / self._hop))
        self._heard = max(1, int(self._most * _HEARD))
        self._all = math.ceil(wanted.seconds * self._rate / self._hop)
        self._tokens = 0
        self._at = time.monotonic()

    def written(self, tokenizer: Any) -> Score:  # noqa: ANN401
        device = self._network.device
        words = tokenizer([self._wanted.prompt], return_tensors="pt")
        told = {name: words[name].to(device) for name in ("input_ids", "attention_mask")}
        samples = self._piece(told, min(self._all, self._most), None)
        blend = min(round(_BLEND_S * self._rate), self._heard * self._hop)
        while len(samples) < self._all * self._hop:
            left = self._all - len(samples) // self._hop
            heard = samples[-self._heard * self._hop :]
            piece = self._piece(told, min(left, self._most - self._heard), heard)
            samples = _joined(samples, piece, len(heard), blend)
        return Score(samples, self._rate)

    def _piece(
        self,
        told: dict[str, Any],
        frames: int,
        heard: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """So many frames more; what was heard stands before them."""
        import torch
        from transformers import StoppingCriteriaList

        given = dict(told)
        if heard is not None:
            given["input_values"] = (
                torch.from_numpy(heard.T[None].copy()).to(self._network.device).to(self._network.dtype)
            )
        made = self._network.generate(
            **given,
            **self._model.always,
            do_sample=True,
            guidance_scale=self._model.guidance,
            max_new_tokens=frames + self._lag,
            stopping_criteria=StoppingCriteriaList([self._token]),
        )
        samples: NDArray[np.float32] = made[0].float().cpu().numpy().T
        return samples

    def _token(self, ids: Any, _scores: Any, **_other: Any) -> Any:  # noqa: ANN401
        """Called after each token: the run goes on, unless progress raises."""
        import torch

        now = time.monotonic()
        step_s, self._at = now - self._at, now
        self._tokens += 1
        step = min(self._tokens, self._all)
        bench = self._work.bench
        bench.kept.tell(Steps(step=step, steps=self._all, step_s=round(step_s, 3)))
        bench.progress(step / (self._all + 1))
        return torch.zeros(ids.shape[0], dtype=torch.bool, device=ids.device)


def _joined(
    samples: NDArray[np.float32], piece: NDArray[np.float32], heard: int, blend: int
) -> NDArray[np.float32]:
    """Both together: the piece begins with the `heard` samples that the others end with."""
    rise = np.linspace(0.0, 1.0, blend, dtype=np.float32)[:, None]
    seam = samples[len(samples) - blend :] * (1 - rise) + piece[heard - blend : heard] * rise
    return np.concatenate([samples[: len(samples) - blend], seam, piece[heard:]])


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """With torch's own generators at `seed`, which such a model draws from; as they were, afterwards.

    Nobody else draws from them meanwhile: whoever does has the card's turn.
    """
    import torch

    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield
