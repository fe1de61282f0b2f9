"""Every retry policy, try and timeout, by name. `heartbeat_timeout` is what bounds recovery from a dead worker.

It is also how long a worker may be cut off from Temporal before its work is done a second time. So it is short
where that is free, or where a checkpoint says how far the work is, and long where it would be paid again.
"""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy


class Bounds(TypedDict, total=False):
    """What bounds an activity, to be spread into the call that schedules it."""

    schedule_to_close_timeout: timedelta
    schedule_to_start_timeout: timedelta
    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy


HEARTBEAT = timedelta(seconds=5)
"""A worker that has been silent this long is taken for dead and its work goes elsewhere."""

PAID_HEARTBEAT = timedelta(seconds=40)
"""The same for a call that is billed and answered at once: one that is taken for dead is booked as lost."""

WAIT_HEARTBEAT = timedelta(minutes=15)
"""The same for what waits for a vendor's job, which no worker holds: only a row that was lost makes it silent for so long."""

LARGER_CARD_WITHIN = timedelta(hours=1)
"""How long work that is too much for a card waits for a larger one, before it is missing."""

STOPS = 200
"""How often work is asked for again that a stopping worker cut short; such a stop is not one of its attempts."""

TASK_TIMEOUT = timedelta(seconds=5)
"""How long a worker may take over a workflow's next step before another is asked; longer each time, from the fourth."""

LOCAL_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=20),
    maximum_attempts=6,
    non_retryable_error_types=["PayloadsTooLarge"],
)
"""For free local work: a death of the worker counts as an attempt, so there are a few."""

PAID_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=2),
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=3,
    non_retryable_error_types=["PayloadsTooLarge"],
)
"""For calls that may be billed each time they are tried."""

BOUGHT_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=20),
    maximum_attempts=200,
    non_retryable_error_types=["PayloadsTooLarge"],
)
"""For what was bought and must not be lost: hundreds of workers may die over it."""

CALL_ATTEMPTS = 3
"""How often one call that may be billed is tried when the vendor is busy or a reply was lost."""

BUSY_WAIT = timedelta(seconds=2)
"""How long a busy vendor is left alone when it does not say; doubled with each attempt."""

SPARED_PATIENCE = timedelta(seconds=20)
"""How long a vendor that is down is waited for where another can be asked."""

LONGEST_WAIT = timedelta(seconds=60)
"""A vendor that wants to be left alone for longer is passed over."""

JOB_TRIES = 5
"""How often a vendor's job is asked for when the vendor is known not to have taken it."""

VENDOR_PATIENCE = timedelta(hours=1)
"""How long a vendor that is down is waited for before its order is given up."""

JOB_DEATHS = 50
"""How often workers may die over a submit that is known not to have reached the vendor: that is not its fault."""

ONCE = RetryPolicy(maximum_attempts=1)
"""For a paid submit: an unknown outcome is never repeated blindly."""

QUICK = Bounds(
    start_to_close_timeout=timedelta(minutes=30), heartbeat_timeout=HEARTBEAT, retry_policy=LOCAL_RETRY
)
"""Casting, quotes and papers: seconds of work, and as long as a store that went away may need to come back."""

WEIGHING = Bounds(
    schedule_to_close_timeout=timedelta(minutes=5),
    start_to_close_timeout=timedelta(minutes=5),
    heartbeat_timeout=HEARTBEAT,
    retry_policy=LOCAL_RETRY,
)
"""Which weights a worker has, asked in a film that is under way: a decision does not wait for workers to come."""

LAST_WORDS = Bounds(
    schedule_to_close_timeout=timedelta(minutes=1),
    start_to_close_timeout=timedelta(minutes=1),
    heartbeat_timeout=HEARTBEAT,
    retry_policy=LOCAL_RETRY,
)
"""The report of a film that failed or was cancelled: written if somebody is there to write it, and not waited for."""

WRITING = Bounds(
    start_to_close_timeout=timedelta(minutes=5), heartbeat_timeout=HEARTBEAT, retry_policy=PAID_RETRY
)
"""One stage of the story."""

ASKING = Bounds(
    start_to_close_timeout=timedelta(minutes=30), heartbeat_timeout=PAID_HEARTBEAT, retry_policy=ONCE
)
"""One call to a model, as long as a slow local one needs. One attempt: the workflow counts the calls that may be paid."""

DRAWING = Bounds(
    start_to_close_timeout=timedelta(minutes=30), heartbeat_timeout=HEARTBEAT, retry_policy=LOCAL_RETRY
)
"""A keyframe, a storyboard sheet, a voice."""

RENDERING = Bounds(
    start_to_close_timeout=timedelta(minutes=30), heartbeat_timeout=HEARTBEAT, retry_policy=LOCAL_RETRY
)
"""A clip or a score."""

CUTTING = Bounds(
    start_to_close_timeout=timedelta(hours=2), heartbeat_timeout=HEARTBEAT, retry_policy=LOCAL_RETRY
)
"""The whole film."""

SUBMITTING = Bounds(start_to_close_timeout=timedelta(hours=2), heartbeat_timeout=HEARTBEAT, retry_policy=ONCE)
"""One paid request, one attempt; it may wait for another film that asks for the same. Its row says how far it came."""

RECONCILING = Bounds(
    start_to_close_timeout=timedelta(minutes=5), heartbeat_timeout=HEARTBEAT, retry_policy=BOUGHT_RETRY
)
"""Asking what became of a submit that never came back: asked until somebody lives to hear the answer."""

WAITING = Bounds(
    start_to_close_timeout=timedelta(hours=24), heartbeat_timeout=WAIT_HEARTBEAT, retry_policy=BOUGHT_RETRY
)
"""Waiting for a vendor's job: as long as it takes, without a worker."""

FETCHING = Bounds(
    start_to_close_timeout=timedelta(hours=1), heartbeat_timeout=HEARTBEAT, retry_policy=BOUGHT_RETRY
)
"""Downloading what was bought."""

PAYING = Bounds(
    start_to_close_timeout=timedelta(minutes=30), heartbeat_timeout=PAID_HEARTBEAT, retry_policy=ONCE
)
"""An asset that is billed each time it is asked for: the film books a lost one before it asks again."""

BOOKING = Bounds(
    start_to_close_timeout=timedelta(hours=24), heartbeat_timeout=HEARTBEAT, retry_policy=BOUGHT_RETRY
)
"""The ledger's table: a database that went away is waited for."""

UPLOADING = Bounds(
    start_to_close_timeout=timedelta(days=7), heartbeat_timeout=HEARTBEAT, retry_policy=BOUGHT_RETRY
)
"""A film on its way to where people see it, as long as its line and its place's limits need: an upload's address is good for a week."""
