"""The plan of the house: no circles of imports; modules, functions and folders of a size that can be read."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("models", "workflows", "activities", "library", "providers", "workers", "infra", "studio")
COMMANDS = Path("studio/cli/commands")
"""A command has a parameter for each of its flags; Typer reads them from there."""
TOOLS = Path("studio/mcp/tools")
"""A tool has a parameter for each of what it takes; the SDK reads them from there."""
MOST_PARAMETERS = 6
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_MODULES = 300, 60, 15
NOUNS_IN_ING = {"casting", "ducking", "lettering", "setting", "sheet_heading"}
"""What ends like a verb and is a thing: who is cast, how sound is ducked, letters that are set, where a story plays."""


def files_in(root: Path, *rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (root / room).rglob("*.py"))


def name_of(path: Path) -> str:
    """`models/story/stages.py` → `models.story.stages`; a package is named for its folder."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named_in(path: Path, root: Path) -> Iterator[str]:
    """Whatever a module's imports may name, wherever they stand: in a function or for the type checker too."""
    folder = path.relative_to(root).parent.parts
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = folder[: len(folder) - node.level + 1] if node.level else ()
            source = ".".join([*up, *([node.module] if node.module else [])])
            # A module that is asked of its package is read, and so is the package's own page.
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def imports_in(root: Path) -> dict[str, set[str]]:
    """Each module of the rooms, and those of them that it imports."""
    modules = {name_of(path.relative_to(root)): path for path in files_in(root, *ROOMS)}
    return {name: modules.keys() & set(named_in(path, root)) for name, path in modules.items()}


def reached(start: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(imports[start])
    while ahead:
        module = ahead.pop()
        if module not in found:
            found.add(module)
            ahead += imports[module]
    return found


def circles_in(root: Path) -> list[str]:
    """The modules of each circle: whichever of them is read first, it reads the others, and itself."""
    imports = imports_in(root)
    reach = {module: reached(module, imports) for module in imports}
    circles = {
        tuple(sorted(other for other in reach[module] if module in reach[other]))
        for module in imports
        if module in reach[module]
    }
    return [", ".join(circle) for circle in sorted(circles)]


def parameters_of(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[str]:
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args)]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    return [*names, *(each.arg for each in (given.vararg, *given.kwonlyargs, given.kwarg) if each)]


def overloaded_in(root: Path, *rooms: str) -> list[str]:
    """The functions with too many parameters; plain data is not among them, as nobody writes its constructor."""
    return [
        f"{path.relative_to(root)}:{node.lineno} {getattr(node, 'name', 'lambda')} takes {len(parameters)}"
        for path in files_in(root, *rooms)
        if not any(path.is_relative_to(root / folder) for folder in (COMMANDS, TOOLS))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        and len(parameters := parameters_of(node)) > MOST_PARAMETERS
    ]


