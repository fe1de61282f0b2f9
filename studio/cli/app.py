"""The command `longtake`: its commands, its exit codes, and how errors are told."""

import logging
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup, TyperOption

from infra.telemetry.startup import end_telemetry
from models.errors import BadInput, LongtakeError, MissingKeys, WrongMoment
from studio.cli.asked.tenants import without_tenant, work_for_named
from studio.cli.command_line import known_as
from studio.cli.commands import (
    bible,
    board,
    budget,
    decisions,
    engine,
    films,
    make,
    money,
    retakes,
    scenario,
    storyboard,
)
from studio.cli.commands.choices import stories, vendors
from studio.cli.commands.choices.voices import voices
from studio.cli.commands.deploys.builds import builds
from studio.cli.commands.deploys.deploy import deploy
from studio.cli.commands.deploys.wake import wake
from studio.cli.commands.doors.mcp import mcp
from studio.cli.commands.doors.studio import studio
from studio.cli.commands.doors.tokens import tokens
from studio.cli.commands.doors.webhooks import webhooks
from studio.cli.commands.encryption import keys
from studio.cli.commands.library import assets, cleanup, subjects
from studio.cli.commands.open_models.licences import licences
from studio.cli.commands.open_models.models import models
from studio.cli.commands.privacy.delete import delete
from studio.cli.commands.releases import login, release
from studio.cli.commands.review import comments, links
from studio.cli.commands.upkeep import copies
from studio.cli.commands.upkeep.database import database
from studio.cli.commands.upkeep.move import move
from studio.cli.flags.command_flags import ALL_TENANTS, JSON, TENANT, VERSION
from studio.cli.interruption import INTERRUPTED
from studio.cli.observation import observed
from studio.cli.printing.console import print_json, say, tell

FAILED, BAD_ARGUMENTS, PIPE_CLOSED = 1, 2, 141

MAKE, DECIDE, LOOK, RUN = "Make", "Decide", "Look", "Engine"


class _Command(TyperCommand):
    """A command whose options are given once: of two values nobody can know which one was meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - of Typer
        before = ctx.find_root().params.get("tenant") or []
        if not any(str(TENANT) in option.opts for option in self.params):
            args = without_tenant(args, before)
        _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        if before and any({str(TENANT), str(ALL_TENANTS)} & {*option.opts} for option in given):
            raise BadInput(f"{TENANT} is given before the command and whom it serves after it: say it once.")
        for option in given:
            once = isinstance(option, TyperOption) and not (option.multiple or option.is_flag)
            if once and given.count(option) > 1:
                raise BadInput(f"{max(option.opts, key=len)} is given twice: give it once.")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - of Typer, and what a command gives
        with observed(ctx.command_path):
            return super().invoke(ctx)


class _Commands(TyperGroup):
    """The commands; one that Ctrl-C ends, and that does not tell what goes on, says so and has its exit code."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - of Typer, and what a command gives
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("\nInterrupted.")
            return INTERRUPTED


