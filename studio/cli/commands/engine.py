"""Commands for the embedded engine and the workers: up, down, worker, doctor."""

import asyncio
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.asked.probes import answer_at
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import (
    ALL_TENANTS,
    ALLOW_CPU,
    CLUSTER,
    DEVICE,
    MODELS,
    PROBES,
    TENANTS,
    UP_DETACH,
    VRAM,
)
from studio.cli.interruption import hear
from studio.cli.printing.console import print_facts, say, tell

if TYPE_CHECKING:
    from infra.settings import Settings
    from studio.service.engine.check import Check
    from workers.engine import Engine

_LOOK_EVERY_S = 1.0


def up(
    *,
    detach: Annotated[bool, UP_DETACH.option()] = False,
) -> int:
    """Start the engine: a Temporal server with its Web UI, and workers."""
    from infra.settings import load_settings
    from infra.storage.moved import begun_move
    from infra.temporal import cluster_config
    from workers.engine import attached, ensure_engine

    settings = load_settings()
    cluster = cluster_config(settings)
    if cluster is not None:
        _check_answers()
        tell(f"Temporal  {cluster.get('target_host')} (configured)")
        say("Nothing is started beside a configured server: serve its queues with `longtake worker`.")
        return 0
    hear()
    with attached(settings):
        engine = ensure_engine(settings)
        _tell_addresses(engine)
        if begun := begun_move(settings.home):
            say(begun, "yellow")
        if detach:
            say(
                f"It stops itself {settings.idle_s:g} s after the last film or command; `longtake down` stops it now."
            )
            return 0
        say("Ctrl-C ends this command.")
        try:
            _stay(settings, engine)
        except KeyboardInterrupt:
            say("")
    _leave(settings)
    return 0


def _check_answers() -> None:
    from studio.cli.session import in_session
    from studio.service.session import Session

    async def connected(session: Session) -> None:
        del session  # opening it was the question

    in_session(connected)


def _tell_addresses(engine: "Engine") -> None:
    tell(f"Temporal  {engine.address}")
    tell(f"Web UI    {engine.ui_url}")
    for note in engine.notes:
        tell(f"Note: {note}")


def _stay(settings: "Settings", engine: "Engine") -> None:
    """Look after the engine until Ctrl-C, or until `longtake down` elsewhere stops it."""
    from studio.service.session import was_stopped
    from workers.engine import ensure_engine, find_engine

    while True:
        time.sleep(_LOOK_EVERY_S)
        if find_engine(settings) is None:
            if was_stopped(settings):
                say("The engine was stopped by another command.")
                return
            again = ensure_engine(settings)
            if again.pid != engine.pid:
                say("The engine was gone and runs again.")
                _tell_addresses(again)
                engine = again


def _leave(settings: "Settings") -> None:
    """Stop the engine when nobody needs it; otherwise leave it, and say so."""
    from studio.cli.session import say_notice
    from studio.service.session import Session
    from workers.engine import find_engine, stop_engine
    from workers.engine_files import alone, attached_path

    if find_engine(settings) is None:
        return

    async def running() -> int:
        session = Session(settings, say_notice)
        await session.open()
        return len(await session.studio.films(running=True))

    films = asyncio.run(running())
    with alone(attached_path(settings)) as nobody:
        needed = bool(films) or not nobody
    if needed:
        what = (
            f"{films} film{'s' if films > 1 else ''} still run" + ("s" if films == 1 else "")
            if films
            else "Other commands use it"
        )
        say(f"{what}: the engine goes on by itself and stops when idle; `longtake down` stops it now.")
    else:
        stop_engine(settings)
        say("The engine is stopped.")


def down() -> int:
    """Stop the engine; films that run go on with the next one."""
    from infra.settings import load_settings
    from infra.temporal import cluster_config
    from workers.engine import stop_engine

    hear()
    settings = load_settings()
    if stop_engine(settings):
        tell("The engine is stopped. Films that were running go on when it is started again.")
    elif (cluster := cluster_config(settings)) is not None:
        tell(f"No embedded engine runs here; the server at {cluster.get('target_host')} is not ours to stop.")
    else:
        tell("The engine was not running.")
    return 0


