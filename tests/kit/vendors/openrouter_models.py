"""What OpenRouter's models for pictures and clips take and bill; written apart from the tables of the adapter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tests.kit.vendors.manners import Check, flag, one_of, picture, text, whole

Body = Mapping[str, Any]
RATIOS = one_of("21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16", "auto")
SIDES = {"512": 512, "768": 768, "1K": 1024, "1.5K": 1536, "2K": 2048, "4K": 4096}


class Model(NamedTuple):
    """A model: how many references it takes, what a picture or a second costs by its resolution, whether it takes a seed."""

    references: int
    usd: Mapping[str, str]
    other: str
    megapixel: bool = False
    reference: str = "0"
    seeded: bool = True


IMAGES = {
    "google/gemini-nano-banana-2.1": Model(14, {"1K": "0.0336", "2K": "0.0504"}, "0.113"),
    "google/gemini-3-pro-image": Model(14, {"1K": "0.134", "2K": "0.134"}, "0.24"),
    "black-forest-labs/flux.2-pro": Model(8, {}, "0.03", megapixel=True, reference="0.03"),
    "black-forest-labs/flux.2-max": Model(8, {}, "0.07", megapixel=True, reference="0.03"),
    "bytedance-seed/seedream-4.5": Model(10, {}, "0.04"),
    "recraft/recraft-v4.1": Model(0, {}, "0.04", seeded=False),
}
VIDEOS = {
    "google/veo-3.1": Model(0, {}, "0.40"),
    "google/veo-3.1-fast": Model(0, {"720p": "0.10"}, "0.12"),
    "bytedance/seedance-2.0": Model(9, {"480p": "0.135", "720p": "0.303"}, "0.682", seeded=False),
    "alibaba/wan-2.7": Model(0, {"720p": "0.086"}, "0.143"),
}


def parts(most: int, frames: bool) -> Check:
    """A list of pictures in OpenRouter's own shape, the frames of a clip with their places."""
    keys = {"type", "image_url", *(["frame_type"] if frames else [])}

    def check(value: Any) -> str:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            return f"is no list of 1 to {most} pictures"
        for one in value:
            if not isinstance(one, dict) or set(one) != keys or one["type"] != "image_url":
                return "has something else than pictures in it"
            if frames and one["frame_type"] not in ("first_frame", "last_frame"):
                return "has a frame without a place"
            if set(one["image_url"]) != {"url"} or (said := picture(one["image_url"]["url"])):
                return said or "has a picture without an address"
        return ""

    return check


def image_fields(model: Model) -> dict[str, Check]:
    fields: dict[str, Check] = {
        "model": one_of(*IMAGES), "prompt": text(), "aspect_ratio": RATIOS, "resolution": one_of(*SIDES), "n": whole(1, 10),
        "output_format": one_of("png", "jpeg", "webp", "svg"), "quality": one_of("auto", "low", "medium", "high", "xhigh", "max"),
    }  # fmt: skip
    if model.references:
        fields["input_references"] = parts(model.references, frames=False)
    return fields | ({"seed": whole()} if model.seeded else {})


def video_fields(model: Model) -> dict[str, Check]:
    fields: dict[str, Check] = {
        "model": one_of(*VIDEOS), "prompt": text(), "duration": whole(1, 60), "resolution": one_of("480p", "720p", "1080p", "4K"),
        "aspect_ratio": one_of("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21"), "generate_audio": flag,
        "frame_images": parts(2, frames=True), "callback_url": text(),
    }  # fmt: skip
    if model.references:
        fields["input_references"] = parts(model.references, frames=False)
    return fields | ({"seed": whole()} if model.seeded else {})


def size_of(body: Body) -> tuple[int, int]:
    """The pixels of a picture: a tier's square in the aspect's shape."""
    across, down = map(int, body.get("aspect_ratio", "1:1").split(":"))
    times = SIDES[body.get("resolution", "1K")] / (across * down) ** 0.5
    return round(across * times), round(down * times)


def image_usd(body: Body) -> Decimal:
    model = IMAGES[body["model"]]
    rate = Decimal(model.usd.get(body.get("resolution", "1K"), model.other))
    width, height = size_of(body)
    units = -(-width * height // 1_000_000) if model.megapixel else 1
    return rate * units + Decimal(model.reference) * len(body.get("input_references", []))


def video_usd(body: Body) -> Decimal:
    model = VIDEOS[body["model"]]
    return Decimal(model.usd.get(body.get("resolution", ""), model.other)) * int(body["duration"])
