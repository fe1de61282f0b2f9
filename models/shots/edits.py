"""Edits of a board: a list of shots and an edit give a list of shots, and what is lost; pure.

A shot's id stays with it wherever it goes, a new shot gets one that no other ever had, and a shot's number is its place.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from models.base import Frozen, Whole
from models.cut.lengths import ASKED_SHOT_S
from models.cut.transitions import TransitionKind
from models.errors import BadInput
from models.excerpt import excerpt
from models.names import LONGEST_SHOT_ID
from models.shots.lines import MOST_LINES, Line, lines_objection
from models.shots.shot_list import MOST_OF_A_PROMPT, Shot, find_shot

EditKind = Literal["move", "insert", "drop", "split", "merge"]
EDITS: tuple[EditKind, ...] = get_args(EditKind)

_SHOWN = 80
"""Characters of a line that goes which are repeated."""
_OF_A_SCENE = ("landscapes", "time_of_day", "weather", "mood", "styles", "negative_prompt")
"""What shots of one scene have in common."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Edit(Frozen):
    """What is done to the list. Shots are named by their ids or numbers.

    `move` puts `shot` `before` or `after` another. `insert` puts a new one there, `entry` as a shot list has it, whose id and
    number say nothing, or one of that scene that shows `prompt`, or `shot`, which was dropped before. `drop` takes `shot` out. `split` makes two of it: the second begins
    with line `at`, from 1, or about in the middle, and shows `prompt`; the first shows `first` instead where that is said.
    `merge` makes `shot` one with its neighbour `other`; it then shows `prompt` where that is said.
    """

    kind: EditKind
    shot: str = ""
    other: str = ""
    before: str = ""
    after: str = ""
    entry: Shot | None = None
    at: Whole | None = Field(default=None, ge=1, le=MOST_LINES)
    prompt: str = Field(default="", max_length=MOST_OF_A_PROMPT)
    first: str = Field(default="", max_length=MOST_OF_A_PROMPT)


class Board(NamedTuple):
    """The list that is edited: its `shots`, those that were `dropped`, and every id that a shot of it ever had.

    The first shot has the number `first`, there are never more than `most`. `opens` says how the first follows a shot of
    another list, which whoever comes first does then; None where there is no such list.
    """

    shots: tuple[Shot, ...]
    dropped: tuple[Shot, ...] = ()
    used: Collection[str] = ()
    first: int = 1
    most: int = 120
    opens: TransitionKind | None = None


class Edited(NamedTuple):
    """The list after an edit.

    `redrawn` are the ids of shots whose pictures are asked for anew, `reworded` of those that are asked for anew with the
    pictures they have, `added` of those that came, `dropped` of those that went. `lost` are the lines that nobody hears any more.
    """

    shots: tuple[Shot, ...]
    redrawn: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    lost: tuple[Line, ...] = ()

    @property
    def concerned(self) -> tuple[str, ...]:
        """The shots of which something is asked for, or that went."""
        return (*self.redrawn, *self.reworded, *self.added, *self.dropped)


def edited(board: Board, edit: Edit) -> Edited:
    """The list after an edit.

    Raises:
        BadInput: it cannot be done; says why in one sentence.

    """
    work: dict[EditKind, Callable[[Board, Edit], Edited]] = {
        "move": _moved,
        "insert": _inserted,
        "drop": _dropped,
        "split": _split,
        "merge": _merged,
    }
    done = work[edit.kind](board, edit)
    if len(done.shots) > board.most:
        raise BadInput(
            f"There would be {len(done.shots)} shots on one board, and {board.most} is the most: drop or merge some first."
        )
    return done._replace(shots=_opening(numbered_from(done.shots, board.first), board))


def numbered_from(shots: Sequence[Shot], first: int) -> tuple[Shot, ...]:
    """The shots with their places as their numbers, from `first` on."""
    return tuple(
        shot if shot.shot_number == number else shot.model_copy(update={"shot_number": number})
        for number, shot in enumerate(shots, start=first)
    )


