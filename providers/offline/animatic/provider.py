"""The offline image provider: draws each keyframe as a frame of an animatic, on the CPU and for nothing."""

import hashlib
import json
import random

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.diffusion import unused
from models.orders.requests import ImageRequest
from models.subjects.subject import Subject
from providers.base import Bench, Label, Rendered


class Animatic:
    """Draws keyframes as flat graphic illustrations; the same request gives the same bytes."""

    name = "animatic"
    kind: Kind = "image"
    label: Label = "cpu"
    revision = "4"

    def quote(self, request: ImageRequest) -> Quote:
        """Nothing, and well under a second at the usual sizes."""
        return Quote(seconds=0.3 * request.width * request.height / (1280 * 720))

    def recipe(self, request: ImageRequest) -> Recipe:
        """Everything that the frame shows.

        Narration, length and notes for other providers are left out, and so is everybody who is not seen:
        somebody who joins the film later changes no frame that is already drawn. Of who and what is seen it
        holds the description, but no trained look, which says nothing here.
        """
        shot = request.shot.model_dump(
            mode="json",
            include={
                "shot_id",
                "shot_number",
                "shot_type",
                "camera_angle",
                "camera_movement",
                "characters",
                "landscapes",
                "props",
                "mood",
                "time_of_day",
                "weather",
                "colours",
            },
        )
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={
                "shot": {**shot, "seen": request.shot.seen},
                "subjects": [
                    {
                        "kind": one.kind,
                        "name": one.name,
                        "description": one.description,
                        **_tint(one, request),
                    }
                    for one in request.subjects
                ],
                "sheet": request.sheet,
                "size": [request.width, request.height],
                "seed": request.seed,
                "take": request.take,
                **({"redraw": request.redraw} if request.redraw else {}),
            },
        )

    def cautions(self, request: ImageRequest) -> tuple[str, ...]:
        """That it takes nothing that is asked of an open model."""
        return unused(self.name, request.diffusion)

    def undrawn(self, request: ImageRequest) -> tuple[str, ...]:
        """What the words of a shot ask for and a frame does not show, at most eight words of them."""
        from providers.offline.animatic.omissions import undrawn

        return undrawn(request)

    def render(self, request: ImageRequest, bench: Bench) -> Rendered:
        """Draw `frame.png`."""
        from providers.offline.animatic.frame import paint_frame
        from providers.offline.animatic.sheets import paint_sheet

        # A subject that is described otherwise is drawn otherwise, where it was: the picture stays composed as it is.
        composed = {key: what for key, what in self.recipe(request).parameters.items() if key != "subjects"}
        seed = hashlib.sha256(json.dumps(composed, sort_keys=True).encode()).digest()
        paint = paint_sheet if request.sheet else paint_frame
        picture = paint(request, random.Random(seed))
        bench.progress(0.8)
        path = bench.into / "frame.png"
        picture.save(path, compress_level=6)
        bench.progress(1.0)
        return Rendered(path=path)


def _tint(subject: Subject, request: ImageRequest) -> dict[str, int]:
    """The tint of a character whose looks it changes; a colour that is said is the same in every film."""
    from providers.offline.animatic.people.crowds import looks_of

    tint = request.tints.get(subject.name)
    if tint is None or subject.kind != "character" or looks_of(subject, tint) == looks_of(subject):
        return {}
    return {"tint": tint}
