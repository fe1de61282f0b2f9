"""Assembles the film: untouched spans are copied, cards and transitions are made, all is joined with the sound."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from activities.cut.chapters import chapters
from activities.cut.languages import mp4_language
from activities.cut.part_maker import Part, PartMaker
from activities.cut.parts import Parts
from infra.media.muxer import Accompaniment, Span, join
from infra.media.probe import sound_end
from infra.memory import give_back
from infra.storage import Store
from models.cut.cutlist import CutList
from models.cut.timeline import Timeline
from models.errors import MediaError
from models.orders.assets import Blob
from providers.base import Progress


def assemble(
    cut: CutList, timeline: Timeline, maker: PartMaker, store: Store, into: Path, progress: Progress
) -> Path:
    """Make `film.mp4` in the folder `into`: exactly the frames of the timeline, its sound as long.

    The file appears whole or not at all. `progress` is told of the joining; `maker` tells of the parts.

    Raises:
        CorruptAsset: a clip, a voice or the score is gone from the store.
        DiskFull: no space is left.
        MediaError: a part cannot be read or made, or the film is not what the timeline says.

    """
    parts = Parts(cut, timeline, store)
    places = range(len(timeline.picture))
    own = [parts.clean(at) for at in places]
    begun = maker.want([part for part in own if part])
    sound = maker.beside(parts.sound(lambda wanted: _files(maker, store, wanted)))
    cards = iter(maker.wait(begun))
    clean = [next(cards).blob if part else _media(timeline, at) for at, part in zip(places, own, strict=True)]
    joins = [parts.transition(at, clean[at - 1], clean[at]) for at in places]
    burned = [parts.captioned(at, clean[at]) for at in places]
    made = iter(_made(maker, [*joins, *burned]))
    blends = [next(made) for _ in places]
    captioned = [next(made) for _ in places]
    shown = [burnt or bare for burnt, bare in zip(captioned, clean, strict=True)]
    (heard,) = maker.wait([sound])
    film = into / "film.mp4"
    beside = Accompaniment(
        sound=store.open_file(heard.blob),
        captions=timeline.captions,
        language=mp4_language(timeline.language),
        title=timeline.title,
        chapters=chapters(timeline),
    )
    files = maker.files([blob for blob in (*blends, *shown) if blob])
    spans = _spans(timeline, shown, blends, files)
    give_back()
    frames = join(spans, film, timeline.format, beside, progress=progress)
    _check(film, frames, timeline)
    return film


def _files(maker: PartMaker, store: Store, parts: Sequence[Part]) -> list[Path]:
    return [store.open_file(asset.blob) for asset in maker.wait(maker.want(parts, soon=True))]


def _media(timeline: Timeline, at: int) -> Blob:
    media = timeline.picture[at].media
    assert media is not None, "what has no media is a card, which the cut draws"
    return media


def _made(maker: PartMaker, parts: Sequence[Part | None]) -> list[Blob | None]:
    """The files of those parts that are to be made, in their places."""
    assets = iter(maker.wait(maker.want([part for part in parts if part])))
    return [next(assets).blob if part else None for part in parts]


def _spans(
    timeline: Timeline, shown: Sequence[Blob], blends: Sequence[Blob | None], files: Mapping[Blob, Path]
) -> list[Span]:
    """What the film is joined from: each transition, then its clip up to the next one."""
    clips, spans = timeline.picture, []
    for at, clip in enumerate(clips):
        before = clip.transition.frames
        after = clips[at + 1].transition.frames if at + 1 < len(clips) else 0
        if blend := blends[at]:
            spans.append(Span(files[blend], 0, before))
        if rest := clip.frames - before - after:
            spans.append(Span(files[shown[at]], clip.first + before, rest))
    return spans


def _check(film: Path, frames: int, timeline: Timeline) -> None:
    """See that the film is what the timeline says, before anybody else sees it."""
    heard = sound_end(film)
    if frames != timeline.frames or abs(heard - timeline.seconds) > 1 / timeline.fps:
        film.unlink(missing_ok=True)
        raise MediaError(
            f"The joined film has {frames} frames and {heard:.3f} s of sound, not the {timeline.frames} frames and "
            f"{timeline.seconds:.3f} s of its timeline: report this."
        )
