"""What a person can do next: the commands that decide on a board, follow a film, or end it."""

from models.film.view import FilmView
from studio.cli.printing.console import say
from studio.service.film.bible import at_bible, stale_shots
from studio.service.film.gate import blocked_shots, waiting_reels

_NAMED = 4
"""How many reels are named whose boards wait."""


def say_how_to_decide(view: FilmView) -> None:
    """The commands that decide on the bible, or on the board."""
    film, blocked = view.film_id, blocked_shots(view)
    if at_bible(view):
        say(f"Bible {view.bible_revision} waits for a decision, as long as it takes:", "yellow")
        say_commands(
            (f"longtake bible approve {film} --revision {view.bible_revision}", "go on to the pictures"),
            (f"longtake bible revise {film} NAME --description '…'", "one of them looks otherwise"),
            (f"longtake reject {film} --note '…'", "end the film, everything kept"),
        )
        return
    if view.reels:
        _say_how_to_decide_on_reels(view)
        return
    if blocked:
        which = ", ".join(shot.shot.shot_id for shot in blocked)
        say(
            f"Board {view.board} cannot be approved before {which} {'is' if len(blocked) == 1 else 'are'} revised:",
            "yellow",
        )
        say_commands(*how_to_unblock(view), how_to_end(view))
        return
    say(f"{view.board_name} waits for a decision, as long as it takes:", "yellow")
    say_commands(
        (f"longtake approve {film} --board {view.board}", "go on with these pictures"),
        (f"longtake revise {film} SHOT --prompt '…'", "redraw one of them"),
        (f"longtake board move {film} SHOT --after OTHER", "or board insert, drop, split, merge, undo"),
        *([(f"longtake redraw {film}", "draw the stale ones anew")] if stale_shots(view) else []),
        how_to_end(view),
    )


def _say_how_to_decide_on_reels(view: FilmView) -> None:
    film, reels = view.film_id, waiting_reels(view)
    if len(reels) == 1:
        say(f"The board of reel {reels[0].number} waits for a decision, as long as it takes:", "yellow")
    else:
        say(f"The boards of {len(reels)} reels wait for decisions, as long as it takes:", "yellow")
    say_commands(
        *(
            [(f"longtake approve {film}", "go on with the pictures of all as they are now")]
            if len(reels) > 1
            else []
        ),
        *(
            (
                f"longtake approve {film} --reel {reel.number} --board {reel.board}",
                f"go on with those of reel {reel.number}",
            )
            for reel in reels[:_NAMED]
        ),
        (f"longtake revise {film} SHOT --prompt '…'", "redraw one of them"),
        (f"longtake board move {film} SHOT --after OTHER", "or board insert, drop, split, merge, undo"),
        *([(f"longtake redraw {film}", "draw the stale ones anew")] if stale_shots(view) else []),
        how_to_end(view),
    )
    if blocked := how_to_unblock(view):
        say("No board of these is approved before they are revised:", "yellow")
        say_commands(*blocked)


def how_to_end(view: FilmView) -> tuple[str, str]:
    """The command that ends what the board is of, and what becomes of the film."""
    then = "drop the retake; the film stays as it was" if view.retake else "end the film, everything kept"
    if view.rejectable:
        return f"longtake reject {view.film_id} --note '…'", then
    return f"longtake cancel {view.film_id}", then


def how_to_unblock(view: FilmView) -> list[tuple[str, str]]:
    """The command that revises each blocked shot, and why it is blocked."""
    return [
        (f"longtake revise {view.film_id} {shot.shot.shot_id} --prompt '…' --dialogue '…'", shot.missing)
        for shot in blocked_shots(view)
    ]


def say_how_to_go_on(film_id: str, *, embedded: bool) -> None:
    """The commands for a film that is left running."""
    say(f"The film {film_id} goes on without this command.")
    say_commands(
        (f"longtake watch {film_id}", "see how it goes on"),
        (f"longtake fetch {film_id}", "write what it has made"),
        (f"longtake cancel {film_id}", "stop it"),
        *([("longtake down", "stop the engine; films go on with the next one")] if embedded else []),
    )


def say_commands(*commands: tuple[str, str]) -> None:
    """Commands and what they are for, a line each, in two columns."""
    width = max(len(command) for command, _ in commands)
    for command, purpose in commands:
        say(f"  {command:<{width}}  {purpose}")
