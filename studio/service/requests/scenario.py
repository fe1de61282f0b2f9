"""A scenario: a brief whose shots are only written, with a number of shots and a length that fit each other."""

from models.brief import MAX_SECONDS, MIN_SECONDS, Brief
from models.cut.lengths import ASKED_SHOT_S, USUAL_SHOT_S, card_seconds, story_seconds
from models.errors import BadInput
from models.excerpt import quoted
from studio.service.requests.values import whole

USUAL_COUNT = 5
"""How many shots a scenario has where nobody says."""
FEWEST_FRAMES, MOST_FRAMES, USUAL_FRAMES = 6, 10, 8
"""How many frames a storyboard may have, and has where nobody says."""
USUAL_SEED = 42
"""The seed of a storyboard where nobody says."""


def frames_of(given: object, called: str) -> int:
    """How many frames of a storyboard are wanted.

    Raises:
        BadInput: none has so many.

    """
    count = whole(given.strip()) if isinstance(given, str) else given
    if isinstance(count, int) and not isinstance(count, bool) and FEWEST_FRAMES <= count <= MOST_FRAMES:
        return count
    raise BadInput(
        f"{called} must be a whole number from {FEWEST_FRAMES} to {MOST_FRAMES}, not {quoted(given, 58)}."
    )


def measured(brief: Brief, *, counted: bool, timed: bool) -> Brief:
    """The brief with a number of shots and a length that fit each other.

    `counted` and `timed` say which of the two the command line gave; it goes before a file's.

    Raises:
        BadInput: the brief has shots already, or so many do not fit into so many seconds.

    """
    if brief.shots:
        raise BadInput("The brief has its shots already: a scenario writes them from a prompt or a story.")
    timed = timed or (not counted and "seconds" in brief.model_fields_set)
    count, seconds = brief.shot_count, brief.seconds
    if not timed:
        count = count or USUAL_COUNT
        seconds = length_of(count)
    alone = story_seconds(seconds)
    count = count or max(1, round(alone / USUAL_SHOT_S))
    least, most = ASKED_SHOT_S
    if not least <= alone / count <= most:
        shots = f"{count} shots" if count > 1 else "one shot"
        raise BadInput(
            f"A film of {seconds:g} s has {alone:g} s beside its cards, which {shots} cannot fill: a shot lasts "
            f"{least:g} to {most:g} s."
        )
    return brief.model_copy(update={"shot_count": count, "seconds": seconds})


def length_of(count: int) -> float:
    """Seconds of a film of `count` shots of the usual length, with its title and end card."""
    shots = count * USUAL_SHOT_S
    film = shots
    for _ in range(10):  # the cards' lengths follow from the film's; this settles at once
        film = shots + sum(card_seconds(film))
    return min(MAX_SECONDS, max(MIN_SECONDS, round(film, 2)))
