"""What reads a prompt and its pictures for models that look at pictures, without the parts for videos.

Those of `transformers` need torchvision for videos that nobody shows them, and resize pictures otherwise where it is installed: a
picture's bytes would depend on that.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_IMAGE, _VIDEO = "<|image_pad|>", "<|video_pad|>"


def qwen_processor(image_processor: Any, tokenizer: Any, chat_template: str | None = None) -> Any:  # noqa: ANN401 - of a library without types
    """The processor of Qwen-Image-Edit of its two parts."""
    from transformers import Qwen2VLProcessor
    from transformers.processing_utils import ProcessorMixin

    class Pictures(Qwen2VLProcessor):  # type: ignore[misc]
        def __init__(
            self,
            image_processor: Any = None,  # noqa: ANN401
            tokenizer: Any = None,  # noqa: ANN401
            chat_template: str | None = None,
        ) -> None:
            ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)
            self.image_token, self.video_token = _IMAGE, _VIDEO
            self.image_token_id = tokenizer.convert_tokens_to_ids(_IMAGE)
            self.video_token_id = tokenizer.convert_tokens_to_ids(_VIDEO)

    # As `transformers` calls it: the files of a pipeline name it so.
    Pictures.__name__, Pictures.__module__ = Qwen2VLProcessor.__name__, Qwen2VLProcessor.__module__
    return Pictures(image_processor, tokenizer, chat_template=chat_template)


def _qwen(place: Path) -> Any:  # noqa: ANN401
    from transformers import AutoTokenizer
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    folder = place / "processor"
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    images = Qwen2VLImageProcessorPil.from_pretrained(folder, local_files_only=True)
    return qwen_processor(images, tokenizer, tokenizer.chat_template)


OWN: Mapping[str, Callable[[Path], Any]] = {"QwenImageEditPlusPipeline": _qwen}
"""How the `processor` of a pipeline is loaded from its folder."""
