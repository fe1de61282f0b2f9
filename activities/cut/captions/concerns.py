"""What people should know of a film's words before they see them: too fast to read, not to be drawn."""

from collections.abc import Iterator, Sequence

from activities.cut.captions.captions import READING_SPEED
from activities.cut.captions.line_breaks import plain, width
from infra.media.text.runs import undrawn
from models.cut.timeline import Caption


def concerns(captions: Sequence[Caption], *, burned: bool) -> tuple[str, ...]:
    """What people should know of the captions, a sentence each: too fast to read; when `burned`, not to be drawn.

    Raises:
        MissingExtra: a font is not installed.

    """
    return (*_too_fast(captions), *(_not_drawn(captions) if burned else ()))


def _too_fast(captions: Sequence[Caption]) -> Iterator[str]:
    """A sentence for each shot that has a caption above `READING_SPEED`, about its fastest."""
    fastest: dict[str, tuple[float, Caption]] = {}
    for caption in captions:
        speed = width(caption.text.replace("\n", " ")) / (caption.end - caption.start)
        if round(speed) > READING_SPEED and speed > fastest.get(caption.shot, (0.0, caption))[0]:
            fastest[caption.shot] = (speed, caption)
    for shot, (speed, caption) in fastest.items():
        told = sum(width(c) > 0 for c in caption.text.replace("\n", " "))
        rate = told / (caption.end - caption.start)
        yield (
            f"The captions of {shot or 'a shot'} are too fast to read: {rate:.0f} characters a second where"
            f" {rate * READING_SPEED / speed:.0f} are comfortable; shorten the line or lengthen the shot."
        )


def _not_drawn(captions: Sequence[Caption]) -> Iterator[str]:
    """A sentence for each script that no font here can draw."""
    shots: dict[str, list[str]] = {}
    for caption in captions:
        for script in undrawn(plain(caption.text)):
            named = shots.setdefault(script, [])
            if caption.shot not in named:
                named.append(caption.shot)
    for script, named in shots.items():
        places = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
        yield (
            f"No font here can draw {script} ({places or 'in the captions'}): burned captions leave it out,"
            " soft subtitles keep it."
        )


def title_concerns(title: str) -> tuple[str, ...]:
    """A sentence when the cards leave some of a film's title out."""
    scripts = " and ".join(undrawn(title))
    return (f"No font here can draw {scripts}: the cards leave it out of the title.",) if scripts else ()
