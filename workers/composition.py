"""Composition: settings → registry → activities → workers. The only place where a worker's parts are put together."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.plugin import SimplePlugin
from temporalio.worker import Interceptor, Worker

from activities.assets.activity import Assets
from activities.boards.activity import Boards
from activities.books.activity import Books
from activities.casting.activity import Casting
from activities.cut.activity import Cutting
from activities.documents.activity import Publishing
from activities.jobs.activity import Jobs
from activities.jobs.waits.handles import Handles
from activities.jobs.waits.lookout import Lookout
from activities.premises.activity import Premises
from activities.reels.activity import Reels
from activities.releases.activity import Releases
from activities.retries import PAID_HEARTBEAT
from activities.shots.activity import Shots
from activities.sound.activity import Sound
from activities.story.activity import Asking, Writing
from activities.story.model_call import Answering
from activities.story.templates import load_templates
from activities.stretches.activity import Stretching
from infra.builds import build_here, versioning_of
from infra.database.database import open_database
from infra.late_answers import LateAnswers
from infra.settings import Settings
from infra.storage import open_store
from library.assets import Library
from library.pair import mark_of
from library.workshop import Workshop, sweep, sweep_own
from models.queues import FILM, WAIT, pool_of, weights_queue
from providers.registry import Registry
from workers import language_models
from workers.interceptors.film_details import Details
from workers.interceptors.keyless import KeyWait
from workers.interceptors.news import Newsroom
from workers.interceptors.pair_guard import PairGuard
from workers.language_models import chat_desk
from workers.meters.measures import Measures, know_names
from workers.query_guard import GuardedRunner
from workflows.film import FilmWorkflow
from workflows.reels.workflow import ReelWorkflow
from workflows.releases.workflow import ReleaseWorkflow
from workflows.shots.shot import ShotWorkflow
from workflows.smoke.workflow import SmokeWorkflow
from workflows.story.workflow import StoryWorkflow

DEFAULT_LABELS = (FILM, "io", "cpu")
"""What a worker serves when no label is named."""

WORKFLOWS = (FilmWorkflow, StoryWorkflow, ReelWorkflow, ShotWorkflow, ReleaseWorkflow, SmokeWorkflow)

STICKY = timedelta(seconds=3)
"""How long a film's next step waits for the worker that has the film in its memory, before any worker takes it."""

LONGEST_TASK_S = 60
"""How long a film's next step may take before the SDK takes it for a deadlock. Its own two seconds are less than a step of a long
film takes on a machine that has much else to do; and what it does then, interrupting a thread, can leave a workflow that
no worker but a new one goes on with. A step that lasts longer than `retries.TASK_TIMEOUT` Temporal gives to somebody again by itself."""

AHEAD = 1
"""How much work waits in a worker for its card, so that the card has some while what it made is encoded and stored."""

WAIT_SLOTS = 4
"""How many jobs begin to be waited for at once; how many are waited for is nobody's limit."""

USUAL_POLLS = 5
VENDOR_POLLS = 2
"""How many requests for work are open at the server for one queue; a vendor's work comes a few times a second."""


def build_workshop(settings: Settings) -> Workshop:
    """Where assets are made and kept on this machine."""
    scratch = settings.home / "scratch"
    sweep(scratch)
    sweep_own(scratch)
    database = open_database(settings.database_url, synchronous=settings.sqlite_synchronous)
    return Workshop(Library(open_store(settings), database), scratch)


def check_stores(settings: Settings) -> None:
    """See that the database and the object store can be used together, before workers fail at it out of sight.

    Raises:
        LongtakeError: one of them cannot be used as the settings say.

    """
    with closing(open_database(settings.database_url, synchronous=settings.sqlite_synchronous)) as database:
        mark_of(open_store(settings), database)


def build_activities(
    registry: Registry,
    workshop: Workshop,
    settings: Settings,
    premises: Premises,
    wake: Callable[[], None] = lambda: None,
) -> list[Callable[..., Any]]:
    """Every activity, ready to be registered; `wake` is called when somebody waits for a job anew."""
    desk, templates, library = chat_desk(settings), settings.templates_dir, workshop.library
    casting, boards = Casting(registry, desk, library, premises.serves), Boards(registry, workshop)
    writing = Writing(registry, templates, library.store)
    stretching = Stretching(registry, templates, library)
    asking = Asking(Answering(desk, library, lambda: load_templates(templates)))
    sound, shots = Sound(registry, workshop), Shots(registry, workshop)
    jobs = Jobs(registry, workshop, settings.io_slots, wake)
    cutting, publishing, reels = Cutting(workshop), Publishing(library), Reels(library)
    releases = Releases(library, settings, premises.is_local)
    return [
        premises.look,
        *(casting.cast, casting.recast, casting.weights, casting.others, casting.voices, casting.quotes),
        *(writing.template, writing.write, writing.plan, writing.visuals, writing.note),
        *(stretching.divide, stretching.ready, stretching.outline, stretching.keep),
        *(asking.ask, asking.check),
        *(boards.keyframe, boards.sheet, boards.bible, boards.reference, boards.likeness, boards.trials),
        *(sound.voice, sound.exchange, sound.track, sound.score, sound.effect),
        shots.clip,
        shots.conform,
        *(shots.last_frame, shots.join),
        *(jobs.submit, jobs.reconcile, jobs.wait, jobs.fetch),
        Assets(registry, library).look_up,
        Books(library).write,
        *(cutting.prepare, cutting.assemble),
        *(reels.divide, reels.shots, reels.close, reels.earlier, reels.lost, reels.recall, reels.put_back),
        *(publishing.story, publishing.report, publishing.earlier, publishing.brief, publishing.lost),
        *(releases.upload, releases.dress, releases.deliver),
    ]


