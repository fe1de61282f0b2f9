"""How a film is delivered and what music it gets, from flags and a brief's file."""

import re
from pathlib import Path

from infra.storage import sha256_of
from models.assets import Blob
from models.delivery import Delivery
from models.errors import BadInput, MediaError
from studio.brief_values import Values, validated
from studio.flags import Flags

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


def put_delivery(values: Values, flags: Flags) -> None:
    """Each flag in place of what the file says about it.

    Raises:
        BadInput: a value that cannot be used, named as the person gave it.

    """
    given = Values()
    for field in Delivery.model_fields:
        if (text := getattr(flags, field)) is not None:
            number = int(text) if field in ("fps", "loudness") and _WHOLE.fullmatch(text) else text
            flag = "--transition-seconds" if field == "transition_s" else f"--{field}"
            given.put(field, number, flag)
    if not given:
        return
    validated(Delivery, given, given)
    before = values.get("delivery", {})
    if isinstance(before, dict):
        values.put("delivery", {**before, **given}, values.names.get("delivery", "The delivery"))


def put_music(values: Values, flags: Flags) -> Path | None:
    """The file that is named becomes its hash and size in the brief; gives the file.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    if flags.music is not None:
        values.put("music", flags.music, "--music")
    given = values.get("music")
    if not isinstance(given, str):
        return None
    path, name = Path(given), values.names["music"]
    if flags.music is None and flags.brief is not None:
        path = flags.brief.parent / path
    if path.is_dir() and given.strip():
        raise BadInput(f"{name}: {path} is a folder: give a sound file.")
    if not given.strip() or not path.is_file():
        raise BadInput(f"{name}: there is no file {given!r}.")
    from infra.media.sound import seconds

    try:
        long_enough = seconds(path) > 0
    except MediaError as error:
        raise BadInput(
            f"{name}: {path} cannot be read as sound: give an audio file such as MP3 or WAV."
        ) from error
    suffix = path.suffix.lower()
    if not long_enough or not re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        raise BadInput(f"{name}: {path} is not a sound file that can be played.")
    values["music"] = Blob(sha256=sha256_of(path), suffix=suffix, size=path.stat().st_size).model_dump()
    return path
