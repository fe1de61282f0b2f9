"""What Runway's models of image_to_video take and bill, as its library's types and its price page have it; written apart from the table of the adapter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tests.kit.vendors.manners import Check, flag, number, one_of, picture, whole

Body = Mapping[str, Any]
MOST_URI = 5_000_000
"""Characters of a data URI."""
GEN_4 = ("1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672")
HD = ("1280:720", "720:1280", "1080:1920", "1920:1080")
SEEDANCE_SMALL = (
    "992:432", "864:496", "752:560", "640:640", "560:752", "496:864", "1470:630", "1280:720", "1112:834", "960:960",
    "834:1112", "720:1280",
)  # fmt: skip
SEEDANCE_HD = ("2206:946", "1920:1080", "1664:1248", "1440:1440", "1248:1664", "1080:1920")
SEEDANCE_4K = ("3840:1646", "3840:2160", "3840:2880", "3840:3840", "2880:3840", "2160:3840")
SEEDANCE_25_SMALL = ("992:432", "854:480", "752:560", "640:640", "560:752", "480:854")
SEEDANCE_25_MIDDLE = ("1470:630", "1280:720", "1112:834", "960:960", "834:1112", "720:1280")
AUTO = ("auto_480p", "auto_720p", "auto_1080p")


class Spec(NamedTuple):
    """A model: its fields, those that it cannot do without, and credits for a second of it."""

    fields: Mapping[str, Check]
    required: frozenset[str]
    credits: Callable[[Body], Decimal]

    def bill(self, asked: Body) -> Decimal:
        """Credits for a clip, each begun one counted."""
        return -(-self.credits(asked) * seconds(asked) // 1)


def seconds(asked: Body) -> int:
    return int(asked.get("duration", 5))


def words(most: int = 1000) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not value:
            return "is no text"
        units = len(value.encode("utf-16-le")) // 2
        return f"must contain at most {most} UTF-16 code units" if units > most else ""

    return check


def uri(value: Any) -> str:
    if isinstance(value, str) and len(value) > MOST_URI:
        return "is a data URI of more than 5 MB"
    return picture(value)


def opening(*positions: str) -> Check:
    """A picture, or a list of them with a place each."""

    def check(value: Any) -> str:
        if isinstance(value, str):
            return uri(value)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            return "is neither a picture nor a list of pictures"
        places = [one.get("position") for one in value]
        if not places or len(set(places)) < len(places) or not set(places) <= set(positions):
            return f"has positions that are not out of {positions}, each once"
        if any(set(one) != {"uri", "position"} for one in value) or places[0] != "first":
            return "is no list of uri and position that begins with the first"
        return next((said for one in value if (said := uri(one["uri"]))), "")

    return check


def given(most: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            return f"is no list of 1 to {most} references"
        if any(set(one) != {"uri"} for one in value):
            return "has something besides uri"
        return next((said for one in value if (said := uri(one["uri"]))), "")

    return check


def flat(rate: str) -> Callable[[Body], Decimal]:
    return lambda _: Decimal(rate)


def sounding(silent: str, loud: str) -> Callable[[Body], Decimal]:
    """Sound is there unless it is switched off."""
    return lambda asked: Decimal(loud if asked.get("audio", True) else silent)


def by(field: str, **rates: tuple[str, ...]) -> Callable[[Body], Decimal]:
    """Credits by a value; `_36=(…)` are those for 36."""
    return lambda asked: next(
        Decimal(rate.removeprefix("_")) for rate, values in rates.items() if asked[field] in values
    )


WORDS: dict[str, Check] = {"promptText": words(), "model": lambda _: ""}
SEED: dict[str, Check] = {"seed": whole(0, 4294967295)}
NEEDED = frozenset({"model", "promptImage"})
FIRST, BOTH = {"promptImage": opening("first")}, {"promptImage": opening("first", "last")}
VEO = {
    **WORDS, **BOTH, **SEED, "ratio": one_of(*HD), "audio": flag, "duration": one_of(4, 6, 8), "negativePrompt": words(),
}  # fmt: skip
GEN = {**WORDS, **FIRST, **SEED, "ratio": one_of(*GEN_4), "duration": whole(2, 10)}
SEEDANCE = {**WORDS, "promptText": words(3500), **BOTH, **SEED, "audio": flag, "duration": whole(4, 15)}
KLING_3 = {**WORDS, "promptText": words(10_000), **BOTH, "audio": flag, "duration": whole(3, 15)}
KLING_3_HD = one_of("1920:1080", "1080:1920", "1440:1440")
KLING_3_SMALL = one_of("1280:720", "720:1280", "960:960")

MODELS: dict[str, Spec] = {
    "gen4_turbo": Spec(GEN, NEEDED | {"ratio"}, flat("5")),
    "gen4.5": Spec(GEN, NEEDED | {"ratio", "duration", "promptText"}, flat("12")),
    "veo3.1": Spec(VEO, NEEDED | {"ratio"}, sounding("20", "40")),
    "veo3.1_fast": Spec(VEO, NEEDED | {"ratio"}, sounding("10", "15")),
    "kling2.5_turbo_pro": Spec(
        {**WORDS, "promptText": words(10_000), **BOTH, "cfgScale": number(0, 1), "duration": one_of(5, 10)}, NEEDED | {"promptText"}, flat("7")),
    "kling3.0_standard": Spec(
        {**KLING_3, "cfgScale": number(0, 1), "ratio": KLING_3_SMALL}, NEEDED, sounding("9", "13")),
    "kling3.0_pro": Spec({**KLING_3, "cfgScale": number(0, 1), "ratio": KLING_3_HD}, NEEDED, sounding("12", "17")),
    "klingO3_standard": Spec({**KLING_3, "ratio": KLING_3_SMALL, "references": given(7)}, NEEDED, sounding("9", "13")),
    "klingO3_pro": Spec({**KLING_3, "ratio": KLING_3_HD, "references": given(7)}, NEEDED, sounding("12", "17")),
    "kling_4": Spec(
        {**WORDS, "promptText": words(10_000), "promptImage": opening("first", "middle", "last"),
         "ratio": one_of("auto_720p", "auto_1080p"), "duration": whole(3, 30), "references": given(10)},
        NEEDED, by("ratio", _16=("auto_720p",), _24=("auto_1080p",))),
    "hailuo3": Spec(
        {**WORDS, "promptText": words(10_000), **BOTH, "duration": whole(4, 15), "resolution": one_of("768p", "2k"),
         "ratio": one_of("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16")},
        NEEDED | {"promptText"}, by("resolution", _10=("768p",), _15=("2k",))),
    "h3_max": Spec(
        {**WORDS, "promptText": words(10_000), **BOTH, **SEED, "duration": whole(4, 15), "resolution": one_of("480p", "768p"),
         "promptExpansionMode": one_of("disabled", "balanced", "quality")},
        NEEDED | {"promptText"}, by("resolution", _5=("480p",), _8=("768p",))),
    "seedance2": Spec(
        {**SEEDANCE, "ratio": one_of(*SEEDANCE_SMALL, *SEEDANCE_HD, *SEEDANCE_4K)}, NEEDED,
        by("ratio", _36=SEEDANCE_SMALL, _40=SEEDANCE_HD, _150=SEEDANCE_4K)),
    "seedance2_fast": Spec({**SEEDANCE, "ratio": one_of(*SEEDANCE_SMALL)}, NEEDED, flat("29")),
    "seedance2_mini": Spec({**SEEDANCE, "ratio": one_of(*SEEDANCE_SMALL)}, NEEDED, flat("16")),
    "seedance2_5": Spec(
        {**SEEDANCE, "duration": whole(4, 30), "draft": flag, "outputFormat": one_of("mp4", "mov"),
         "ratio": one_of(*SEEDANCE_25_SMALL, *SEEDANCE_25_MIDDLE, *SEEDANCE_HD)},
        NEEDED, by("ratio", _20=SEEDANCE_25_SMALL, _30=SEEDANCE_25_MIDDLE, _68=SEEDANCE_HD)),
    "wan3": Spec(
        {**WORDS, "promptText": words(10_000), **BOTH, "audio": flag, "duration": whole(2, 15), "ratio": one_of(*AUTO)},
        NEEDED | {"promptText"}, by("ratio", _4=("auto_480p",), _8=("auto_720p",), _16=("auto_1080p",))),
    "grok_imagine_1_5": Spec(
        {**WORDS, **FIRST, "duration": whole(1, 15), "resolution": one_of("480p", "720p", "1080p")}, NEEDED, flat("5")),
}  # fmt: skip
