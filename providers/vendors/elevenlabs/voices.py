"""The voices of an account at ElevenLabs, as its library lists them."""

from typing import Any, Literal

from providers.base import Voice

_GENDERS: dict[str, Literal["f", "m"]] = {"female": "f", "male": "m"}
_AGES: dict[str, Literal["young", "grown", "old"]] = {
    "young": "young",
    "middle_aged": "grown",
    "middle aged": "grown",
    "old": "old",
}
_ABOUT = ("accent", "descriptive", "description", "use_case")
_MOST_ABOUT = 200


def voice_of(told: Any, spoken: tuple[str, ...]) -> Voice | None:  # noqa: ANN401 - of the library
    """A voice as we have it: its id is its name, since that stays; None for one without an id.

    It speaks the languages that it was verified for, and after those all that are `spoken` by the model.
    """
    if not isinstance(told.voice_id, str) or not told.voice_id:
        return None
    labels = {name: str(value) for name, value in (told.labels or {}).items()}
    verified = [str(one.language) for one in told.verified_languages or () if getattr(one, "language", None)]
    verified += [labels["language"]] if labels.get("language") else []
    own = tuple(dict.fromkeys(code.lower().split("-")[0] for code in verified))
    words = [labels[name].replace("_", " ") for name in _ABOUT if labels.get(name)]
    words += [" ".join(str(told.description).split())] if told.description else []
    return Voice(
        name=told.voice_id[:200],
        title=" ".join(str(told.name or "").split())[:100],
        languages=tuple(dict.fromkeys([*own, *spoken])) if spoken else (),
        gender=_GENDERS.get(labels.get("gender", "").lower(), ""),
        age=_AGES.get(labels.get("age", "").lower().replace("-", " "), ""),
        about=", ".join(words)[:_MOST_ABOUT],
    )
