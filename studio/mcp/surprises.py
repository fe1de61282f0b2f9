"""What went wrong, in one sentence; what nobody foresaw is written down in the home's logs."""

import traceback
from contextlib import suppress
from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError

from infra.memory import out_of_memory
from infra.owner_only import appending, make_folder
from infra.settings import Settings
from models.errors import EngineUnavailable, LongtakeError
from models.field_errors import first_sentence
from studio.mcp.door import Door


async def sentence_of(error: BaseException, doing: str, door: Door) -> str:
    """What went wrong while `doing` something, for whoever asked for it."""
    if isinstance(error, EngineUnavailable) and door.session is not None:
        return str(await door.session.explained(error))
    if isinstance(error, LongtakeError):
        return str(error)
    if isinstance(error, MemoryError):
        return str(out_of_memory("The call"))
    write_down(error, doing, door.settings)
    return f"Something unexpected happened ({type(error).__name__}); the details are in Longtake's logs."


def wrong_arguments(error: ValidationError) -> str:
    """What is wrong with what a tool was given, in a sentence."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "extra_forbidden":
        return f"{_named(first['loc'])} is not a known field."
    return first_sentence(error, _named, BaseModel)


def _named(where: tuple[int | str, ...]) -> str:
    """What an argument is called: `lines[0].text`."""
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return name.removeprefix(".")


def write_down(error: BaseException, doing: str, settings: Settings) -> None:
    """Keep the traceback in the home's logs, where those can be written."""
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"{when} {doing}\n{''.join(traceback.format_exception(error))}\n"
    with suppress(LongtakeError, OSError):
        make_folder(settings.logs_dir)
        with appending(settings.logs_dir / "surprises.log") as file:
            file.write(text.encode(errors="replace"))
