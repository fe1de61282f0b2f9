"""Tools that change a board: a shot of it is revised, or which shots there are, and in which order."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from models.shots.shot_list import MOST_OF_A_PROMPT
from studio.mcp.answers.films import Told, told
from studio.mcp.board_changes import Sent, taken_once, wanted
from studio.mcp.door import Call, session_of
from studio.mcp.prices import Accepted, Key
from studio.mcp.tools import shot_arguments as of
from studio.mcp.tools.films import Film
from studio.service.requests.shot_list_checks import check_entries

Board = Annotated[int, Field(ge=1, description="The board's revision that you looked at.")]
Edit = Literal["move", "insert", "drop", "split", "merge", "undo"]


async def revise_shot(
    film_id: Film,
    shot: of.Shot,
    board: Board,
    accept_usd: Accepted,
    idempotency_key: Key,
    call: Call,
    prompt: of.Prompt = "",
    note: of.Note = "",
    dialogue: of.Dialogue = None,
    lines: of.Lines = None,
    line: of.LineNumber = None,
    text: of.LineText = None,
    size: of.Size = None,
    angle: of.Angle = None,
    movement: of.Movement = None,
    hour: of.Hour = None,
    weather: of.Weather = None,
    place: of.Place = None,
    colours: of.Colours = None,
    mood: of.Mood = None,
    references: of.References = None,
    image_provider: of.ImageProvider = None,
    video_provider: of.VideoProvider = None,
    transition: of.Transition = None,
    seconds: of.Seconds = None,
) -> Told:
    """Have one shot of the storyboard otherwise: in other words, by its fields, or with something else heard over it.

    The other shots stay as they are. It is drawn anew where what is seen changes; a transition, a length, what is heard and
    who films it change no picture. Give the fields alone that shall be otherwise; empty text takes away what is set.
    Works at the storyboard, and on until the film is cut; a finished film takes `retake_shot`. The board then waits anew,
    with a higher revision: look at it again with `get_board`.
    """
    session, caller = await session_of(call, "decide")
    heard = {"dialogue": dialogue, "lines": lines and [one.model_dump(by_alias=True) for one in lines]}
    kept: dict[str, Any] = {
        "size": size, "angle": angle, "movement": movement, "hour": hour, "weather": weather, "place": place,
        "colours": colours, "mood": mood, "references": references, "image_provider": image_provider,
        "video_provider": video_provider, "transition": transition, "seconds": seconds, "line": line, "text": text, **heard,
    }  # fmt: skip
    said = {"shot": shot, "prompt": prompt, "note": note}
    fields = {name: value for name, value in kept.items() if value is not None}
    fields |= {name: value for name, value in said.items() if value}
    sent = Sent("revise_shot", film_id, board, idempotency_key, accept_usd)
    record = await taken_once(session, caller, wanted("revise", fields, sent, caller))
    return told(
        film_id, record, "The shot is being made anew; `get_film` with `wait` tells when its board is there."
    )


Shows = Annotated[
    str,
    Field(
        description="What a new shot shows; of a split the second part, of a merge the whole, which keep what they have without it.",
        max_length=MOST_OF_A_PROMPT,
    ),
]
Entry = Annotated[
    dict[str, Any] | None,
    Field(
        description="A new shot in place of a prompt, as in a shot list.",
        examples=[{"enhanced_prompt": "a hand on a rope", "duration": 3}],
    ),
]


async def edit_board(
    film_id: Film,
    edit: Annotated[
        Edit,
        Field(
            description=(
                "move: `shot` goes `before` or `after` another. insert: a new shot goes there, as `prompt` or `entry` says, or "
                "`shot`, which was dropped before. drop: `shot` goes, and is kept. split: `shot` becomes two. merge: `shot` "
                "and its neighbour `other` become one. undo: the last change of the board, and the one before it next time."
            )
        ),
    ],
    board: Board,
    idempotency_key: Key,
    call: Call,
    shot: Annotated[
        str,
        Field(description="The shot's number, or its id such as shot_003; undo takes none.", examples=["3"]),
    ] = "",
    before: Annotated[str, Field(description="The shot before which it goes.", examples=["2"])] = "",
    after: Annotated[str, Field(description="The shot after which it goes.")] = "",
    other: Annotated[str, Field(description="The neighbour that `shot` is merged with.")] = "",
    prompt: Shows = "",
    entry: Entry = None,
    at: Annotated[
        int | None,
        Field(ge=1, description="The number of the line that the second part of a split begins with."),
    ] = None,
    first: Annotated[
        str,
        Field(
            description="What the first part of a split shows; it keeps its picture without.",
            max_length=MOST_OF_A_PROMPT,
        ),
    ] = "",
    reel: Annotated[
        int | None, Field(ge=1, description="Of a film of several reels, on whose board something is undone.")
    ] = None,
    accept_usd: Accepted = Decimal(0),
) -> Told:
    """Change which shots are on a storyboard that waits, and in which order, until it is approved.

    A shot keeps its id wherever it goes, and its number is its place. Moving, dropping and undoing cost nothing; a new shot
    is drawn and filmed, and costs what `accept_usd` has to cover. `says` names the shots that are new or gone, and lines that
    went with them: tell the person. The board then waits anew, with a higher revision: look at it again with `get_board`.
    """
    session, caller = await session_of(call, "decide")
    if entry is not None:
        check_entries([entry], lambda where: f"entry.{'.'.join(map(str, where[2:]))}")
    said = {
        "shot": shot, "before": before, "after": after, "other": other, "prompt": prompt, "entry": entry, "at": at,
        "first": first, "reel": reel,
    }  # fmt: skip
    fields = {name: value for name, value in said.items() if value}
    sent = Sent(f"edit_board {edit}", film_id, board, idempotency_key, accept_usd)
    record = await taken_once(session, caller, wanted(edit, fields, sent, caller))
    return told(film_id, record, "`get_film` with `wait` tells when the board is there.")