app = typer.Typer(
    name="longtake",
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
known_as(app)

app.command(rich_help_panel=MAKE)(make.make)
app.command(rich_help_panel=MAKE)(scenario.scenario)
app.command(rich_help_panel=MAKE)(storyboard.storyboard)
app.command(rich_help_panel=MAKE)(stories.templates)
app.add_typer(voices, rich_help_panel=MAKE)
app.command(rich_help_panel=MAKE)(vendors.providers)
app.command(rich_help_panel=MAKE)(vendors.prices)
app.command(rich_help_panel=MAKE)(money.estimate)
app.command(rich_help_panel=MAKE)(retakes.retake)
app.command(rich_help_panel=MAKE)(retakes.takes)
app.command(rich_help_panel=MAKE)(retakes.finish)
app.command("try", rich_help_panel=MAKE)(retakes.try_shot)
app.command(rich_help_panel=MAKE)(films.watch)
app.command(rich_help_panel=MAKE)(films.fetch)
app.command(rich_help_panel=MAKE)(release.release)
for command in (decisions.approve, decisions.revise, decisions.reject, decisions.pause, decisions.resume):
    app.command(rich_help_panel=DECIDE)(command)
app.command(rich_help_panel=DECIDE)(comments.comment)
app.command(rich_help_panel=DECIDE)(links.share)
app.command(rich_help_panel=DECIDE)(bible.redraw)
app.add_typer(bible.bible, rich_help_panel=DECIDE)
app.add_typer(board.board, rich_help_panel=DECIDE)
# An amount below zero is an amount that cannot be used, not an option that does not exist.
app.command(rich_help_panel=DECIDE, context_settings={"ignore_unknown_options": True})(budget.budget)
app.command(rich_help_panel=DECIDE)(budget.allow)
app.command(rich_help_panel=DECIDE)(budget.resolve)
app.command(rich_help_panel=DECIDE)(budget.recast)
app.command(rich_help_panel=DECIDE)(decisions.cancel)
app.command("list", rich_help_panel=LOOK)(films.list_films)
app.command(rich_help_panel=LOOK)(films.status)
app.command(rich_help_panel=LOOK)(comments.comments)
app.command(rich_help_panel=LOOK)(money.costs)
assets.assets.command()(cleanup.gc)
app.add_typer(assets.assets, rich_help_panel=LOOK)
app.add_typer(subjects.subjects, rich_help_panel=LOOK)
app.command(rich_help_panel=LOOK)(engine.doctor)
app.command(rich_help_panel=RUN)(cleanup.forget)
app.add_typer(delete, rich_help_panel=RUN)
app.command(rich_help_panel=RUN)(copies.backup)
app.command(rich_help_panel=RUN)(copies.restore)
app.add_typer(database, rich_help_panel=RUN)
app.command(rich_help_panel=RUN)(move)
app.command(rich_help_panel=RUN)(engine.up)
app.command(rich_help_panel=RUN)(engine.down)
app.command(rich_help_panel=RUN)(engine.worker)
app.command(rich_help_panel=RUN)(deploy)
app.command(rich_help_panel=RUN)(builds)
app.command(rich_help_panel=RUN)(wake)
app.command(rich_help_panel=RUN)(studio)
app.add_typer(tokens, rich_help_panel=RUN)
app.add_typer(keys, rich_help_panel=RUN)
app.command(rich_help_panel=RUN)(webhooks)
app.command(rich_help_panel=RUN)(mcp)
app.command(rich_help_panel=RUN)(login.login)
app.add_typer(models, rich_help_panel=RUN)
app.add_typer(licences, rich_help_panel=RUN)

for group in (
    *(app, assets.assets, bible.bible, board.board, subjects.subjects),
    *(voices, models, licences, tokens, keys, delete, database),
):
    for known in group.registered_commands:
        known.cls = _Command


def _tell_version(*, wanted: bool) -> None:
    if wanted:
        try:
            tell(f"longtake {version('longtake')}")
        except PackageNotFoundError:
            tell("longtake, not installed")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def longtake(
    context: typer.Context,
    *,
    show_version: Annotated[
        bool,
        VERSION.option(is_eager=True, callback=lambda value: _tell_version(wanted=value)),
    ] = False,
    tenant: Annotated[list[str] | None, TENANT.option()] = None,
) -> None:
    """Films made as durable workflows: a sentence goes in, a finished film comes out."""
    del show_version
    work_for_named(tenant or ())
    if context.invoked_subcommand is None:
        context.get_help()
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command and tell its error, if any; gives the exit code.

    0 it worked, and a film was finished; 1 it failed, or the film was rejected or cancelled; 2 the
    arguments cannot be used; 3 the film was finished with shots missing; 130 Ctrl-C; 141 nobody reads
    the output any more.
    """
    as_json = str(JSON) in arguments
    try:
        code = app(args=list(arguments), prog_name="longtake", standalone_mode=False)
    except typer.TyperException as error:
        sentence = error.format_message().strip()
        return _failed(
            sentence if sentence.endswith((".", "?", "!")) else f"{sentence}.", BAD_ARGUMENTS, as_json=as_json
        )
    except LongtakeError as error:
        bad_input = isinstance(error, (BadInput, MissingKeys)) and not isinstance(error, WrongMoment)
        return _failed(str(error), BAD_ARGUMENTS if bad_input else FAILED, as_json=as_json)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
        return _failed(f"What the server says cannot be read: {where}: {what}.", FAILED, as_json=as_json)
    except MemoryError:
        from infra.memory import out_of_memory

        return _failed(str(out_of_memory("The command")), FAILED, as_json=as_json)
    except (BrokenPipeError, SystemExit):  # Typer makes the one of the other
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence and a log
        log = _log_surprise(error, arguments)
        sentence = f"Something unexpected happened ({type(error).__name__}); the details are in {log}."
        return _failed(sentence, FAILED, as_json=as_json)
    if code == INTERRUPTED and as_json:
        print_json({"error": "Interrupted: what was started goes on.", "exit_code": INTERRUPTED})
    return code if isinstance(code, int) else 0


def _failed(sentence: str, code: int, *, as_json: bool) -> int:
    # A value of thousands of characters is not said again in full.
    sentence = re.sub(r"\S{300,}", lambda found: f"{found[0][:60]}…", sentence)
    if as_json:
        print_json({"error": sentence, "exit_code": code})
    else:
        say(sentence, "red")
    return code


def _log_surprise(error: Exception, arguments: Sequence[str]) -> Path:
    """Keep the traceback in the home's logs, or where temporary files go."""
    from infra.owner_only import appending, make_folder
    from infra.settings import load_settings

    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = "".join(traceback.format_exception(error))
    try:
        folder = load_settings().logs_dir
        make_folder(folder)
        log = folder / "surprises.log"
        with appending(log) as file:
            file.write(f"{when} longtake {' '.join(arguments)}\n{text}\n".encode(errors="replace"))
    except (LongtakeError, OSError):
        handle, name = tempfile.mkstemp(prefix="longtake-", suffix=".log")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode(errors="replace"))
        log = Path(name)
    return log


def main() -> None:
    """Run the command line and leave with its exit code."""
    logging.lastResort = None  # what the SDK logs is told in our own sentences
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = PIPE_CLOSED
    except KeyboardInterrupt:
        code = INTERRUPTED
    with suppress(KeyboardInterrupt):
        end_telemetry()
    # The SDK's runtime threads can abort an ordinary interpreter exit (temporalio/sdk-python#300).
    os._exit(code)