def new_id(near: str, used: Collection[str]) -> str:
    """An id for a shot that comes beside the shot `near`: `shot_003a`; like none that was `used`, whatever their case."""
    taken = {name.casefold() for name in used}
    count = 0
    while True:
        count += 1
        letters, left = "", count
        while left:
            left, letter = divmod(left - 1, len(_LETTERS))
            letters = _LETTERS[letter] + letters
        name = f"{near[: LONGEST_SHOT_ID - len(letters)]}{letters}"
        if name.casefold() not in taken:
            return name


def lost_said(lines: Sequence[Line]) -> str:
    """The lines that go, for people; empty where none does."""
    if not lines:
        return ""
    said = ", ".join(f"“{excerpt(line.named, _SHOWN)}”" for line in lines)
    return f"What was heard in it goes with it: {said}."


def _moved(board: Board, edit: Edit) -> Edited:
    shot = _found(board, edit.shot)
    rest = [one for one in board.shots if one.shot_id != shot.shot_id]
    beside = _found(board, edit.before or edit.after)
    if beside.shot_id == shot.shot_id:
        raise BadInput(f"{shot.shot_id} is moved before or after another shot, not beside itself.")
    rest.insert(_place(rest, beside, edit), shot)
    if [one.shot_id for one in rest] == [one.shot_id for one in board.shots]:
        raise BadInput(f"{shot.shot_id} is there already.")
    return Edited(tuple(rest))


def _inserted(board: Board, edit: Edit) -> Edited:
    shots, beside = list(board.shots), _found(board, edit.before or edit.after)
    if edit.shot:
        back = find_shot(board.dropped, edit.shot) if not edit.shot.isdecimal() else None
        if back is None:
            there = ", ".join(shot.shot_id for shot in board.dropped[:8]) or "none was"
            raise BadInput(f"{edit.shot!r} is no shot that was dropped from this board ({there}).")
        shots.insert(_place(shots, beside, edit), back)
        return Edited(tuple(shots), added=(back.shot_id,))
    name = new_id(beside.shot_id, board.used)
    new = edit.entry or _of_scene(beside, edit.prompt)
    shots.insert(_place(shots, beside, edit), new.model_copy(update={"shot_id": name}))
    return Edited(tuple(shots), added=(name,))


def _dropped(board: Board, edit: Edit) -> Edited:
    shot = _found(board, edit.shot)
    if len(board.shots) == 1:
        raise BadInput(
            f"{shot.shot_id} is the only shot on the board: revise it, or insert another one first."
        )
    rest = tuple(one for one in board.shots if one.shot_id != shot.shot_id)
    return Edited(rest, dropped=(shot.shot_id,), lost=shot.said)


def _split(board: Board, edit: Edit) -> Edited:
    shot = _found(board, edit.shot)
    said, least = shot.said, ASKED_SHOT_S[0]
    if edit.at is not None and edit.at > len(said):
        has = "no line" if not said else "one line" if len(said) == 1 else f"{len(said)} lines"
        raise BadInput(f"{shot.shot_id} has {has}: its second part cannot begin with line {edit.at}.")
    if shot.duration < 2 * least:
        raise BadInput(
            f"{shot.shot_id} lasts {shot.duration:g} s, and a shot lasts {least:g} s at least: make it longer before it is split."
        )
    at = _middle(said) if edit.at is None else edit.at - 1
    first_s = min(max(least, round(shot.duration * _share(said, at), 3)), shot.duration - least)
    name = new_id(shot.shot_id, board.used)
    one = _saying(_showing(shot, edit.first), said[:at]).model_copy(update={"duration": first_s})
    two = _saying(_showing(shot, edit.prompt), said[at:])
    two = two.model_copy(
        update={"shot_id": name, "duration": round(shot.duration - first_s, 3), "transition": None}
    )
    one = one.model_copy(update={"end_frame_prompt": ""})
    two = two.model_copy(update={"start_frame_prompt": ""})
    shots = tuple(
        part for each in board.shots for part in ((one, two) if each.shot_id == shot.shot_id else (each,))
    )
    asked = (shot.shot_id,)
    return Edited(
        shots,
        redrawn=asked if edit.first else (),
        reworded=() if edit.first else asked,
        added=(name,),
    )


