"""The command `longtake`: its commands, its exit codes, and how errors are told."""

import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput, LongtakeError, WrongMoment
from studio.cli.commands import (
    assets,
    budget,
    choices,
    cleanup,
    decisions,
    engine,
    films,
    make,
    money,
    retakes,
    scenario,
    webhooks,
)
from studio.cli.flags.command_flags import JSON, VERSION
from studio.cli.printing.console import print_json, say, tell

FAILED, BAD_ARGUMENTS, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141

MAKE, DECIDE, LOOK, RUN = "Make", "Decide", "Look", "Engine"

app = typer.Typer(
    name="longtake",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command(rich_help_panel=MAKE)(make.make)
app.command(rich_help_panel=MAKE)(scenario.scenario)
app.command(rich_help_panel=MAKE)(choices.templates)
app.command(rich_help_panel=MAKE)(money.estimate)
app.command(rich_help_panel=MAKE)(retakes.retake)
app.command(rich_help_panel=MAKE)(retakes.takes)
app.command(rich_help_panel=MAKE)(films.watch)
app.command(rich_help_panel=MAKE)(films.fetch)
for command in (decisions.approve, decisions.revise, decisions.reject, decisions.pause, decisions.resume):
    app.command(rich_help_panel=DECIDE)(command)
# An amount below zero is an amount that cannot be used, not an option that does not exist.
app.command(rich_help_panel=DECIDE, context_settings={"ignore_unknown_options": True})(budget.budget)
app.command(rich_help_panel=DECIDE)(budget.allow)
app.command(rich_help_panel=DECIDE)(budget.resolve)
app.command(rich_help_panel=DECIDE)(budget.recast)
app.command(rich_help_panel=DECIDE)(decisions.cancel)
app.command("list", rich_help_panel=LOOK)(films.list_films)
app.command(rich_help_panel=LOOK)(films.status)
app.command(rich_help_panel=LOOK)(money.costs)
assets.assets.command()(cleanup.gc)
app.add_typer(assets.assets, rich_help_panel=LOOK)
app.command(rich_help_panel=LOOK)(engine.doctor)
app.command(rich_help_panel=RUN)(cleanup.forget)
app.command(rich_help_panel=RUN)(engine.up)
app.command(rich_help_panel=RUN)(engine.down)
app.command(rich_help_panel=RUN)(engine.worker)
app.command(rich_help_panel=RUN)(webhooks.webhooks)


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
) -> None:
    """Films made as durable workflows: a sentence goes in, a finished film comes out."""
    del show_version
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
        bad_input = isinstance(error, BadInput) and not isinstance(error, WrongMoment)
        return _failed(str(error), BAD_ARGUMENTS if bad_input else FAILED, as_json=as_json)
    except MemoryError:
        from infra.memory import out_of_memory

        return _failed(str(out_of_memory("The command")), FAILED, as_json=as_json)
    except (BrokenPipeError, SystemExit):  # Typer makes the one of the other
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence and a log
        log = _log_surprise(error, arguments)
        sentence = f"Something unexpected happened ({type(error).__name__}); the details are in {log}."
        return _failed(sentence, FAILED, as_json=as_json)
    if code == INTERRUPTED and as_json:  # Typer makes an exit code of Ctrl-C
        print_json({"error": "Interrupted: what was started goes on.", "exit_code": INTERRUPTED})
    return code if isinstance(code, int) else 0


def _failed(sentence: str, code: int, *, as_json: bool) -> int:
    if as_json:
        print_json({"error": sentence, "exit_code": code})
    else:
        say(sentence, "red")
    return code


def _log_surprise(error: Exception, arguments: Sequence[str]) -> Path:
    """Keep the traceback in the home's logs, or where temporary files go."""
    from infra.settings import load_settings

    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = "".join(traceback.format_exception(error))
    try:
        folder = load_settings().logs_dir
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "surprises.log"
        with log.open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"{when} longtake {' '.join(arguments)}\n{text}\n")
    except (LongtakeError, OSError):
        log = Path(tempfile.gettempdir()) / f"longtake-{os.getpid()}.log"
        log.write_text(text, encoding="utf-8", errors="replace")
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
    # The SDK's runtime threads can abort an ordinary interpreter exit (temporalio/sdk-python#300).
    os._exit(code)
