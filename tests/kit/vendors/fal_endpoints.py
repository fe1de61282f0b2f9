"""What fal's endpoints take and bill, as fal's own types and pages have it; written apart from the table of the adapter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

from tests.kit.vendors import lips_media
from tests.kit.vendors.manners import Check, flag, number, one_of, picture, pictures, text, whole

Body = Mapping[str, Any]
SHAPES = ("21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16")


class Spec(NamedTuple):
    """The fields of an endpoint, those that it cannot do without, the units that a request takes, and dollars for one."""

    fields: Mapping[str, Check]
    required: frozenset[str]
    units: Callable[[Body], Decimal]
    usd: Callable[[Body], Decimal]
    seconds: Callable[[Body], float] = lambda _: 0.0


def size(least_side: int, most_side: int, least: int = 1, most: int = 10**9, step: int = 1) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, dict) or set(value) != {"width", "height"}:
            return "is no size"
        sides = [value["width"], value["height"]]
        if not all(
            type(side) is int and least_side <= side <= most_side and side % step == 0 for side in sides
        ):
            return f"has a side that is not from {least_side} to {most_side} in steps of {step}"
        return "" if least <= sides[0] * sides[1] <= most else "has too few or too many pixels"

    return check


def megapixels(body: Body) -> Decimal:
    asked = body["image_size"]
    return Decimal(-(-asked["width"] * asked["height"] // 1_000_000))


def one(_: Body) -> Decimal:
    return Decimal(1)


def flat(usd: str, reference: str = "0") -> Callable[[Body], Decimal]:
    return lambda body: Decimal(usd) + Decimal(reference) * len(body.get("image_urls", []))


def per(usd: str, field: str, **others: str) -> Callable[[Body], Decimal]:
    return lambda body: Decimal(
        {name.strip("_"): rate for name, rate in others.items()}.get(str(body[field]), usd)
    )


CHECKED = {"enable_safety_checker": flag, "output_format": one_of("jpeg", "png"), "num_images": one_of(1)}
STEPPED = {"num_inference_steps": whole(1, 50), "guidance_scale": number(0, 20)}
WORDS = {"prompt": text()}
SEED = {"seed": whole(0, 2**32)}
NEEDED = frozenset({"prompt"})
EDITED = frozenset({"prompt", "image_urls"})


def refs(most: int) -> dict[str, Check]:
    return {"image_urls": pictures(1, most)}


def image(
    fields: dict[str, Check], usd: str, units: Callable[[Body], Decimal] = one, reference: str = "0"
) -> Spec:
    """A picture's endpoint; one that takes references needs them."""
    required = EDITED if "image_urls" in fields else NEEDED
    rate = Decimal(usd)

    def bill(body: Body) -> Decimal:
        return rate * units(body) + Decimal(reference) * len(body.get("image_urls", []))

    return Spec({**WORDS, **fields}, required, units, bill)


def nano(most: int, one_k: str, others: str) -> Spec:
    fields: dict[str, Check] = {
        **WORDS, **SEED,
        "num_images": one_of(1), "output_format": one_of("jpeg", "png", "webp"),
        "aspect_ratio": one_of("auto", *SHAPES), "resolution": one_of("1K", "2K", "4K"),
        **(refs(most) if most else {}),
    }  # fmt: skip

    def bill(body: Body) -> Decimal:
        return Decimal(one_k if body.get("resolution", "1K") == "1K" else others)

    return Spec(fields, EDITED if most else NEEDED, one, bill)


FLUX_SIZE = {"image_size": size(256, 14_142)}
FLUX_2 = {**FLUX_SIZE, **SEED, "enable_safety_checker": flag, "output_format": one_of("jpeg", "png"),
          "safety_tolerance": one_of("1", "2", "3", "4", "5")}  # fmt: skip
SEEDREAM = {**SEED, "num_images": one_of(1), "max_images": one_of(1), "enable_safety_checker": flag}
GPT = {"num_images": one_of(1), "quality": one_of("low", "medium", "high"), "output_format": one_of("png", "jpeg"),
       "image_size": size(256, 3840, step=16)}  # fmt: skip
KONTEXT = {**SEED, "num_images": one_of(1), "guidance_scale": number(1, 20), "output_format": one_of("jpeg", "png"),
           "safety_tolerance": one_of("1", "2", "3", "4", "5", "6"),
           "aspect_ratio": one_of("21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21")}  # fmt: skip