def build_workers(
    client: Client,
    settings: Settings,
    labels: Sequence[str],
    registry: Registry,
    workshop: Workshop,
    beside: Sequence[Interceptor] = (),
) -> list[Worker]:
    """A worker for each label; `film` runs workflows, the others activities, with the interceptors `beside` ours.

    Who serves a class of cards also serves the queue at which their weights are asked for. Films alone are versioned: what an
    activity takes and gives is the same to every build.

    Raises:
        BadInput: the store and the database do not belong together, or as `build_here`.

    """
    library, grace = workshop.library, timedelta(seconds=settings.grace_s)
    mark, loop = mark_of(library.store, library.database), asyncio.get_running_loop()
    lookout = Lookout(registry, library, Handles(client, loop))
    premises = Premises(client, mark, loop, untold=settings.search_attributes == "off")
    activities = build_activities(registry, workshop, settings, premises, lookout.wake)
    guard, newsroom = PairGuard(mark), Newsroom(library.database)
    vendors = language_models.catalogue(settings).all_vendors
    measures = Measures(client, library.database, know_names(registry, vendors))
    beside = [newsroom, *measures.of_activities, *beside]
    workers = []
    for label in (*labels, *(weights_queue(label) for label in labels if pool_of(label) == "gpu")):
        if label == FILM:
            following = [guard, Details(), KeyWait(), *measures.of_workflows]
            worker = film_worker(client, following, grace, measures.beside(label))
        elif label == WAIT:
            worker = waiting_worker(
                client,
                activities,
                lookout,
                [guard, *beside],
                grace,
                [newsroom.plugin(), *measures.beside(label)],
            )
        else:
            slots = settings.slots(label) + (AHEAD if pool_of(label) == "gpu" else 0)
            vendor = vendors.get(label)
            slots = min(slots, vendor.calls_at_once or slots) if vendor else slots
            worker = Worker(
                client,
                task_queue=label,
                activities=activities,
                interceptors=[guard, LateAnswers(client, PAID_HEARTBEAT), *beside],
                activity_executor=ThreadPoolExecutor(slots, thread_name_prefix=label),
                max_concurrent_activities=slots,
                max_concurrent_activity_task_polls=VENDOR_POLLS if vendor else USUAL_POLLS,
                max_task_queue_activities_per_second=vendor.per_second if vendor else None,
                max_heartbeat_throttle_interval=timedelta(seconds=1),
                graceful_shutdown_timeout=grace,
                plugins=[newsroom.plugin(), *measures.beside(label)],
            )
        workers.append(worker)
    return workers


def film_worker(
    client: Client, interceptors: Sequence[Interceptor], grace: timedelta, plugins: Sequence[SimplePlugin]
) -> Worker:
    """The worker of films' workflows, versioned where a build is set; raises as `build_here`."""
    worker = Worker(
        client,
        task_queue=FILM,
        workflows=list(WORKFLOWS),
        workflow_runner=GuardedRunner(),
        interceptors=interceptors,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=grace,
        deployment_config=versioning_of(build_here()),
        plugins=plugins,
    )
    be_patient(worker)
    return worker


def be_patient(worker: Worker) -> None:
    """Have a worker of workflows wait for a step for `LONGEST_TASK_S`; the SDK has no setting for it."""
    of_workflows = worker._workflow_worker  # noqa: SLF001 - as it says
    assert of_workflows is not None
    of_workflows._deadlock_timeout_seconds = LONGEST_TASK_S  # noqa: SLF001


def waiting_worker(
    client: Client,
    activities: Sequence[Callable[..., Any]],
    lookout: Lookout,
    interceptors: Sequence[Interceptor] = (),
    grace: timedelta = timedelta(0),
    more: Sequence[SimplePlugin] = (),
) -> Worker:
    """The worker of the queue of those who wait for jobs: a few threads begin to wait, and the look-out ends the waiting."""
    return Worker(
        client,
        task_queue=WAIT,
        activities=activities,
        interceptors=interceptors,
        activity_executor=ThreadPoolExecutor(WAIT_SLOTS, thread_name_prefix=WAIT),
        max_concurrent_activities=WAIT_SLOTS,
        max_concurrent_activity_task_polls=USUAL_POLLS,
        graceful_shutdown_timeout=grace,
        plugins=[SimplePlugin("look-out", run_context=lookout.watching), *more],
    )
