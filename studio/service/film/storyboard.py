"""A storyboard's folder: the breakdown and the prompts as JSON, a picture a frame, and all of them on one page."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from infra.media.intake.stills import read_still
from infra.storage import Folder, Store
from models.errors import BadInput, StorageError
from models.film.view import FilmView
from models.orders.assets import Blob
from models.places import LEFT_OUT_PAPER
from models.shots.view import ShotView
from models.story.board_rules import view_words
from models.story.stages import Camera, Character

BREAKDOWN, PROMPTS, GRID = "scene_breakdown.json", "sdxl_prompts.json", "storyboard_grid.png"
SHEET = "storyboard.png"
"""The board's page among a film's documents."""
_MOST_OF_A_BREAKDOWN = 16 * 2**20


def frame_name(number: int) -> str:
    """How the file of a frame is called: `frame_001.png`."""
    return f"frame_{number:03}.png"


def check_board_folder(out: Path, film_id: str, called: str) -> None:
    """See that the folder can be written, and holds nothing or this film's storyboard; where there is none, none is left.

    Raises:
        BadInput: it is a file, cannot be written, or holds another storyboard or files of somebody's own; `called` is what
            names another folder.

    """
    made = [path for path in (out, *out.parents) if not path.exists()]
    try:
        with Folder(out) as folder:
            there = folder.read(BREAKDOWN, _MOST_OF_A_BREAKDOWN)
            other = _film_of(there)
            if other and other != film_id:
                raise BadInput(f"{out} holds the storyboard {other!r}: choose another folder with {called}.")
            if not other and any(out.iterdir()):
                raise BadInput(
                    f"{out} holds files that are of no storyboard: choose another folder with {called}."
                )
            folder.check_writable()
    except StorageError as error:
        raise BadInput(f"{error} Choose another folder with {called}.") from error
    finally:
        for path in made:
            with suppress(OSError):  # another command has put something into it
                path.rmdir()


def write_board(view: FilmView, store: Store, out: Path, story: str, *, drawn: bool) -> list[Path]:
    """Write the breakdown and the prompts, and what is `drawn` beside; gives the files.

    Raises:
        StorageError: the disk said no, or the store lost a picture.
        MediaError: a picture cannot be read.

    """
    written = []
    with Folder(out) as folder:
        written.append(folder.write(BREAKDOWN, _paper(breakdown(view, story))))
        written.append(folder.write(PROMPTS, _paper([one.shot.enhanced_prompt for one in view.shots])))
        if paper := view.documents.get(LEFT_OUT_PAPER):
            written.append(folder.write(LEFT_OUT_PAPER, store.read_bytes(paper)))
        if not drawn:
            return written
        for number, shot in enumerate(view.shots, start=1):
            place = frame_name(number)
            if shot.keyframe is None:
                folder.remove(place)
            else:
                written.append(_put_picture(folder, place, store, shot.keyframe.blob))
        if sheet := view.documents.get(SHEET):
            written.append(_put_picture(folder, GRID, store, sheet))
    return written


def breakdown(view: FilmView, story: str) -> dict[str, Any]:
    """The scenes of a film as a storyboard has them; a trained look is called by its token."""
    trained = [
        Character(name=one.name, description="", trigger=one.subject.trigger)
        for one in view.bible.subjects
        if one.subject.kind == "character" and one.subject.trigger
    ]
    began = next((time.began for time in view.stages), datetime.now(UTC).isoformat(timespec="seconds"))
    return {
        "story": story,
        "timestamp": began,
        "num_frames": len(view.shots),
        "scenes": [_scene(number, one, trained) for number, one in enumerate(view.shots, start=1)],
        "film": view.film_id,
    }


def undrawn(view: FilmView) -> list[tuple[int, str]]:
    """The frames that have no picture, each with the reason."""
    return [
        (number, one.missing or "it was not drawn")
        for number, one in enumerate(view.shots, start=1)
        if one.keyframe is None
    ]


def _scene(number: int, view: ShotView, trained: list[Character]) -> dict[str, Any]:
    from activities.story.assembly.trained_looks import named_by_tokens
    from activities.story.assembly.words import joined

    shot = view.shot
    place = next(iter(shot.landscapes), "")
    where = ", ".join(part for part in (place[:1].upper() + place[1:], shot.time_of_day) if part)
    camera = Camera(shot_type=shot.shot_type, angle=shot.camera_angle)
    return {
        "frame": number,
        "description": named_by_tokens(joined([shot.seen, where]), trained),
        "camera": view_words(camera),
        "mood": shot.mood,
        **(
            {"likeness": view.likeness.subjects}
            if view.likeness and view.likeness.subjects is not None
            else {}
        ),
    }


def _film_of(breakdown: bytes | None) -> str:
    """Whose breakdown a folder has; empty where it has none."""
    try:
        film = json.loads(breakdown or b"{}")["film"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return film if isinstance(film, str) else ""


def _put_picture(folder: Folder, place: str, store: Store, blob: Blob) -> Path:
    """A stored picture as a PNG, whatever it was made as."""
    source = store.open_file(blob)
    if blob.suffix == ".png":
        return folder.root / place if folder.holds(place, blob) else folder.copy(place, source)
    data = BytesIO()
    read_still(source).save(data, format="PNG", compress_level=6)
    return folder.write(place, data.getvalue())


def _paper(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
