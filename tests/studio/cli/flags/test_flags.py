"""A flag is described once: what Typer reads, what the request gets and what sentences say is made of that."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from typer.core import TyperGroup
from typer.main import get_command

from models.brief import Brief
from models.cut.delivery import CODECS, Delivery
from models.cut.transitions import TransitionKind
from models.film.run_options import RunOptions
from models.kinds import KINDS
from models.orders.diffusion import Diffusion
from models.orders.likeness import LikenessRule
from studio.cli.app import app
from studio.cli.asked.flag_values import Flags, of_flags
from studio.cli.flags import command_flags, film_flags
from studio.cli.flags.film_flags import FILM_FLAGS, SCENARIO_FLAGS, called, film_flag
from studio.cli.flags.flag import Flag
from studio.service.costs import COLUMNS
from studio.service.requests.values import Given
from studio.service.requests.voices import VOICES

ROOT = Path(__file__).parents[4]
FLAGS = [
    *FILM_FLAGS,
    *SCENARIO_FLAGS,
    *(each for page in (film_flags, command_flags) for each in vars(page).values() if isinstance(each, Flag)),
]
NAME = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
COMMAND = re.compile(r"`longtake [^`]*`|^ *longtake .*$", re.MULTILINE)


def texts_of(path: Path) -> Iterator[str]:
    """Each text that a file writes, a formatted one with `{}` for its values; what it says of itself is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(node.value)  # a docstring
        if isinstance(node, ast.JoinedStr):
            inside |= set(ast.walk(node)) - {node}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    inside -= set(ast.walk(part.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.value


def texts() -> list[str]:
    """What the command line says, and what it asks; the doors for programs, beside it, name flags of whoever starts them."""
    rooms = ("cli", "service", "client")
    return [
        text
        for room in rooms
        for path in sorted((ROOT / "studio" / room).rglob("*.py"))
        for text in texts_of(path)
    ]


def commands() -> Iterator[tuple[str, Any]]:
    def under(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        if isinstance(command, TyperGroup):
            for each, inner in command.commands.items():
                yield from under(f"{name} {each}".strip(), inner)

    yield from under("", get_command(app))


def options_of(command: Any) -> dict[str, str]:
    """The help of each option, by its names; `--help` is Typer's own."""
    return {
        " ".join(parameter.opts): str(parameter.help)
        for parameter in command.params
        if parameter.param_type_name == "option" and "--help" not in parameter.opts
    }


def test_a_flags_name_stands_once_in_the_source() -> None:
    written = Counter(
        name for text in texts() for name in NAME.findall(COMMAND.sub("", text)) if name != "--help"
    )
    names = {name for flag in FLAGS for name in flag.typed.split()}
    assert {name: written[name] for name in names if written[name] != 1} == {}


def test_a_flags_help_stands_once_in_the_source() -> None:
    written = Counter(texts())
    again = {flag.typed: flag.help for flag in FLAGS if written[flag.help] > 1}
    assert again == {}


def test_every_option_of_every_command_is_made_of_a_flags_description() -> None:
    described = {(flag.typed, flag.help) for flag in FLAGS}
    for name, command in commands():
        for option in options_of(command).items():
            assert option in described, f"{name}: {option}"
    makers = [path for path in (ROOT / "studio").rglob("*.py") if "typer.Option(" in path.read_text()]
    assert [path.name for path in makers] == ["flag.py"]


def test_a_command_that_is_written_out_has_the_flags_it_is_written_with() -> None:
    known = {
        name: {each for names in options_of(command) for each in names.split()}
        for name, command in commands()
    }
    for text in texts():
        for line in re.findall(
            rf"longtake ({'|'.join(sorted(known, key=len, reverse=True))})\b([^`\n]*)", text
        ):
            if line[0]:
                assert set(NAME.findall(re.sub(r"'[^']*'|\"[^\"]*\"", "", line[1]))) <= known[line[0]], line


@pytest.mark.parametrize("flag", [*FILM_FLAGS, *SCENARIO_FLAGS], ids=str)
def test_a_flag_that_describes_a_film_gives_a_field_that_there_is(flag: Flag) -> None:
    table, _, field = flag.field.rpartition(".")
    home: dict[str, type[BaseModel]] = {
        "delivery": Delivery,
        "likeness": LikenessRule,
        "diffusion": Diffusion,
    }
    if table in ("casting", "fallback"):
        assert field in KINDS
    elif flag.field not in ("brief", VOICES):  # voices become part of subjects, and of the narrator
        fields = home[table].model_fields if table else Brief.model_fields | RunOptions.model_fields
        assert field in fields


def test_every_field_of_the_delivery_has_its_flag_and_is_called_by_it() -> None:
    for field in Delivery.model_fields:
        flag = film_flag(f"delivery.{field}")
        assert called(f"delivery.{field}") == str(flag) == flag.typed
        [given] = of_flags(Flags(**{flag.parameter: "25"}))
        assert (given.field, [*given.value], given.called) == ("delivery", [field], flag.typed)


def test_a_new_field_of_the_brief_needs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.cli.asked import flag_values

    weather = Flag("--weather", "What the sky does.", "WORDS")
    monkeypatch.setitem(flag_values.TYPED, weather.parameter, weather)
    assert of_flags(Flags(weather="rain")) == [Given("weather", "rain", "--weather")]


def test_what_is_not_said_gives_nothing_and_a_switch_gives_what_it_stands_for() -> None:
    assert of_flags(Flags(no_cache=False, trigger=[], seconds=None)) == []
    said = {one.field: one.value for one in of_flags(Flags(no_cache=True, story_parallel=True, mood=""))}
    assert said == {"use_cache": False, "story_parallel": True, "mood": ""}


def test_a_flag_nobody_described_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="secnds"):
        Flags(secnds="9")


def test_the_help_names_the_words_that_can_be_given() -> None:
    assert command_flags.SUMMED_BY.metavar == "|".join(COLUMNS)
    assert set(re.findall(r"[\w-]+", film_flag("delivery.codec").help)) == {*CODECS}
    assert {"auto", *get_args(TransitionKind)} > set(
        re.findall(r"[\w-]+", film_flag("delivery.transition").help.split(":")[0])
    )
