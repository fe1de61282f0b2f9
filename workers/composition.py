"""Composition: settings → registry → activities → workers. The only place where a worker's parts are put together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from activities.assets.activity import Assets
from activities.boards.activity import Boards
from activities.casting.activity import Casting
from activities.cut.activity import Cutting
from activities.documents.activity import Publishing
from activities.jobs.activity import Jobs
from activities.money.activity import Money
from activities.shots.activity import Shots
from activities.sound.activity import Sound
from activities.story.activity import Asking, Writing
from activities.story.model_call import Answering
from activities.story.templates import load_templates
from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import open_store
from library.assets import Library
from library.workshop import Workshop, sweep
from models.orders.assets import Blob
from models.queues import FILM
from providers.registry import Registry
from workers.language_models import chat_desk
from workers.query_guard import GuardedRunner
from workflows.film import FilmWorkflow
from workflows.shot import ShotWorkflow
from workflows.story.workflow import StoryWorkflow

DEFAULT_LABELS = (FILM, "io", "cpu")
"""What a worker serves when no label is named."""

WORKFLOWS = (FilmWorkflow, StoryWorkflow, ShotWorkflow)

GRACE = timedelta(seconds=5)
"""How long a stopping worker lets its activities finish; those that last longer go to another worker."""


def build_workshop(settings: Settings) -> Workshop:
    """Where assets are made and kept on this machine."""
    scratch = settings.home / "scratch"
    sweep(scratch)
    database = open_database(settings.database_url, synchronous=settings.sqlite_synchronous)
    return Workshop(Library(open_store(settings), database), scratch)


def check_stores(settings: Settings) -> None:
    """See that the database and the object store can be used, before workers fail at it out of sight.

    Raises:
        LongtakeError: one of them cannot be used as the settings say.

    """
    open_database(settings.database_url, synchronous=settings.sqlite_synchronous).close()
    # Whether a file is there or not: the store has to answer.
    open_store(settings).holds(Blob(sha256="0" * 64, suffix=".json", size=0))


def build_activities(registry: Registry, workshop: Workshop, settings: Settings) -> list[Callable[..., Any]]:
    """Every activity, ready to be registered."""
    desk, templates, library = chat_desk(settings), settings.templates_dir, workshop.library
    casting, boards = Casting(registry, desk, library.store), Boards(registry, workshop)
    writing = Writing(registry, templates)
    asking = Asking(Answering(desk, library, lambda: load_templates(templates)))
    sound, shots, jobs = Sound(registry, workshop), Shots(registry, workshop), Jobs(registry, workshop)
    cutting, publishing = Cutting(workshop), Publishing(library)
    return [
        *(casting.cast, casting.recast, casting.quotes),
        *(writing.template, writing.write, writing.plan, writing.visuals),
        *(asking.ask, asking.check),
        *(boards.keyframe, boards.sheet),
        *(sound.voice, sound.score),
        shots.clip,
        shots.conform,
        *(jobs.submit, jobs.reconcile, jobs.wait, jobs.fetch),
        Assets(registry, library).look_up,
        Money(library.database).book,
        cutting.prepare,
        cutting.assemble,
        *(publishing.story, publishing.report),
    ]


def build_workers(
    client: Client,
    settings: Settings,
    labels: Sequence[str],
    registry: Registry,
    workshop: Workshop,
) -> list[Worker]:
    """A worker for each label; `film` runs workflows, the others activities."""
    activities = build_activities(registry, workshop, settings)
    workers = []
    for label in labels:
        if label == FILM:
            worker = Worker(
                client,
                task_queue=label,
                workflows=list(WORKFLOWS),
                workflow_runner=GuardedRunner(),
                graceful_shutdown_timeout=GRACE,
            )
        else:
            slots = settings.slots(label)
            worker = Worker(
                client,
                task_queue=label,
                activities=activities,
                activity_executor=ThreadPoolExecutor(slots, thread_name_prefix=label),
                max_concurrent_activities=slots,
                max_heartbeat_throttle_interval=timedelta(seconds=1),
                graceful_shutdown_timeout=GRACE,
            )
        workers.append(worker)
    return workers
