"""What flags change of what is heard over a shot."""

import json
from typing import Any

from infra.given_files import parse_json
from models.errors import BadInput
from models.shots.heard import Heard
from studio.cli.flags.command_flags import AGAIN, HEARD, LINE, LINES
from studio.cli.flags.flag import Flag
from studio.service.requests.shot_list_checks import check_lines
from studio.service.requests.values import validated, whole


def asked_words(
    dialogue: str | None, lines: str | None, line: tuple[str, str] | None, again: str | None
) -> dict[str, Any]:
    """The fields of a decision or a change that its flags amount to; none where nothing of it is changed.

    Raises:
        BadInput: two flags that exclude each other, or a value that cannot be used, named as its flag.

    """
    given: list[tuple[Flag, dict[str, Any]]] = [
        *([(HEARD, {"dialogue": dialogue})] if dialogue is not None else []),
        *([(LINES, {"lines": _read(lines)})] if lines is not None else []),
        *([(LINE, {"line": whole(line[0]), "text": line[1]})] if line is not None else []),
        *([(AGAIN, {"line": whole(again)})] if again is not None else []),
    ]
    if len(given) > 1:
        raise BadInput(f"There are {given[0][0]} and {given[1][0]}: give one of them.")
    for flag, fields in given:

        def named(where: tuple[int | str, ...], flag: Flag = flag) -> str:
            return str(flag) + "".join(
                f"[{step}]" if isinstance(step, int) else f".{step}" for step in where[1:]
            )

        check_lines(fields.get("lines"), named)
        validated(Heard, fields, named)
        return fields
    return {}


def _read(text: str) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What the JSON of a flag holds."""
    example = '\'[{"subject": "Emma", "text": "Where were you?"}]\''
    try:
        read = parse_json(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{LINES} is not valid JSON: {error.msg.lower()}; write it such as {example}."
        ) from error
    if not isinstance(read, list):
        raise BadInput(f"{LINES} must be a JSON list of lines, such as {example}.")
    return read
