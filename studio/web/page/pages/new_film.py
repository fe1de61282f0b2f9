"""A new film: what it is about, how it looks, who makes it, and what that costs."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import get_args

from fastapi import Depends, Request, Response

from models.brief import MAX_SECONDS, MIN_SECONDS, Exchanges
from models.cut.delivery import Captions, ClipSound, Fps, Loudness
from models.cut.frame_size import RESOLUTIONS, Aspect
from models.cut.lengths import ASKED_SHOT_S, USUAL_SHOT_S
from models.cut.transitions import FilmTransition
from models.errors import LongtakeError
from models.money.budget import BudgetMode
from models.shots.shot_list import SHOT_TYPES, Movement
from studio.service import subjects
from studio.service.choices import story_choices
from studio.service.engine.cards import CARD_QUEUES
from studio.service.engine.served_queues import served_cards
from studio.service.session import Session
from studio.web.access.callers import may
from studio.web.doors import OfDoors, Open
from studio.web.page.makers import makers
from studio.web.page.renderer import render
from studio.web.page.screen import screens

router = screens()

_ASKED_WITHIN = timedelta(seconds=3)

_CHOICES = {
    "aspect": get_args(Aspect),
    "resolution": RESOLUTIONS,
    "fps": get_args(Fps),
    "captions": get_args(Captions),
    "transition": get_args(FilmTransition),
    "loudness": get_args(Loudness),
    "clip_sound": get_args(ClipSound),
    "budget_mode": get_args(BudgetMode),
    "exchanges": get_args(Exchanges),
    "size": SHOT_TYPES,
    "movement": get_args(Movement),
}
"""What fields can be, of which there are few."""

_IN_WORDS: dict[str, dict[object, str]] = {
    "captions": {"soft": "Beside the picture", "burn": "In the picture too", "off": "None"},
    "transition": {"auto": "As its story goes"},
    "loudness": {-14: "−14, as on the web", -16: "−16, as podcasts", -23: "−23, as broadcast"},
    "clip_sound": {
        "drop": "Left out",
        "under": "Beneath voices and music",
        "keep": "As loud as voices and music",
    },
    "exchanges": {"apart": "One by one", "together": "At once, by voices that can"},
}
"""What of it is called otherwise than the command line calls it."""


@router.get("/new", dependencies=[Depends(may("spend"))])
async def new_film(request: Request, doors: OfDoors, session: Open) -> Response:
    """The form of a new film."""
    cards = await _served(session)
    told, offered, saved = await asyncio.gather(
        asyncio.to_thread(story_choices, doors.settings.templates_dir),
        asyncio.to_thread(makers, doors.settings, cards=cards),
        asyncio.to_thread(subjects.listed, doors.settings),
    )
    return render(
        request,
        "new.html",
        story=told,
        makers=offered,
        subjects=saved,
        choices=_CHOICES,
        in_words=_IN_WORDS,
        least_s=MIN_SECONDS,
        most_s=MAX_SECONDS,
        shot_s=(*ASKED_SHOT_S, USUAL_SHOT_S),
    )


async def _served(session: Session) -> bool:
    """Whether a worker serves cards now; where nobody knows, nothing is said against it."""
    with suppress(LongtakeError):
        return bool(await served_cards(session.studio.client, CARD_QUEUES, _ASKED_WITHIN))
    return True