IMAGES: dict[str, Spec] = {
    "fal-ai/flux/schnell": image({**CHECKED, **STEPPED, **SEED, **FLUX_SIZE}, "0.003", megapixels),
    "fal-ai/flux/dev": image({**CHECKED, **STEPPED, **SEED, **FLUX_SIZE}, "0.025", megapixels),
    "fal-ai/flux-pro/v1.1": image({**CHECKED, **SEED, "image_size": size(256, 1440, step=32),
                                   "safety_tolerance": one_of("1", "2", "3", "4", "5", "6")}, "0.04", megapixels),
    "fal-ai/flux-2-pro": image(FLUX_2, "0.03", megapixels),
    "fal-ai/flux-2-pro/edit": image({**FLUX_2, **refs(8)}, "0.045", megapixels, "0.015"),
    "fal-ai/flux-2-max/edit": image({**FLUX_2, **refs(8)}, "0.07", megapixels, "0.03"),
    "fal-ai/flux-2-flex/edit": image({**FLUX_2, **STEPPED, **refs(8)}, "0.05", megapixels, "0.05"),
    "fal-ai/flux-2/edit": image({**CHECKED, **STEPPED, **SEED, "image_size": size(512, 2048), **refs(4)}, "0.012", megapixels, "0.012"),
    "google/nano-banana-2.1": nano(0, "0.040", "0.134"),
    "google/nano-banana-2.1/edit": nano(14, "0.040", "0.134"),
    "fal-ai/nano-banana-pro/edit": nano(14, "0.15", "0.30"),
    "fal-ai/nano-banana/edit": image({**SEED, "num_images": one_of(1), "output_format": one_of("jpeg", "png"),
                                      "aspect_ratio": one_of("auto", *SHAPES), **refs(3)}, "0.039"),
    "fal-ai/flux-pro/kontext": Spec({**WORDS, **KONTEXT, "image_url": picture}, frozenset({"prompt", "image_url"}), one, flat("0.04")),
    "fal-ai/flux-pro/kontext/multi": image({**KONTEXT, **refs(4)}, "0.04"),
    "fal-ai/bytedance/seedream/v4.5/text-to-image": image({**SEEDREAM, "image_size": size(1, 4096, 3_686_400, 4096**2)}, "0.04"),
    "fal-ai/bytedance/seedream/v4.5/edit": image({**SEEDREAM, "image_size": size(1, 4096, 3_686_400, 4096**2), **refs(10)}, "0.04"),
    "fal-ai/bytedance/seedream/v4/edit": image({**SEEDREAM, "image_size": size(1, 4096, 921_600, 4096**2), **refs(10)}, "0.03"),
    "fal-ai/qwen-image-edit-2511": image({**CHECKED, **STEPPED, **SEED, "negative_prompt": text(), "image_size": size(384, 5000),
                                          **refs(3)}, "0.03", megapixels),
    "openai/gpt-image-2": image(GPT, "0.061", megapixels),
    "openai/gpt-image-2/edit": image({**GPT, **refs(16)}, "0.061", megapixels, "0.012"),
}  # fmt: skip


def seconds_of(body: Body) -> float:
    return float(str(body.get("duration", "6")).removesuffix("s"))


def video(first: str, usd: Callable[[Body], Decimal], **fields: Check) -> Spec:
    """A clip's endpoint that bills by the second."""
    return Spec(
        {"prompt": text(2500), first: picture, **fields},
        frozenset({"prompt", first}),
        lambda body: Decimal(str(seconds_of(body))),
        lambda body: usd(body) * Decimal(str(seconds_of(body))),
        seconds_of,
    )


def clip(first: str, usd: Callable[[Body], Decimal], **fields: Check) -> Spec:
    """A clip's endpoint that bills by the clip."""
    return Spec(
        {"prompt": text(2000), first: picture, **fields}, frozenset({"prompt", first}), one, usd, seconds_of
    )


def texts(least: int, most: int) -> Check:
    return one_of(*map(str, range(least, most + 1)))


FIVE_TEN, SIX_TEN = one_of("5", "10"), one_of("6", "10")
NEGATIVE = {"negative_prompt": text(2500)}
SCALE = {"cfg_scale": number(0, 1)}

