"""What lies beside the film: subtitles, the timeline for editors, a poster and an overview."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from activities.cut.captions.subtitles import srt, vtt
from activities.cut.composition import piece_name
from activities.cut.laid_sounds import effect_names
from activities.cut.papers.edl import edl
from activities.cut.papers.otio import otio
from activities.cut.papers.overview import overview
from activities.cut.papers.poster import poster
from activities.cut.part_maker import Part, PartMaker
from activities.cut.recipes import still_recipe
from infra.storage import Store
from models.cut.cutlist import CutList, lines_by_name
from models.cut.timeline import Timeline
from models.errors import MediaError
from models.names import clip_sound_name, voice_part
from models.orders.assets import Blob
from models.places import shot_place
from providers.base import Progress

Drawing = Callable[[Path, Path, Progress], object]
"""Draws a picture of the film at one path into the folder at another."""


def papers(cut: CutList, timeline: Timeline, score: Mapping[str, Blob]) -> dict[str, str]:
    """The texts beside the film, by their names in its folder; `score` has the files of that by their places."""
    files = folder_names(cut, score)
    texts = {"timeline.otio": otio(timeline, files), "film.edl": edl(timeline, files)}
    if cut.delivery.captions != "off":
        texts |= {"film.srt": srt(timeline.captions), "film.vtt": vtt(timeline.captions)}
    return texts


def folder_names(cut: CutList, score: Iterable[str]) -> dict[str, str]:
    """Where each clip and sound of the timeline lies in the film's folder, and the `score` in its places."""
    names = {piece_name(number): place for number, place in enumerate(score, start=1)}
    names |= effect_names(cut)
    for shot in cut.shots:
        if shot.clip:
            names[shot.shot_id] = shot_place(shot.shot_id, f"clip{shot.clip.suffix}")
        if shot.clip and (blob := shot.filmed or shot.source):  # a clip as it came has its sound
            came = "filmed" if shot.filmed else "clip" if blob == shot.clip else "source"
            names[clip_sound_name(shot.shot_id)] = shot_place(shot.shot_id, f"{came}{blob.suffix}")
        for number, (name, line) in enumerate(lines_by_name(shot).items(), start=1):
            if line.voice:
                part = voice_part(number, len(shot.said))
                names[name] = shot_place(shot.shot_id, f"{part}{line.voice.suffix}")
    return names


def stills(
    timeline: Timeline, film: Blob, maker: PartMaker, store: Store
) -> tuple[dict[str, Blob], tuple[str, ...]]:
    """The pictures beside the film by name, and why one is not there."""
    drawn: dict[str, Blob] = {}
    notes = []
    makers: dict[str, Drawing] = {
        "poster.jpg": lambda cut, into, _: poster(timeline, cut, into),
        "timeline.png": lambda cut, into, progress: overview(timeline, cut, into, progress),
    }
    for name, draw in makers.items():
        recipe = still_recipe(name.partition(".")[0], timeline, film)
        part = Part(recipe, name, partial(_drawn, draw, store, film))
        try:
            (asset,) = maker.wait(maker.want([part]))
        except MediaError as error:
            notes.append(f"There is no {name}: {error}")
        else:
            drawn[name] = asset.blob
    return drawn, tuple(notes)


def _drawn(draw: Drawing, store: Store, film: Blob, path: Path, progress: Progress) -> None:
    draw(store.open_file(film), path.parent, progress)
