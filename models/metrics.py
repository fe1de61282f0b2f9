"""What is counted of films and their making: every metric with its unit and its labels, whoever exports it.

Names hold underscores alone, as Prometheus wants them, but for those of OpenTelemetry's conventions for models. No label holds
what a person wrote, a film's id or a vendor's name for a job: each takes few values, all of which are known here or at the start.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from models import errors
from models.film.view import WORKING
from models.kinds import KINDS
from models.money.steps import Spending
from models.shots.refusals import Rung

MetricKind = Literal["counter", "histogram", "gauge"]


class Metric(NamedTuple):
    """One metric; `about` says what a person reads in it, `buckets` are the bounds of a histogram."""

    name: str
    kind: MetricKind
    unit: str
    labels: tuple[str, ...]
    about: str
    buckets: tuple[float, ...] = ()

    @property
    def prometheus(self) -> str:
        """Its name at Prometheus, but for what a histogram's parts have at the end."""
        plain = self.name.replace(".", "_")
        if self.kind == "counter":
            return f"{plain}_total"
        return f"{plain}_seconds" if self.unit == "s" and "seconds" not in plain else plain


_SOON = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
_OF_MODELS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = tuple(float(4**power) for power in range(14))
_WHO = ("activity", "kind", "vendor")

FILMS_ENDED = Metric(
    "longtake_films_ended", "counter", "{film}", ("end",), "Films, and retakes of films, by how they ended."
)
SHOTS_ENDED = Metric(
    "longtake_shots_ended",
    "counter",
    "{shot}",
    ("end",),
    "Shots whose clip was made, or could not be; one that is found in the library is none of them.",
)
ASSETS = Metric(
    "longtake_assets",
    "counter",
    "{asset}",
    ("kind", "vendor", "how"),
    "What was asked of providers: made, found in the library, or shared with whoever had ordered the same.",
)
RETRIES = Metric(
    "longtake_retries",
    "counter",
    "{attempt}",
    _WHO,
    "Attempts of activities after the first one, and jobs that are asked for anew.",
)
FAILURES = Metric(
    "longtake_failures",
    "counter",
    "{attempt}",
    (*_WHO, "error"),
    "Attempts that failed, and jobs that a vendor could not make, by the type of the error: `Moderated` is refused content.",
)
MODERATION = Metric(
    "longtake_moderation",
    "counter",
    "{refusal}",
    ("kind", "vendor", "then"),
    "Refused content, by what was tried next: other words, another seed, no sound, another model; or a person has to.",
)
STEPS_LOST = Metric(
    "longtake_steps_lost",
    "counter",
    "{step}",
    ("vendor",),
    "Steps of open models that had to be done again, since whoever did them died after the last checkpoint.",
)
QUEUE_WAIT = Metric(
    "longtake_queue_wait_seconds",
    "histogram",
    "s",
    ("queue", "kind", "vendor"),
    "How long an attempt waited in its queue for a worker.",
    _SOON,
)
WORK = Metric(
    "longtake_work_seconds",
    "histogram",
    "s",
    (*_WHO, "end"),
    "How long an attempt took; a wait for a vendor's job is in `longtake_vendor_wait_seconds`.",
    _SOON,
)
VENDOR_WAIT = Metric(
    "longtake_vendor_wait_seconds",
    "histogram",
    "s",
    ("kind", "vendor", "end"),
    "From the moment on that a job was waited for until its vendor had made it, or had failed.",
    _SOON,
)
TOKENS = Metric(
    "gen_ai.client.token.usage",
    "histogram",
    "{token}",
    ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.token.type"),
    "Tokens of a call to a language model, read and written.",
    _TOKENS,
)
MODEL_CALLS = Metric(
    "gen_ai.client.operation.duration",
    "histogram",
    "s",
    ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "error.type"),
    "How long a language model took to answer, or to fail.",
    _OF_MODELS,
)
VRAM_USED = Metric(
    "longtake_vram_used_bytes",
    "gauge",
    "By",
    ("card",),
    "What the models of this process take of a card, after the last run.",
)
VRAM_PEAK = Metric(
    "longtake_vram_peak_bytes", "gauge", "By", ("card",), "The most that the last run took of a card."
)
BEAT = Metric(
    "longtake_worker_beat_timestamp_seconds",
    "gauge",
    "s",
    ("queue",),
    "When this worker's loop was last seen to go round, in seconds since 1970; for each queue that it serves.",
)
FILMS = Metric("longtake_films", "gauge", "{film}", ("stage",), "Films that are being made, by stage.")
FILMS_WAITING = Metric(
    "longtake_films_waiting",
    "gauge",
    "{film}",
    ("waits_for",),
    "Films that wait for somebody: for a decision at a gate, for money, for leave to buy what is dear, for word about a job.",
)
BACKLOG = Metric("longtake_queue_backlog", "gauge", "{task}", ("queue",), "Tasks that wait in a queue.")
QUEUE_AGE = Metric(
    "longtake_queue_age_seconds", "gauge", "s", ("queue",), "How long the oldest task of a queue has waited."
)
QUEUE_WORKERS = Metric(
    "longtake_queue_workers",
    "gauge",
    "{worker}",
    ("queue",),
    "Workers that asked for a queue's work in the last 100 seconds.",
)
SPENT = Metric(
    "longtake_spent_usd",
    "gauge",
    "{USD}",
    ("vendor", "step"),
    "What the ledger's charges come to, in dollars.",
)
RESERVED = Metric(
    "longtake_reserved_usd", "gauge", "{USD}", ("vendor",), "What is set aside for steps under way."
)
UNKNOWN_JOBS = Metric(
    "longtake_unknown_jobs",
    "gauge",
    "{job}",
    ("vendor",),
    "Paid jobs of which nobody knows whether the vendor took them, and about which a film waits for a word.",
)
UNKNOWN_USD = Metric(
    "longtake_unknown_usd", "gauge", "{USD}", ("vendor",), "The most that those jobs may have cost."
)
VENDOR_JOBS = Metric(
    "longtake_vendor_jobs",
    "gauge",
    "{job}",
    ("vendor",),
    "Jobs that are under way at a vendor, and were looked after in the last 15 minutes.",
)
VENDOR_SHUT = Metric(
    "longtake_vendor_shut",
    "gauge",
    "1",
    ("vendor", "door"),
    "1 where a vendor is left alone after failures: it is not asked for jobs, about jobs, or for files.",
)
READ_AT = Metric(
    "longtake_read_timestamp_seconds",
    "gauge",
    "s",
    ("source",),
    "When the gauges of the books, and of Temporal, were last read, in seconds since 1970.",
)

