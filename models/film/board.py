"""The storyboard in words: Markdown for Temporal's UI, at most 20 kB."""

from collections.abc import Iterable

from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.places import LEFT_OUT_PAPER
from models.shots.noted import changes_said
from models.shots.view import ShotView
from models.subjects.bible import RECURS

MOST_SUBJECTS = 20
"""Of how many subjects a board in words tells."""

DETAILS_LIMIT = 19_000
"""Bytes; Temporal keeps at most 20 kB of current details."""


def board_markdown(view: FilmView, shots: Iterable[ShotView], count: int) -> str:
    """The film's state and its board of `count` shots as Markdown; a long one is shortened and says so.

    No more of the `shots` are looked at than there is room for.
    """
    head = [f"# {view.title or view.film_id}", f"**{view.verdict}**" + (" (paused)" if view.paused else "")]
    if view.waiting:
        head.append(view.waiting)
    if view.reason:
        head.append(view.reason)
    budget = f" of ${view.budget}" if view.budget is not None else ""
    head.append(f"Spent ${view.spent}{budget}, reserved ${view.reserved}.")
    if view.left_out:
        head.append(f"{view.left_out.short}: `{LEFT_OUT_PAPER}` lists them.")
    head.extend(f"- {note}" for note in view.notes[-5:])
    if not count and not view.reels:
        return "\n\n".join(head)
    head += filter(None, [_bible(view)])
    if view.reels:
        return _reels("\n\n".join(head), view)
    if view.board:
        head.append(f"## {view.board_name}" + (" (approved)" if view.approved_board == view.board else ""))
    table = ["| # | shot | what | heard | state |", "|---|---|---|---|---|"]
    rows = ["\n\n".join(head) + "\n\n" + "\n".join(table)]
    room = DETAILS_LIMIT - len(rows[0].encode())
    for index, shot in enumerate(shots):
        rest = f"\n\n… and {count - index} more shots: `longtake fetch {view.film_id}` has them all."
        row = "\n" + _row(shot)
        room -= len(row.encode())
        if room < len(rest.encode()):
            return "".join([*rows, rest])
        rows.append(row)
    return "".join(rows)


def _reels(head: str, view: FilmView) -> str:
    """The reels of a film of several as a table, a line each; those that have ended give way where there is no room."""
    table = "\n\n| reel | shots | state | board | spent | waits for |\n|---|---|---|---|---|---|"
    rows = {reel.number: "\n" + _reel_row(reel) for reel in view.reels}
    room = DETAILS_LIMIT - len((head + table).encode()) - 200
    shown: list[int] = []
    for reel in sorted(view.reels, key=lambda reel: (not reel.waits, reel.ended, reel.number)):
        room -= len(rows[reel.number].encode())
        if room < 0:
            break
        shown.append(reel.number)
    more = len(rows) - len(shown)
    rest = f"\n\n… and {more} more reels: `longtake status {view.film_id}` shows them all." if more else ""
    return head + table + "".join(rows[number] for number in sorted(shown)) + rest


def _reel_row(reel: ReelStanding) -> str:
    state = "waits for a decision" if reel.waits else "waits its turn" if reel.ready else reel.stage
    missing = f", {reel.missing} missing" if reel.missing else ""
    approved = ", approved" if reel.board and reel.board == reel.approved_board else ""
    shots = f"{reel.first_number}-{reel.last_number}"
    waiting = "" if reel.ended else _cell(reel.waiting, 160)
    return f"| {reel.number} | {shots} | {state}{missing} | {reel.board or ''}{approved} | ${reel.spent} | {waiting} |"


def _bible(view: FilmView) -> str:
    """The subjects that recur, or of whom there is a picture, a line each: characters first."""
    rows = []
    for one in view.bible.subjects:
        if one.shots < RECURS and not one.pictures:
            continue
        picture = "picture" if one.pictures else "no picture"
        voice = f", voice {one.voice}" if one.voice else ""
        facts = f"{one.subject.kind}, {one.shots} shots, {picture}{voice}"
        rows.append(f"- **{_cell(one.name, 60)}** ({facts}): {_cell(one.subject.drawn_as, 160)}")
    more = len(rows) - MOST_SUBJECTS
    rows = [*rows[:MOST_SUBJECTS], *([f"- … and {more} more"] if more > 0 else [])]
    return "\n".join(["## Bible", "", *rows]) if rows else ""


def _row(view: ShotView) -> str:
    shot = view.shot
    state = f"missing: {view.missing}" if view.missing else view.status
    if view.take > 1:
        state += f" (take {view.take})"
    if view.stale:
        state += f", stale: {', '.join(view.stale)}"
    if shown := [one.subject for one in view.seen if one.pictures]:
        state += f", drawn with {', '.join(shown)}"
    if view.follows:
        state += f", opens as {view.follows} ends"
    if view.likeness and (alike := view.likeness.told()):
        state += f", {alike}"
    if view.not_drawn:
        state += f", not drawn: {', '.join(view.not_drawn)}"
    if view.changed:
        state += f": {changes_said(view.changed)}"
    camera = f"{shot.shot_type}, {shot.camera_angle}, {shot.camera_movement}"
    heard = _cell(shot.heard, 120)
    return f"| {shot.shot_number} | {camera} | {_cell(shot.seen, 160)} | {heard} | {_cell(state, 160)} |"


def _cell(text: str, limit: int) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