def worker(
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="film|io|cpu|gpu|gpu-large|VENDOR",
            help="Queues; film, io and cpu if none. io is all vendors' too.",
        ),
    ] = None,
    *,
    device: Annotated[str, DEVICE.option()] = "",
    models: Annotated[str, MODELS.option()] = "",
    vram: Annotated[str, VRAM.option()] = "",
    allow_cpu: Annotated[bool, ALLOW_CPU.option()] = False,
    tenant: Annotated[list[str] | None, TENANTS.option()] = None,
    all_tenants: Annotated[bool, ALL_TENANTS.option()] = False,
    probes: Annotated[str | None, PROBES.option()] = None,
) -> int:
    """Serve queues of the configured server, or of the embedded one, until Ctrl-C.

    With TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID set, the films it begins stay with that build: docs/deploys.md.
    """
    from infra.builds import check_build
    from infra.logs import start_log
    from infra.settings import load_settings
    from infra.temporal import cluster_config
    from studio.cli.asked.cards import card_orders
    from studio.cli.asked.tenants import work_for_several
    from workers.cards.fleet import serve_cards
    from workers.cards.open_models import models_named
    from workers.cards.process import cards_for
    from workers.composition import DEFAULT_LABELS
    from workers.engine import attached, ensure_engine, enter_home
    from workers.process import checked_labels, serve
    from workers.registry import build_registry
    from workers.tenants.shared_process import serve_tenants, settings_of

    answer_at(probes)
    several = work_for_several(tenant or (), all_of_them=all_tenants)
    tenants = settings_of(tenant or ()) if several else [load_settings()]
    settings, embedded = tenants[0], not several and cluster_config(tenants[0]) is None
    check_build(embedded=embedded)
    registry = build_registry(settings)
    queues = checked_labels(labels or DEFAULT_LABELS, registry.labels(), allow_cpu=True)
    orders = card_orders(queues, device, models, vram, allow_cpu=allow_cpu)
    if orders:
        orders = orders.model_copy(update={"tenants": tuple(one.tenant for one in tenants if several)})
        models_named(settings, orders.models)
        cards_for(orders)
    start_log(settings.log_level)
    hear()
    with attached(settings) if embedded else nullcontext():
        if embedded:
            settings = enter_home(settings, ensure_engine(settings).address)
        if orders:
            serve_cards(settings, orders)
        elif several:
            asyncio.run(serve_tenants(tenants, queues))
        else:
            asyncio.run(serve(settings, queues, registry))
    return 0


def doctor(*, cluster: Annotated[bool, CLUSTER.option()] = False, json: Json = False) -> int:
    """Say what is there, what is missing, and the command that mends it."""
    from infra.settings import load_settings
    from studio.service.engine.doctor import examine
    from studio.service.facts.machine import doctor_facts

    settings = load_settings()
    checks = _examine_cluster(settings) if cluster else examine(settings)
    found = doctor_facts(checks)
    well, code = found.ok, 0 if found.ok else 1
    if json:
        print_facts(found, ok={"exit_code": code})
        return code
    width = max(len(check.name) for check in checks)
    for check in checks:
        style = "" if check.ok else "yellow" if check.optional else "red"
        tell(f"{check.word:<7}  {check.name:<{width}}  {check.found}", style)
        if check.mend:
            tell(f"{'':7}  {'':<{width}}  → {check.mend}")
    if well:
        say("Everything that is needed is there.", "green")
    else:
        unwell = ", ".join(check.name for check in checks if not check.well)
        say(f"Not as it has to be: {unwell}.", "red")
    return code


def _examine_cluster(settings: "Settings") -> "list[Check]":
    from studio.service.engine.cluster.examination import examine_cluster

    return asyncio.run(examine_cluster(settings))
