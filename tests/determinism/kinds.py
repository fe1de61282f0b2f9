"""What kind of collection an expression gives, as far as annotations and the text itself say: enough to know sets by."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

SETS = frozenset({"set", "frozenset", "Set", "AbstractSet", "FrozenSet", "MutableSet", "Container"})
"""A container is asked what is in it, and cannot be gone through either."""
MAPS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "Dict"})
ROWS = frozenset(
    {"list", "tuple", "Sequence", "Iterable", "Iterator", "Collection", "deque", "List", "Tuple"}
)
AROUND = frozenset({"Annotated", "ClassVar", "Final", "Optional", "Awaitable", "Required", "NotRequired"})
SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
SET_OPERATORS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)


@dataclass(frozen=True)
class Kind:
    """A set, a map, or a row of things; `view` is what a map gives of its keys, in order. `item` is the kind of what is in it."""

    base: Literal["set", "map", "row", "view"]
    item: "Kind | None" = None


SET, VIEW = Kind("set"), Kind("view")


def said(annotation: ast.expr | None) -> Kind | None:
    """The kind that an annotation says."""
    match annotation:
        case ast.Constant(value=str(text)):
            return said(ast.parse(text, mode="eval").body)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return said(left) or said(right)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _named(name, [])
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            inside = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return said(inside[0]) if name in AROUND else _named(name, inside)
    return None


def _named(name: str, inside: list[ast.expr]) -> Kind | None:
    if name in SETS:
        return Kind("set", said(inside[0]) if inside else None)
    if name in MAPS:
        return Kind("map", said(inside[-1]) if inside else None)
    if name in ROWS:
        return Kind("row", said(inside[0]) if inside else None)
    return None


def _found(kinds: Iterable[Kind | None]) -> Kind | None:
    """Of several, a set if one of them may be one."""
    there = [kind for kind in kinds if kind]
    return next((kind for kind in there if kind.base == "set"), there[0] if there else None)


@dataclass
class Declared:
    """What all modules together declare: members and functions, by their names alone."""

    members: dict[str, Kind] = field(default_factory=dict)
    gives: dict[str, Kind] = field(default_factory=dict)
    takes: dict[str, list[dict[str, Kind | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, trees: Iterable[ast.Module]) -> "Declared":
        found, trees = cls(), list(trees)
        for tree in trees:
            for node in ast.walk(tree):
                match node:
                    case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation):
                        found._member(name, said(annotation))
                    case ast.Assign(targets=[ast.Attribute(attr=name)], value=value):
                        found._member(name, Scope(found).kind(value))
                    case ast.ClassDef(body=body):
                        for each in body:
                            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                                found._member(each.target.id, said(each.annotation))
                    case ast.FunctionDef() | ast.AsyncFunctionDef():
                        found._function(node)
        return found

    def _member(self, name: str, kind: Kind | None) -> None:
        known = _found((kind, self.members.get(name)))
        if known:
            self.members[name] = known

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        given = node.args
        names = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        names += [each for each in (given.vararg, given.kwarg) if each]
        taken = {each.arg: said(each.annotation) for each in names if each.arg not in ("self", "cls")}
        self.takes.setdefault(node.name, []).append(taken)
        known = _found((said(node.returns), self.gives.get(node.name)))
        if known:
            self.gives[node.name] = known
            if any(ast.unparse(each).endswith("property") for each in node.decorator_list):
                self._member(node.name, known)


@dataclass
class Scope:
    """What the names of a function are, and of what is around it."""

    declared: Declared
    names: dict[str, Kind] = field(default_factory=dict)

    def within(self, node: ast.AST) -> "Scope":
        """The scope of a function, a lambda or a module: its own names over those around it."""
        inner = replace(self, names=dict(self.names))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                inner.names.pop(each.arg, None)
                inner._name(each.arg, said(each.annotation))
            if arguments.vararg:
                inner._name(arguments.vararg.arg, Kind("row", said(arguments.vararg.annotation)))
        # Twice: a name may be made of one that stands further down.
        for _ in range(2):
            for part in own(node):
                inner._bind(part)
        return inner

    def _name(self, name: str, kind: Kind | None) -> None:
        known = _found((kind, self.names.get(name)))
        if known:
            self.names[name] = known

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                self._name(name, said(annotation))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target, self.kind(value))
            case ast.AugAssign(target=ast.Name(id=name), value=value, op=op) if isinstance(op, SET_OPERATORS):
                self._name(name, self.kind(value))
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                self._name(name, self.kind(value))
            case ast.For() | ast.AsyncFor() | ast.comprehension():
                self._target(node.target, self._items(node.iter))

    def _target(self, target: ast.expr, kind: Kind | None) -> None:
        if isinstance(target, ast.Name):
            self._name(target.id, kind)
        elif isinstance(target, ast.Tuple) and target.elts and kind and kind.base == "row":
            # A pair of a map: its last is the value.
            self._target(target.elts[-1], kind.item)

    def _items(self, node: ast.expr) -> Kind | None:
        """The kind of each of what is gone through."""
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="items"), args=[]):
                kind = self.kind(of)
                return Kind("row", kind.item) if kind else None
        kind = self.kind(node)
        return kind.item if kind and kind.base in ("row", "set") else None

    def is_set(self, node: ast.expr) -> bool:
        kind = self.kind(node)
        return kind is not None and kind.base == "set"

    def kind(self, node: ast.expr) -> Kind | None:
        """What an expression gives."""
        match node:
            case ast.Set() | ast.SetComp():
                return SET
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute(attr=name):
                return self.declared.members.get(name)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.kind(value)
            case ast.IfExp(body=body, orelse=other):
                return _found((self.kind(body), self.kind(other)))
            case ast.BoolOp(values=values):
                return _found(map(self.kind, values))
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, SET_OPERATORS):
                sides = self.kind(left), self.kind(right)
                return SET if any(side and side.base in ("set", "view") for side in sides) else sides[0]
            case ast.Subscript(value=value, slice=part):
                kind = self.kind(value)
                return kind if isinstance(part, ast.Slice) else kind.item if kind else None
            case ast.Dict(values=values):
                return Kind("map", _found(map(self.kind, values)))
            case ast.DictComp(value=value):
                return Kind("map", self.kind(value))
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                return Kind("row", _found(map(self.kind, elts)))
            case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt):
                return Kind("row", self.kind(elt))
            case ast.Call():
                return self._call(node)
        return None

    def _call(self, node: ast.Call) -> Kind | None:
        match node.func:
            case ast.Name(id="set" | "frozenset"):
                return SET
            case ast.Name(id="defaultdict"):
                made = node.args[0] if node.args else None
                return Kind("map", _named(made.id, []) if isinstance(made, ast.Name) else None)
            case ast.Name(id=name):
                return self.declared.gives.get(name)
            case ast.Attribute(value=of, attr=name):
                kind = self.kind(of)
                if kind and kind.base in ("set", "view") and name in SET_METHODS:
                    return SET
                if kind and kind.base == "map":
                    match name:
                        case "keys" | "items":
                            return VIEW
                        case "values":
                            return Kind("row", kind.item)
                        case "get" | "pop" | "setdefault":
                            return kind.item
                if name in ("keys", "items") and not node.args:
                    return VIEW
                return self.declared.gives.get(name)
        return None


def own(node: ast.AST) -> Iterable[ast.AST]:
    """What stands in a function or a module, without what stands in functions within it; those themselves are among it."""
    ahead = list(ast.iter_child_nodes(node))
    while ahead:
        each = ahead.pop()
        yield each
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            ahead += ast.iter_child_nodes(each)
