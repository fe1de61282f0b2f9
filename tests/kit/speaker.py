"""`python -m tests.kit.speaker HOME TEXT`: a line spoken by a process of its own, to be killed; prints the asset as JSON.

The line is spoken by the activity, as in a film. While `HOME/hold-stored-speech` exists it waits with the voice
stored and its words not yet measured.
"""

import dataclasses
import sys
from pathlib import Path
from typing import Any

from temporalio.testing import ActivityEnvironment

from activities.sound.activity import Sound
from infra.database.database import open_database
from infra.storage import LocalStore
from library.assets import Library
from library.workshop import Workshop
from models.names import WorkflowName
from models.orders.assets import Asset
from models.orders.cast import Choice
from models.orders.requests import Order, SpeechRequest
from providers.registry import Registry
from tests.kit.providers import Journal, WatchedWorkshop, watched_registry

LANGUAGE = "en"


def watched_workshop(home: Path) -> Workshop:
    """A workshop in the folder `home`, whose work is watched in its file `journal`."""
    library = Library(LocalStore(home / "assets"), open_database(f"sqlite:///{home / 'longtake.db'}"))
    workshop = WatchedWorkshop(library, home / "scratch")
    workshop.journal = Journal(home / "journal")
    return workshop


def order_of(text: str, provider: str = "piper") -> Order[SpeechRequest]:
    """What a film orders of a voice."""
    choice = Choice(kind="speech", provider=provider, label="cpu", revision="")
    return Order[SpeechRequest](choice=choice, request=SpeechRequest(text=text, language=LANGUAGE))


def in_film(film: str = "film", shot: str = "shot_001") -> ActivityEnvironment:
    """Where activities of a film's shot run."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(
        environment.info, workflow_id=str(WorkflowName(film, "0" * 12, shot_id=shot))
    )
    return environment


def speak(workshop: Workshop, registry: Registry, order: Order[SpeechRequest], **where: Any) -> Asset:
    """A line, spoken for a film's shot."""
    return in_film(**where).run(Sound(registry, workshop).voice, order)


if __name__ == "__main__":
    home, text = Path(sys.argv[1]), sys.argv[2]
    spoken = speak(watched_workshop(home), watched_registry(home / "journal"), order_of(text))
    print(spoken.model_dump_json())  # noqa: T201