def _merged(board: Board, edit: Edit) -> Edited:
    one, two = _found(board, edit.shot), _found(board, edit.other)
    places = [shot.shot_id for shot in board.shots]
    here, there = places.index(one.shot_id), places.index(two.shot_id)
    if abs(here - there) != 1:
        raise BadInput(f"{one.shot_id} and {two.shot_id} are no neighbours: move one beside the other first.")
    if there < here:
        one, two = two, one
    said = (*one.said, *two.said)
    if objection := lines_objection(said):
        raise BadInput(f"{one.shot_id} and {two.shot_id} are not merged: the shot {objection}.")
    whole = _saying(_showing(one, edit.prompt), said)
    whole = whole.model_copy(
        update={
            "duration": min(ASKED_SHOT_S[1], round(one.duration + two.duration, 3)),
            "end_frame_prompt": two.end_frame_prompt,
        }
    )
    shots = tuple(
        whole if shot.shot_id == one.shot_id else shot for shot in board.shots if shot.shot_id != two.shot_id
    )
    asked = (one.shot_id,)
    return Edited(
        shots,
        redrawn=asked if edit.prompt else (),
        reworded=() if edit.prompt else asked,
        dropped=(two.shot_id,),
    )


def _found(board: Board, name: str) -> Shot:
    shot = find_shot(board.shots, name)
    if shot is None:
        gone = any(one.shot_id == name for one in board.dropped)
        why = "was dropped: insert it first" if gone else f"is not among the {len(board.shots)} shots"
        raise BadInput(f"Shot {name!r} {why}.")
    return shot


def _place(shots: Sequence[Shot], beside: Shot, edit: Edit) -> int:
    """Where in a list a shot comes that goes before or after another."""
    names = [shot.shot_id for shot in shots]
    return names.index(beside.shot_id) + (0 if edit.before else 1)


def _of_scene(beside: Shot, prompt: str) -> Shot:
    """A silent shot of which nothing is said but what it shows: it is where, when and in which mood the one beside it is."""
    scene = beside.model_dump(include=set(_OF_A_SCENE))
    number = beside.shot_number
    return Shot(shot_id=beside.shot_id, shot_number=number, enhanced_prompt=prompt, **scene)


def _showing(shot: Shot, prompt: str) -> Shot:
    return shot.revised(prompt=prompt) if prompt else shot


def _saying(shot: Shot, lines: Sequence[Line]) -> Shot:
    """The shot with these lines; one of the narrator's alone stays in its short form."""
    if tuple(lines) == shot.said:
        return shot
    return shot.revised(lines=tuple(lines))


def _middle(lines: Sequence[Line]) -> int:
    """How many lines the first part of a shot has: about half of what is said, and one at least where there is one."""
    if len(lines) < 2:
        return len(lines)
    whole = sum(len(line.text) for line in lines)
    halves = (abs(whole - 2 * sum(len(line.text) for line in lines[:at])) for at in range(1, len(lines)))
    return 1 + min(enumerate(halves), key=lambda half: half[1])[0]


def _share(lines: Sequence[Line], at: int) -> float:
    """Which share of a shot's length its first part has: that of its words, a half where all or none is said in one of them."""
    if not 0 < at < len(lines):
        return 0.5
    return sum(len(line.text) for line in lines[:at]) / sum(len(line.text) for line in lines)


def _opening(shots: tuple[Shot, ...], board: Board) -> tuple[Shot, ...]:
    """The shots with how the first of them follows the list before: that was settled for the place, and not for a shot."""
    if board.opens is None or shots[0].shot_id == board.shots[0].shot_id:
        return shots
    was = board.shots[0].shot_id
    return tuple(
        shot.model_copy(update={"transition": board.opens if place == 0 else None})
        if place == 0 or shot.shot_id == was
        else shot
        for place, shot in enumerate(shots)
    )