VIDEOS: dict[str, Spec] = {
    "fal-ai/minimax/hailuo-02/standard/image-to-video": video(
        "image_url", per("0.045", "resolution", _512P="0.017"), end_image_url=picture, duration=SIX_TEN,
        resolution=one_of("512P", "768P"), prompt_optimizer=flag),
    "fal-ai/minimax/hailuo-2.3/standard/image-to-video": clip(
        "image_url", per("0.56", "duration", _6="0.28"), duration=SIX_TEN, prompt_optimizer=flag),
    "fal-ai/minimax/hailuo-2.3/pro/image-to-video": clip("image_url", flat("0.49"), prompt_optimizer=flag),
    "fal-ai/kling-video/v2.1/standard/image-to-video": video("image_url", flat("0.05"), duration=FIVE_TEN, **NEGATIVE, **SCALE),
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": video(
        "image_url", flat("0.07"), tail_image_url=picture, duration=FIVE_TEN, **NEGATIVE, **SCALE),
    "fal-ai/kling-video/v2.6/pro/image-to-video": video(
        "start_image_url", lambda b: Decimal("0.14" if b.get("generate_audio", True) else "0.07"), end_image_url=picture,
        duration=FIVE_TEN, generate_audio=flag, **NEGATIVE),
    "fal-ai/kling-video/v3/pro/image-to-video": video(
        "start_image_url", lambda b: Decimal("0.168" if b.get("generate_audio", True) else "0.112"), end_image_url=picture,
        duration=texts(3, 15), generate_audio=flag, shot_type=one_of("customize"), **NEGATIVE, **SCALE),
    "fal-ai/kling-video/o3/pro/image-to-video": video(
        "image_url", lambda b: Decimal("0.140" if b.get("generate_audio") else "0.112"), end_image_url=picture,
        duration=texts(3, 15), generate_audio=flag),
    "fal-ai/kling-video/o3/pro/reference-to-video": video(
        "start_image_url", lambda b: Decimal("0.140" if b.get("generate_audio") else "0.112"), end_image_url=picture,
        duration=texts(3, 15), generate_audio=flag, image_urls=pictures(1, 7), aspect_ratio=one_of("16:9", "9:16", "1:1")),
    "fal-ai/veo3.1/image-to-video": video(
        "image_url", per("0.40", "resolution", _4k="0.60"), duration=one_of("4s", "6s", "8s"), generate_audio=flag, **SEED, **NEGATIVE,
        aspect_ratio=one_of("auto", "16:9", "9:16"), resolution=one_of("720p", "1080p", "4k"), auto_fix=flag),
    "fal-ai/veo3.1/fast/image-to-video": video(
        "image_url", per("0.12", "resolution", _720p="0.10"), duration=one_of("4s", "6s", "8s"), generate_audio=flag, **SEED, **NEGATIVE,
        aspect_ratio=one_of("auto", "16:9", "9:16"), resolution=one_of("720p", "1080p"), auto_fix=flag),
    "bytedance/seedance-2.0/image-to-video": video(
        "image_url", per("1.555", "resolution", _480p="0.135", _720p="0.303", _1080p="0.682"), end_image_url=picture,
        duration=one_of("auto", *map(str, range(4, 16))), resolution=one_of("480p", "720p", "1080p", "4k"), generate_audio=flag),
    "fal-ai/wan/v2.7/image-to-video": video(
        "image_url", per("0.143", "resolution", _720p="0.086"), end_image_url=picture, duration=whole(2, 15),
        resolution=one_of("720p", "1080p"), **SEED),
    "fal-ai/ltx-2.3/image-to-video": video(
        "image_url", flat("0.16"), end_image_url=picture, duration=one_of(6, 8, 10), resolution=one_of("1080p", "1440p", "2160p"),
        generate_audio=flag),
    "minimax/h3/image-to-video": video("image_url", flat("0.16"), end_image_url=picture, duration=whole(4, 15)),
}  # fmt: skip


def played(body: Body) -> float:
    """The seconds of the clip in a body, which its track has as well."""
    return lips_media.clip_of(body["video_url"]).seconds


def lips(usd: str, least: int = 0, **fields: Check) -> Spec:
    """An endpoint that moves lips, and bills every begun second of the clip, `least` of them at the least."""

    def seconds(body: Body) -> Decimal:
        return max(Decimal(least), Decimal(ceil(round(played(body), 3))))

    taken = {"video_url": lips_media.clip, "audio_url": lips_media.track, **fields}
    required = frozenset({"video_url", "audio_url"})
    return Spec(taken, required, seconds, lambda body: Decimal(usd) * seconds(body), played)


LIPS: dict[str, Spec] = {
    "fal-ai/sync-lipsync/v2": lips(
        "0.05", model=one_of("lipsync-2", "lipsync-2-pro"), sync_mode=one_of("cut_off", "loop", "bounce", "silence", "remap")),
    "fal-ai/kling-video/lipsync/audio-to-video": lips(
        "0.014", 5,
        video_url=lips_media.clip_within(2, 10, (720, 1080), 100 * 2**20),
        audio_url=lips_media.track_within(2, 60, 5_000_000)),
}  # fmt: skip

SPECS = {**IMAGES, **VIDEOS, **LIPS}
