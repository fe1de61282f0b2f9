"""What models at Replicate take, give and bill, as their pages have it; written apart from the table of the adapter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tests.kit.vendors.manners import Check, flag, number, one_of, picture, pictures, text, whole

Body = Mapping[str, Any]
FLUX_RATIOS = ("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21")
PRO_RATIOS = ("custom", "1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3")
EDIT_RATIOS = ("match_input_image", *FLUX_RATIOS)
BANANA_RATIOS = (
    "match_input_image",
    "1:1",
    "2:3",
    "3:2",
    "3:4",
    "4:3",
    "4:5",
    "5:4",
    "9:16",
    "16:9",
    "21:9",
)
RUNS_S = Decimal("1.5")
"""For so many seconds each prediction runs, in the end."""


class Spec(NamedTuple):
    """A model: the fields of its input, dollars for a prediction, or for a second where `per_second`, and what it gives.

    One that is `official` is asked by its name, any other one by its version. `listed` outputs are a list, others one text.
    """

    fields: Mapping[str, Check]
    usd: Callable[[Body], Decimal]
    listed: bool = True
    references: str = ""
    required: frozenset[str] = frozenset({"prompt"})
    side: Callable[[Body], int] = lambda _: 1024
    official: bool = True
    per_second: bool = False

    def bill(self, asked: Body, runs_s: Decimal = RUNS_S) -> Decimal:
        """Dollars for a prediction that ran so long."""
        return self.usd(asked) * runs_s if self.per_second else self.usd(asked)


def flat(usd: str) -> Callable[[Body], Decimal]:
    return lambda _: Decimal(usd)


def by(
    field: str, usd: Mapping[str, str], reference: str = "0", listed: str = ""
) -> Callable[[Body], Decimal]:
    """Dollars by what a field says, and more for each picture that is given."""
    return lambda asked: Decimal(usd[asked[field]]) + Decimal(reference) * len(asked.get(listed, []))


def sided(field: str, sides: Mapping[str, int]) -> Callable[[Body], int]:
    return lambda asked: sides[asked.get(field, next(iter(sides)))]


def ratio(*values: str) -> dict[str, Check]:
    return {"aspect_ratio": one_of(*values)}


WORDS: dict[str, Check] = {"prompt": text()}
SEED: dict[str, Check] = {"seed": whole(0, 2**32)}
OUT: dict[str, Check] = {
    "output_format": one_of("webp", "jpg", "png"),
    "output_quality": whole(0, 100),
}
OUT_PLAIN: dict[str, Check] = {"output_format": one_of("jpg", "png")}
OPEN: dict[str, Check] = {
    **WORDS, **SEED, **OUT, **ratio(*FLUX_RATIOS),
    "num_outputs": whole(1, 4), "megapixels": one_of("1", "0.25"), "go_fast": flag, "disable_safety_checker": flag,
}  # fmt: skip
TUNED: dict[str, Check] = {"guidance": number(0, 10), "num_inference_steps": whole(1, 50)}
FLUX_2: dict[str, Check] = {
    **WORDS, **SEED, **OUT, **ratio("custom", *EDIT_RATIOS), "input_images": pictures(0, 8),
    "resolution": one_of("match_input_image", "0.5 MP", "1 MP", "2 MP", "4 MP"), "safety_tolerance": whole(1, 5),
    "width": whole(256, 2048), "height": whole(256, 2048),
}  # fmt: skip
FLUX_2_SIDES = {"1 MP": 1000, "2 MP": 1414, "4 MP": 2000}
KONTEXT: dict[str, Check] = {
    **WORDS, **SEED, **OUT_PLAIN, **ratio(*EDIT_RATIOS), "input_image": picture, "safety_tolerance": whole(0, 6),
    "prompt_upsampling": flag,
}  # fmt: skip
BANANA: dict[str, Check] = {
    **WORDS,
    **OUT_PLAIN,
    **ratio(*BANANA_RATIOS),
    "image_input": pictures(0, 14),
}
SEEDREAM: dict[str, Check] = {
    **WORDS, **ratio(*EDIT_RATIOS), "image_input": pictures(0, 10), "max_images": whole(1, 15),
    "sequential_image_generation": one_of("disabled", "auto"), "width": whole(1024, 4096), "height": whole(1024, 4096),
}  # fmt: skip

MODELS: dict[str, Spec] = {
    "black-forest-labs/flux-schnell": Spec({**OPEN, "num_inference_steps": whole(1, 4)}, flat("0.003")),
    "black-forest-labs/flux-dev": Spec({**OPEN, **TUNED}, flat("0.025")),
    "black-forest-labs/flux-1.1-pro": Spec(
        {**WORDS, **SEED, **OUT, **ratio(*PRO_RATIOS), "width": whole(256, 1440), "height": whole(256, 1440),
         "safety_tolerance": whole(1, 6), "prompt_upsampling": flag, "image_prompt": picture},
        flat("0.04"), listed=False),
    "black-forest-labs/flux-2-pro": Spec(
        FLUX_2, by("resolution", {"1 MP": "0.03", "2 MP": "0.045", "4 MP": "0.075"}, "0.015", "input_images"), listed=False,
        references="input_images", side=sided("resolution", FLUX_2_SIDES)),
    "black-forest-labs/flux-2-max": Spec(
        FLUX_2, by("resolution", {"1 MP": "0.07", "2 MP": "0.10", "4 MP": "0.16"}, "0.03", "input_images"), listed=False,
        references="input_images", side=sided("resolution", FLUX_2_SIDES)),
    "black-forest-labs/flux-kontext-pro": Spec(KONTEXT, flat("0.04"), listed=False, references="input_image"),
    "black-forest-labs/flux-kontext-max": Spec(KONTEXT, flat("0.08"), listed=False, references="input_image"),
    "google/nano-banana": Spec(BANANA, flat("0.039"), listed=False, references="image_input"),
    "google/nano-banana-2": Spec(
        {**BANANA, "resolution": one_of("1K", "2K", "4K")}, by("resolution", {"1K": "0.08", "2K": "0.12", "4K": "0.16"}),
        listed=False, references="image_input", side=sided("resolution", {"1K": 1024, "2K": 2048, "4K": 4096})),
    "google/nano-banana-pro": Spec(
        {**BANANA, "resolution": one_of("1K", "2K", "4K"),
         "safety_filter_level": one_of("block_low_and_above", "block_medium_and_above", "block_only_high")},
        by("resolution", {"1K": "0.15", "2K": "0.15", "4K": "0.30"}), listed=False, references="image_input",
        side=sided("resolution", {"1K": 1024, "2K": 2048, "4K": 4096})),
    "bytedance/seedream-4": Spec(
        {**SEEDREAM, "size": one_of("1K", "2K", "4K", "custom"), "enhance_prompt": flag}, flat("0.03"),
        references="image_input", side=sided("size", {"1K": 1024, "2K": 2048, "4K": 4096})),
    "bytedance/seedream-4.5": Spec(
        {**SEEDREAM, "size": one_of("2K", "4K", "custom")}, flat("0.04"), references="image_input",
        side=sided("size", {"2K": 2048, "4K": 4096})),
    "qwen/qwen-image-edit-plus": Spec(
        {**WORDS, **SEED, **OUT, **ratio(*EDIT_RATIOS), "image": pictures(1, 3), "go_fast": flag,
         "disable_safety_checker": flag},
        flat("0.03"), references="image", required=frozenset({"prompt", "image"})),
    "somebody/sketches": Spec(
        {"text": text(), "shape": one_of("16:9", "1:1"), "seed": whole(0)}, flat("0.000725"),
        required=frozenset({"text"}), official=False, per_second=True),
    "somebody/drafts": Spec(WORDS, flat("0.000725"), per_second=True),
    "somebody/plain": Spec(WORDS, flat("0.01"), listed=False),
}  # fmt: skip
VERSIONS = {f"{number:064x}": name for number, name in enumerate(MODELS, start=0xA0)}
"""Each model's latest version."""
