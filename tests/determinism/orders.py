"""Where the order of a set gets out: it differs from one process to the next, so a replay would go another way."""

import ast
from collections.abc import Iterator

from tests.determinism.kinds import SET_METHODS, Declared, Kind, Scope, own, said

__all__ = ["Declared", "leaks"]

NO_ORDER = frozenset(
    {"sorted", "set", "frozenset", "len", "any", "all", "bool", "isinstance", "min", "max", "in_order"}
)
"""What gives the same whatever the order; the first two of a kind are equal, unless there is a key."""
INTO_ONE = frozenset({"append", "add", "setdefault", "get", "update", "issubset", "issuperset", "isdisjoint"})
INTO_ONE |= SET_METHODS | {
    "difference_update",
    "intersection_update",
    "symmetric_difference_update",
    "discard",
}
"""Methods that keep a set as one thing, or that sets have."""
OF_A_SET = frozenset({"update", "union"})
FIELDS = frozenset({"include", "exclude"})
"""Keywords of pydantic's: which fields."""

GONE_THROUGH = (
    "is gone through in the order of a set, which differs from one process to the next: go through sorted(…)"
)
TIES = "orders a set by a key, and whatever has the same key stays in the set's order: sort by the things themselves"
ANY_ONE = "takes any one of a set: say which"
WRITTEN = "is a field that is a set, and is written in another order each time: make it a tuple"
HANDED = "is a set handed to something that may go through it: hand it sorted(…)"
GIVEN = "gives a set as something that is gone through: give sorted(…), or say that it is a set"


def leaks(tree: ast.Module, declared: Declared) -> Iterator[tuple[int, str, str]]:
    """Line, what stands there, and why it may not."""
    yield from _in(tree, Scope(declared))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.bases:
            yield from _fields(node)


def _fields(model: ast.ClassDef) -> Iterator[tuple[int, str, str]]:
    for each in model.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            kind, text = said(each.annotation), ast.unparse(each.annotation)
            if kind and _has_set(kind) and not text.startswith("ClassVar"):
                yield each.lineno, f"{model.name}.{each.target.id}", WRITTEN


def _has_set(kind: Kind) -> bool:
    return kind.base == "set" or (kind.item is not None and _has_set(kind.item))


def _in(node: ast.AST, around: Scope) -> Iterator[tuple[int, str, str]]:
    """What a function or a module does, and whatever is defined in it."""
    scope = around.within(node)
    unordered = {
        id(argument)
        for each in own(node)
        for argument in _arguments_without_order(each)
        if isinstance(argument, ast.GeneratorExp)
    }
    for each in own(node):
        for found, why in _leak(each, scope, unordered, node):
            yield getattr(each, "lineno", getattr(found, "lineno", 0)), ast.unparse(found), why
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _in(each, scope)


def _arguments_without_order(node: ast.AST) -> list[ast.expr]:
    """What is handed to something that gives the same whatever the order."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in NO_ORDER and not _keyed(node):
            return args
    return []


def _keyed(call: ast.Call) -> bool:
    return any(word.arg == "key" for word in call.keywords)


def _leak(
    node: ast.AST, scope: Scope, unordered: set[int], within: ast.AST
) -> Iterator[tuple[ast.expr, str]]:
    match node:
        case ast.For(iter=over) | ast.AsyncFor(iter=over) if scope.is_set(over):
            yield over, GONE_THROUGH
        case ast.ListComp(generators=parts) | ast.DictComp(generators=parts):
            yield from ((part.iter, GONE_THROUGH) for part in parts if scope.is_set(part.iter))
        case ast.GeneratorExp(generators=parts) if id(node) not in unordered:
            yield from ((part.iter, GONE_THROUGH) for part in parts if scope.is_set(part.iter))
        case ast.Starred(value=value) | ast.YieldFrom(value=value) | ast.FormattedValue(value=value):
            if scope.is_set(value):
                yield value, GONE_THROUGH
        case ast.Assign(targets=[ast.Tuple() | ast.List()], value=value) if scope.is_set(value):
            yield value, GONE_THROUGH
        case ast.AugAssign(op=ast.Add(), value=value) if scope.is_set(value):
            yield value, GONE_THROUGH
        case ast.Return(value=ast.expr() as value) if scope.is_set(value):
            if isinstance(within, ast.FunctionDef | ast.AsyncFunctionDef) and _as_a_row(said(within.returns)):
                yield value, GIVEN
        case ast.Call():
            yield from _handed(node, scope)


def _as_a_row(kind: Kind | None) -> bool:
    return kind is not None and kind.base == "row"


def _handed(call: ast.Call, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    """Sets that a call is given and may go through."""
    name, of = _called(call.func)
    if name == "pop" and of is not None and scope.is_set(of):
        yield call, ANY_ONE
    if name == "next":
        yield from ((made, ANY_ONE) for made in call.args[:1] if _iterates_set(made, scope))
        return
    if name == "in_order" or (name in NO_ORDER and of is None):
        if _keyed(call):
            yield from ((call, TIES) for each in call.args if scope.is_set(each) or _of_set(each, scope))
        return
    # What a function keeps of its callers' functions has an underscore before their name.
    taken = scope.declared.takes.get(name) or scope.declared.takes.get(name.lstrip("_"), [])
    for place, each in enumerate(call.args):
        if scope.is_set(each) and not _kept_whole(name, of, scope) and not _takes_set(taken, place, ""):
            yield each, HANDED if taken else GONE_THROUGH
    for word in call.keywords:
        if (
            word.arg
            and word.arg not in FIELDS
            and scope.is_set(word.value)
            and not _takes_set(taken, -1, word.arg)
        ):
            yield word.value, HANDED


def _called(function: ast.expr) -> tuple[str, ast.expr | None]:
    """The name of what is called, and whose method it is."""
    match function:
        case ast.Name(id=name):
            return name, None
        case ast.Attribute(value=of, attr=name):
            return name, of
    return "", None


def _iterates_set(node: ast.expr, scope: Scope) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="iter"), args=[over]):
            return scope.is_set(over)
    return False


def _of_set(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.GeneratorExp) and any(scope.is_set(part.iter) for part in node.generators)


def _kept_whole(name: str, of: ast.expr | None, scope: Scope) -> bool:
    if of is None or name not in INTO_ONE:
        return False
    return name not in OF_A_SET or scope.is_set(of)


def _takes_set(taken: list[dict[str, Kind | None]], place: int, word: str) -> bool:
    """Whether a function of ours says that it takes a set there, whichever of that name is called."""
    for parameters in taken:
        kinds = list(parameters.values())
        kind = parameters.get(word) if word else kinds[place] if place < len(kinds) else None
        if kind is None or kind.base != "set":
            return False
    return bool(taken)
