"""How alike pictures are, by CLIP: a vector for each picture and for words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from infra.media.intake.stills import read_still
from models.kinds import Kind
from providers.base import Embedded, Progress
from providers.open_models.model_provider import InBay


class OpenLikeness(InBay):
    """Compares pictures with one CLIP model, in a bay."""

    kind: ClassVar[Kind] = "check"

    def embed(self, pictures: Sequence[Path], words: str, progress: Progress) -> Embedded:
        """As `Comparer.embed`; of words the first 77 tokens count, which is what CLIP reads."""
        with self.bay.at_work(self.model, lambda: progress(0.0)) as loaded:
            import torch

            clip, reader = loaded.pipeline, self._reader()
            read = [read_still(picture).convert("RGB") for picture in pictures]
            with torch.inference_mode():
                seen = reader(images=read, return_tensors="pt").to(clip.device)
                vectors = _rows(clip.get_image_features(**seen))
                progress(0.5)
                told = None
                if words:
                    tokens = reader(text=[words], return_tensors="pt", truncation=True, padding=True)
                    told = _rows(clip.get_text_features(**tokens.to(clip.device)))[0]
        return Embedded(vectors, told)

    def _reader(self) -> Any:  # noqa: ANN401 - of a library without types
        from transformers import CLIPProcessor

        return CLIPProcessor.from_pretrained(self.bay.weights.of(self.model), local_files_only=True)


def _rows(output: Any) -> list[list[float]]:  # noqa: ANN401 - of a library without types
    """Vectors of length 1; transformers 5 wraps the tensor in an output."""
    tensor = getattr(output, "pooler_output", output).float()
    rows: list[list[float]] = (tensor / tensor.norm(dim=-1, keepdim=True)).cpu().tolist()
    return rows