METRICS: tuple[Metric, ...] = (
    *(FILMS_ENDED, SHOTS_ENDED, ASSETS, RETRIES, FAILURES, MODERATION, STEPS_LOST),
    *(QUEUE_WAIT, WORK, VENDOR_WAIT, TOKENS, MODEL_CALLS),
    *(VRAM_USED, VRAM_PEAK, BEAT),
    *(FILMS, FILMS_WAITING, BACKLOG, QUEUE_AGE, QUEUE_WORKERS),
    *(SPENT, RESERVED, UNKNOWN_JOBS, UNKNOWN_USD, VENDOR_JOBS, VENDOR_SHUT, READ_AT),
)
"""All of them."""

OTHER = "other"
"""What a value is shown as that nobody knows."""

_ERRORS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.LongtakeError)
)

VALUES: Mapping[str, frozenset[str]] = {
    "end": frozenset(
        (
            "finished",
            "missing",
            "stopped",
            "rejected",
            "cancelled",
            "failed",
            "made",
            "lost",
            "done",
            "gave_way",
        )
    ),
    "how": frozenset(("made", "found", "shared")),
    "kind": frozenset(KINDS),
    "then": frozenset((*get_args(Rung), "person")),
    "stage": frozenset(WORKING),
    "waits_for": frozenset(("gate", "money", "leave", "word", "resume")),
    "error": _ERRORS,
    "error.type": _ERRORS,
    "step": frozenset(get_args(Spending)),
    "door": frozenset(("submit", "look", "fetch")),
    "source": frozenset(("books", "temporal")),
    "gen_ai.operation.name": frozenset(("chat",)),
    "gen_ai.token.type": frozenset(("input", "output")),
}
"""The values of labels that take no others; those of the rest are made known when a process starts."""
