"""What determines a cut: the same timeline over the same media is the same film."""

from infra.media.encode import ENCODING
from models.assets import Blob, Recipe
from models.timeline import Timeline

REVISION = f"1-{ENCODING}"
"""Changes whenever the same parts would be cut into another film."""


def cut_recipe(timeline: Timeline, score: Blob | None) -> Recipe:
    """The recipe of a film; its inputs are every clip and voice in order, and the score."""
    media = [*(blob for shot in timeline.shots for blob in (shot.clip, shot.voice)), score]
    return Recipe(
        kind="film",
        provider="cut",
        revision=REVISION,
        parameters=timeline.model_dump(mode="json", exclude={"film_id"}),
        inputs=tuple(blob.sha256 for blob in media if blob),
    )
