"""Commands that edit the board of a film before it is approved: board move, insert, drop, split, merge, undo."""

import json as json_lines
from typing import Annotated, Any

import typer

from infra.given_files import parse_json
from models.errors import BadInput
from models.film.decisions import DecisionKind, DecisionRecord
from studio.cli.commands.arguments import Board, By, FilmId, Json
from studio.cli.commands.decisions import read_said, said_by
from studio.cli.flags.command_flags import (
    AFTER,
    BACK,
    BEFORE,
    ENTRY,
    FIRST_SHOWN,
    MERGED_SHOWN,
    NEW_SHOWN,
    SECOND_SHOWN,
    SPLIT_AT,
    UNDO_REEL,
)
from studio.cli.printing.console import print_json, tell
from studio.service.requests.shot_list_checks import check_entries

board = typer.Typer(
    name="board",
    no_args_is_help=True,
    help="Edit a board that waits: move, insert, drop, split and merge shots, and undo that.",
)

Shot = Annotated[str, typer.Argument(metavar="SHOT", help="The shot's number, or its id such as shot_003.")]
Before = Annotated[str | None, BEFORE.option()]
After = Annotated[str | None, AFTER.option()]


@board.command()
def move(
    film_id: FilmId,
    shot: Shot,
    *,
    before: Before = None,
    after: After = None,
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Put a shot before or after another one; no picture is drawn anew."""
    said = said_by(board=board, by=by) | {"shot": shot, **_place(before, after)}
    return _decide(film_id, "move", said, f"Shot {shot} is moved; the board then waits again.", json=json)


@board.command()
def insert(
    film_id: FilmId,
    *,
    before: Before = None,
    after: After = None,
    prompt: Annotated[str, NEW_SHOWN.option()] = "",
    entry: Annotated[str | None, ENTRY.option()] = None,
    shot: Annotated[str | None, BACK.option()] = None,
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Put a new shot before or after another one, or one that was dropped; a new one is drawn, within the budget."""
    given = {"prompt": prompt.strip(), "entry": entry, "shot": shot}
    brings = {name: value for name, value in given.items() if value}
    if len(brings) != 1:
        raise BadInput(f"An insertion brings one shot: give it {NEW_SHOWN}, {ENTRY} or {BACK}.")
    if entry is not None:
        brings = {"entry": _read_entry(entry)}
    said = said_by(board=board, by=by) | {**brings, **_place(before, after)}
    return _decide(film_id, "insert", said, "The shot comes in; the board then waits again.", json=json)


@board.command()
def drop(film_id: FilmId, shot: Shot, *, board: Board = None, by: By = None, json: Json = False) -> int:
    """Take a shot from the board. It is kept, and `longtake board insert` brings it back; lines that go are named."""
    said = said_by(board=board, by=by) | {"shot": shot}
    return _decide(film_id, "drop", said, f"Shot {shot} is dropped; the board then waits again.", json=json)


@board.command()
def split(
    film_id: FilmId,
    shot: Shot,
    *,
    line: Annotated[str | None, SPLIT_AT.option()] = None,
    prompt: Annotated[str, SECOND_SHOWN.option()] = "",
    first: Annotated[str, FIRST_SHOWN.option()] = "",
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Make two shots of one: its lines and its length are divided, and the second is drawn."""
    if line is not None and not (line.isdecimal() and int(line[:10])):
        raise BadInput(f"{SPLIT_AT} must be a line's number, from 1, not {line!r}.")
    said = said_by(board=board, by=by) | {"shot": shot, "at": line, "prompt": prompt, "first": first}
    return _decide(film_id, "split", said, f"Shot {shot} is split; the board then waits again.", json=json)


@board.command()
def merge(
    film_id: FilmId,
    shot: Shot,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The shot beside it.")],
    *,
    prompt: Annotated[str, MERGED_SHOWN.option()] = "",
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Make one shot of two neighbours: the lines of both in order, and their lengths together, 60 s at most."""
    said = said_by(board=board, by=by) | {"shot": shot, "other": other, "prompt": prompt}
    text = f"Shots {shot} and {other} are one; the board then waits again."
    return _decide(film_id, "merge", said, text, json=json)


@board.command()
def undo(
    film_id: FilmId,
    *,
    reel: Annotated[str | None, UNDO_REEL.option()] = None,
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Undo the last change of the board, and the one before it the next time, until it is approved."""
    if reel is not None and not (reel.isdecimal() and int(reel[:10])):
        raise BadInput(f"{UNDO_REEL} must be a reel's number, not {reel!r}.")
    said = said_by(board=board, by=by) | ({} if reel is None else {"reel": reel})
    return _decide(film_id, "undo", said, "The board then waits again.", json=json)


def _place(before: str | None, after: str | None) -> dict[str, Any]:
    """Where a shot goes.

    Raises:
        BadInput: that is not said, or said twice.

    """
    if (before is None) == (after is None):
        raise BadInput(f"It must be said where the shot goes: give it {BEFORE} or {AFTER}, one of them.")
    return {"after": after} if before is None else {"before": before}


def _read_entry(text: str) -> Any:  # noqa: ANN401 - JSON is whatever it is
    example = '\'{"enhanced_prompt": "a hand on a rope", "duration": 3}\''
    try:
        entry = parse_json(text)
    except json_lines.JSONDecodeError as error:
        raise BadInput(
            f"{ENTRY} is not valid JSON: {error.msg.lower()}; write it such as {example}."
        ) from error
    if not isinstance(entry, dict):
        raise BadInput(f"{ENTRY} must be one shot as a JSON object, such as {example}.")
    check_entries([entry], lambda where: f"{ENTRY}.{'.'.join(map(str, where[2:]))}")
    return entry


def _decide(film_id: str, kind: DecisionKind, said: dict[str, Any], done: str, *, json: bool) -> int:
    decision = read_said(kind, said)
    from studio.cli.session import in_session

    record: DecisionRecord = in_session(lambda session: session.studio.decide(film_id, decision))
    if json:
        facts = {"id": film_id, "decision": record.decision.kind, "accepted": record.accepted, "exit_code": 0}
        facts |= {"reel": record.decision.reel} if record.decision.reel is not None else {}
        facts |= {"board": record.decision.board, "says": record.says}
        print_json(facts | {"reason": record.reason, "at": record.at})
    else:
        tell(" ".join(filter(None, [done, record.says])) if kind != "undo" else f"{record.says} {done}")
    return 0
