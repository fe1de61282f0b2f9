"""What determines a cut and each of its parts: the same parts are the same film."""

from collections.abc import Mapping, Sequence
from typing import Any

from activities.cut.sound.revision import MIX_REVISION
from infra.media.encoder import encoding
from models.cut.cutlist import CutList
from models.cut.delivery import Delivery, Fit, Picture
from models.cut.score import ScorePiece
from models.cut.timeline import Timeline, TimelineClip, Transition
from models.orders.assets import Blob, Recipe

REVISION = "2"
"""Changes whenever the same parts would be cut into another film; so also when voices would be heard otherwise."""

_CHANGES_NOTHING: dict[str, Any] = {
    "film_id": True,
    "shots": {"__all__": {"words": True, "lines": {"__all__": {"words"}}}},
}
"""What a cut list says that changes nothing in its film: when words are heard follows from voice, text and language."""


def cut_recipe(cut: CutList, score: Blob | None, pieces: Sequence[ScorePiece] = ()) -> Recipe:
    """The recipe of a film; its inputs are every clip and voice in order, and the score."""
    heard = ((shot.clip, *(line.voice for line in shot.said)) for shot in cut.shots)
    effects = [*(shot.effect.sound for shot in cut.shots if shot.effect), *(one.file for one in cut.given)]
    music = [piece.sound for piece in pieces] or ([score] if score else [])
    media = [*(blob for shot in heard for blob in shot), *music, *effects]
    placed = {"pieces": [[piece.start, piece.seconds] for piece in pieces]} if pieces else {}
    return _recipe(
        "film",
        cut.picture,
        {**cut.model_dump(mode="json", exclude=_CHANGES_NOTHING), "sound": MIX_REVISION, **placed},
        [blob for blob in media if blob],
    )


def card_recipe(clip: TimelineClip, title: str, picture: Picture) -> Recipe:
    """A title, an end or a slate."""
    said = clip.model_dump(mode="json", include={"kind", "shot_number", "frames", "text", "transition"})
    return _recipe("card", picture, {**said, "title": title}, [])


def captioned_recipe(media: Blob, frames: int, edge: int, fit: Fit, ass: str, picture: Picture) -> Recipe:
    """A clip with its captions burned in."""
    said = {"frames": frames, "edge": edge, "fit": fit, "captions": ass}
    return _recipe("captioned", picture, said, [media])


def reconformed_recipe(media: Blob, frames: int, edge: int, delivery: Delivery, picture: Picture) -> Recipe:
    """A clip that came to the cut in another shape than the film's."""
    return _recipe("conformed", picture, {"frames": frames, "edge": edge, "fit": delivery.fit}, [media])


def transition_recipe(
    before: Blob, after: Blob, transition: Transition, ass: str, picture: Picture
) -> Recipe:
    """The end of one clip blended into the beginning of the next."""
    said = transition.model_dump(mode="json")
    return _recipe("transition", picture, {**said, "captions": ass}, [before, after])


def sound_recipe(timeline: Timeline, loudness: int) -> Recipe:
    """The film's sound: it does not depend on the pictures but for their lengths."""
    tracks = timeline.model_dump(mode="json", include={"voice", "music", "effects", "clips", "kept"})
    heard = (*timeline.voice, *timeline.music, *timeline.effects, *timeline.clips)
    media = [sound.media for sound in heard if sound.media]
    return Recipe(
        kind="sound",
        provider="cut",
        revision=MIX_REVISION,
        parameters={**tracks, "seconds": timeline.seconds, "loudness": loudness},
        inputs=tuple(blob.sha256 for blob in media),
    )


def still_recipe(kind: str, timeline: Timeline, film: Blob) -> Recipe:
    """A poster or an overview of a film."""
    said = timeline.model_dump(mode="json", exclude={"film_id"})
    return Recipe(kind=kind, provider="cut", revision=REVISION, parameters=said, inputs=(film.sha256,))


def _recipe(kind: str, picture: Picture, parameters: Mapping[str, object], media: list[Blob]) -> Recipe:
    return Recipe(
        kind=kind,
        provider="cut",
        revision=f"{REVISION}-{encoding(picture)}",
        parameters={**parameters, "format": picture.model_dump(mode="json")},
        inputs=tuple(blob.sha256 for blob in media),
    )
