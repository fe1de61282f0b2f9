"""What people should know of a bible before any picture is drawn, a sentence each."""

from models.orders.cast import Cast
from models.subjects.bible import Bible

_SHOWN = 6
"""How many names are said before the rest are counted."""


def unseen_pictures(bible: Bible, cast: Cast) -> tuple[str, ...]:
    """That the pictures which people gave change no frame, where nobody is cast who takes any."""
    names = [view.name for view in bible.subjects if view.subject.references and view.shots]
    if not names or cast.image.references or cast.video.references:
        return ()
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    whose = f"{', '.join(names[:_SHOWN])}{more}"
    sentence = (
        f"The {cast.image.provider} takes no reference pictures: those of {whose} stand in the bible, and frames are "
        "drawn by the words of their descriptions."
    )
    return (sentence,)
