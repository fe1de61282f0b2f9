"""Lines at the gate that a command takes: as they are typed there, with less, or as in a shell."""

import pytest

from models.errors import BadInput
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from studio.cli.typed_edits import Shown, arguments, asks_help, is_typed, plainly

SHOTS = tuple(
    ShotView(shot=Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt="a quay"))
    for number in (7, 8)
)


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("move 7 --after 8", "move 7 --after 8"),
        ("board move 7 --after 8", "move 7 --after 8"),
        ("  longtake board move quay 7 --after 8 ", "move 7 --after 8"),
        ("longtake revise quay 7 --size wide", "revise 7 --size wide"),
        ("longtake approve quay", "approve"),
        ("approve all", "approve all"),
        ("revise 7 quay", "revise 7 quay"),
    ],
)
def test_a_line_of_a_shell_is_read_as_it_is_typed_here(line: str, plain: str) -> None:
    assert plainly(line, "quay") == plain


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("undo", True),
        ("drop 7", True),
        ("revise 7 --size wide", True),
        ("revise 7 a quay -- at night", False),
        ("revise 7 a well-lit quay", False),
        ("approve", False),
    ],
)
def test_edits_and_revisions_with_flags_are_for_commands_and_words_are_not(line: str, *, typed: bool) -> None:
    word, _, rest = line.partition(" ")
    assert is_typed(word, rest) is typed


def test_whoever_asks_for_help_is_helped() -> None:
    assert all(map(asks_help, ("help", "?", "move --help", "revise -h")))
    assert not any(map(asks_help, ("revise 7 a cry for help", "approve")))


def test_a_command_is_about_the_board_that_is_looked_at_unless_another_is_named() -> None:
    shown = Shown("quay", SHOTS, 4)
    assert arguments("move 7 --after 8", shown) == [
        *("board", "move", "quay", "7", "--after", "8", "--board", "4"),
    ]
    assert arguments("revise 7 --mood 'on edge'", shown) == [
        *("revise", "quay", "7", "--mood", "on edge", "--board", "4"),
    ]
    assert arguments("drop 7 --board 3", shown) == ["board", "drop", "quay", "7", "--board", "3"]


def test_of_several_reels_the_one_that_is_looked_at_is_meant_where_its_shots_are() -> None:
    shown = Shown("quay", SHOTS, 4, reel=2)
    assert arguments("undo", shown) == ["board", "undo", "quay", "--reel", "2", "--board", "4"]
    assert arguments("drop shot_008", shown)[-2:] == ["--board", "4"]
    assert arguments("drop 1", shown) == ["board", "drop", "quay", "1"], "of a board that is not shown"


def test_what_cannot_be_read_is_said() -> None:
    for line, sentence in (("drop 'x", "close the quotation marks"), ("drop 7 --json", "is for programs")):
        with pytest.raises(BadInput, match=sentence):
            arguments(line, Shown("quay", SHOTS, 4))