def long_ones(root: Path, *rooms: str) -> list[str]:
    """The modules and the functions with too many lines; what migrates a database is as long as its tables."""
    found = []
    for path in files_in(root, *rooms):
        if "migrations" in path.parts:
            continue
        tree, where = parsed(path), path.relative_to(root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES:
            found.append(f"{where} has {lines} lines")
        found += [
            f"{where}:{node.lineno} {node.name} has {length} lines"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
        ]
    return found


def crowded(root: Path, *rooms: str) -> list[str]:
    """The folders with more modules than a person looks through; a database's steps through time are looked for by their number."""
    counts = Counter(
        path.parent.relative_to(root)
        for path in files_in(root, *rooms)
        if path.stem != "__init__" and path.parent.name != "versions"
    )
    return [f"{folder} has {count} modules" for folder, count in counts.items() if count > MOST_MODULES]


def verbs(root: Path, *rooms: str) -> list[str]:
    """The modules that are called by what is done in them rather than by what they are about."""
    return [
        str(path.relative_to(root))
        for path in files_in(root, *rooms)
        if path.stem.endswith("ing") and path.stem not in NOUNS_IN_ING
    ]


def house(root: Path, pages: dict[str, str]) -> Path:
    """A tiny house: what each of its files says."""
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_no_modules_import_each_other_in_a_circle():
    assert len(imports_in(ROOT)) > 200
    circles = circles_in(ROOT)
    assert circles == [], "These import each other in a circle:\n" + "\n".join(circles)


def test_no_function_takes_more_than_six_things():
    overloaded = overloaded_in(ROOT, *ROOMS, "benchmarks")
    assert overloaded == [], "A value is missing where so much travels together:\n" + "\n".join(overloaded)


def test_no_module_and_no_function_is_longer_than_can_be_read():
    too_long = long_ones(ROOT, *ROOMS, "benchmarks")
    assert too_long == [], "Find the part that has a name of its own:\n" + "\n".join(too_long)


def test_no_folder_is_a_corridor_of_too_many_doors():
    full = crowded(ROOT, *ROOMS, "benchmarks")
    assert full == [], "Some of these modules are a room of their own:\n" + "\n".join(full)


def test_a_module_is_named_for_the_thing_it_is_about():
    called = verbs(ROOT, *ROOMS, "benchmarks")
    assert called == [], "These are called by a verb:\n" + "\n".join(called)


def test_every_room_says_what_belongs_there_and_what_does_not():
    silent = [
        str(path.relative_to(ROOT))
        for path in files_in(ROOT, *ROOMS)
        if path.stem == "__init__"
        and "migrations" not in path.parts
        and "Not here:" not in (ast.get_docstring(parsed(path)) or "")
    ]
    assert silent == []


def test_long_modules_long_functions_crowds_and_verbs_are_found(tmp_path):
    long_function = "def made():\n" + "    x = 1\n" * 60
    crowd = {f"infra/crowd/m{number}.py": "" for number in range(16)}
    pages = {
        "models/asking.py": "x = 1\n" * 301,
        "models/fine.py": "x = 1\n" * 300,
        "workers/one.py": long_function,
        "workers/two.py": "async " + long_function,
        "workers/three.py": long_function.replace("    x = 1\n", "", 1),
        "infra/crowd/__init__.py": "",
    }
    house(tmp_path, pages | crowd)
    assert long_ones(tmp_path, *ROOMS) == [
        "models/asking.py has 301 lines",
        "workers/one.py:1 made has 61 lines",
        "workers/two.py:1 made has 61 lines",
    ]
    assert crowded(tmp_path, *ROOMS) == ["infra/crowd has 16 modules"]
    assert verbs(tmp_path, *ROOMS) == ["models/asking.py"]


@pytest.mark.parametrize(
    "back",
    [
        "import models.one",
        "from models.one import x",
        "from models import one",
        "from . import one",
        "from .one import x",
        "def late():\n    from models.one import x",
        "if TYPE_CHECKING:\n    from models.one import x",
    ],
)
def test_a_circle_is_found_however_it_is_written(back, tmp_path):
    house(tmp_path, {"models/one.py": "from models.two import x", "models/two.py": "import models.three"})
    assert circles_in(house(tmp_path, {"models/three.py": "import json", "models/four.py": back})) == []
    assert circles_in(house(tmp_path, {"models/three.py": back})) == ["models.one, models.three, models.two"]


def test_a_circle_by_way_of_a_package_and_one_between_rooms_are_found(tmp_path):
    pages = {
        "models/__init__.py": "from models.writer import Writer",
        "models/writer.py": "from models.reading import read",
        "models/reading.py": "from models import text",
        "models/text.py": "",
        "infra/one.py": "import studio.two",
        "studio/two.py": "import infra.one",
        "workers/alone.py": "import workers.alone",
    }
    assert circles_in(house(tmp_path, pages)) == [
        "infra.one, studio.two",
        "models, models.reading, models.writer",
        "workers.alone",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("def made(a, b, c, d, e, f, g): ...", "made"),
        ("def made(a, /, b, c, *, d, e, f, g=1): ...", "made"),
        ("async def made(a, b, c, d, e, f, *more): ...", "made"),
        ("def made(a, b, c, d, e, f, **more): ...", "made"),
        ("class Thing:\n    def __init__(self, a, b, c, d, e, f, g): ...", "__init__"),
        ("class Thing:\n    @classmethod\n    def of(cls, a, b, c, d, e, f, g): ...", "of"),
        ("def outer():\n    def inner(a, b, c, d, e, f, g): ...", "inner"),
        ("made = lambda a, b, c, d, e, f, g: a", "lambda"),
    ],
)
def test_a_function_of_seven_parameters_is_found_unless_it_is_a_command(text, name, tmp_path):
    house(tmp_path, {"infra/one.py": text, "studio/cli/commands/one.py": text})
    (found,) = overloaded_in(tmp_path, *ROOMS)
    assert found.startswith("infra/one.py:")
    assert found.endswith(f"{name} takes 7")


def test_six_parameters_and_plain_data_of_any_size_are_fine(tmp_path):
    fields = "\n".join(f"    field_{n}: int" for n in range(9))
    method = "class Thing:\n    def do(self, a, b, c, *, d, e, f): ..."
    house(tmp_path, {"infra/one.py": f"{method}\n\nclass Data(NamedTuple):\n{fields}"})
    assert overloaded_in(tmp_path, *ROOMS) == []


PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/*.md")),
)
_NAMED = re.compile(
    r"`((?:" + "|".join((*ROOMS, "tests", "benchmarks", "examples", "docs")) + r")/[\w./~-]*)`"
)


def absent_from(root: Path, pages: dict[str, str]) -> list[str]:
    """The paths that pages name and that are not there."""
    return [
        f"{page}: {path}"
        for page, text in pages.items()
        for path in _NAMED.findall(text)
        if not (root / path).exists()
    ]


def test_what_the_pages_name_is_there():
    pages = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
    assert sum(len(_NAMED.findall(text)) for text in pages.values()) > 50
    assert absent_from(ROOT, pages) == []


def test_a_path_that_is_gone_is_found_in_a_page(tmp_path):
    house(tmp_path, {"models/one.py": ""})
    page = "`models/one.py`, `models/` and `models/two.py`; `tests/kit/`"
    assert absent_from(tmp_path, {"page.md": page}) == ["page.md: models/two.py", "page.md: tests/kit/"]
