"""A film in time as its page shows it: shots as long as they are, the lines beneath them, its chapters."""

from urllib.parse import quote

from models.base import Frozen
from models.cut.timeline import ClipKind, Timeline
from models.cut.transitions import TransitionKind
from studio.service.film.reading.timeline import FilmTimeline, Stretch


class Block(Frozen):
    """A stretch of picture, in seconds; the first `joint` of it are a transition, in which the one before is seen too."""

    name: str
    kind: ClipKind
    number: int
    start: float
    seconds: float
    joint: float
    transition: TransitionKind
    text: str
    scene: str
    picture: str

    @property
    def called(self) -> str:
        """What it is, for people."""
        cards = {"title": "Title", "end": "End", "slate": f"Shot {self.number}, missing"}
        return cards.get(self.kind, f"Shot {self.number}")


class Said(Frozen):
    """A caption, in seconds."""

    start: float
    seconds: float
    text: str
    who: str
    shot: str


class Strip(Frozen):
    """A film in time."""

    seconds: float
    blocks: tuple[Block, ...]
    said: tuple[Said, ...]
    chapters: tuple[Stretch, ...]


def strip_of(film_id: str, found: FilmTimeline) -> Strip:
    """A film in time, by its timeline."""
    timeline = found.timeline
    return Strip(
        seconds=timeline.seconds,
        blocks=_blocks(film_id, timeline),
        said=tuple(
            Said(
                start=one.start,
                seconds=one.end - one.start,
                text=" ".join(one.lines),
                # Where the caption names who speaks, it has the name already.
                who="" if one.lines and one.lines[0].startswith(f"{one.speaker}:") else one.speaker,
                shot=one.shot,
            )
            for one in timeline.captions
        ),
        chapters=found.chapters,
    )


def _blocks(film_id: str, timeline: Timeline) -> tuple[Block, ...]:
    return tuple(
        Block(
            name=clip.name,
            kind=clip.kind,
            number=clip.shot_number,
            start=start / timeline.fps,
            seconds=clip.frames / timeline.fps,
            joint=clip.transition.frames / timeline.fps,
            transition=clip.transition.kind,
            text=clip.text,
            scene=clip.scene,
            picture=f"/films/{quote(film_id)}/frames/{quote(clip.name)}" if clip.kind == "shot" else "",
        )
        for clip, start in zip(timeline.picture, timeline.starts(), strict=True)
    )
