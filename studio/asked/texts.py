"""Text files that people hand over: read as UTF-8, parsed as JSON or TOML, refused in one sentence."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from models.brief import MAX_TEXT_BYTES
from models.errors import BadInput


def read_text(path: Path, flag: str) -> str:
    """A text file of at most 10 MB; a byte order mark is left out.

    Raises:
        BadInput: it is missing, a folder, too large, unreadable or not UTF-8.

    """
    try:
        if path.is_dir():
            raise BadInput(f"{flag} needs a file, but {path} is a folder.")
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise BadInput(
                f"{path} has {path.stat().st_size / 2**20:.1f} MB: {MAX_TEXT_BYTES // 2**20} MB is the most."
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}: {flag} needs one that exists.") from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8 text (byte {error.start} cannot be read): save it as UTF-8."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"{path} cannot be read: {reason}.") from error


def parsed_json(text: str, path: Path) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What the JSON text of a file holds.

    Raises:
        BadInput: it is not JSON; the message names the file and the line.

    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path} is not valid JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} cannot be used: a number in it is too long, or it is nested too deep."
        ) from error


def parsed_toml(text: str, path: Path) -> dict[str, Any]:
    """What the TOML text of a file holds.

    Raises:
        BadInput: it is not TOML; the message names the file and the line.

    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.sub(r" \(at (.+)\)$", r" at \1", str(error))
        raise BadInput(f"{path} is not valid TOML: {said[0].lower()}{said[1:]}.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} cannot be used: a number in it is too long, or it is nested too deep."
        ) from error
