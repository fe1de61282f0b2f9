"""The table of tenants: a TOML file with a table for each, in which no two share what keeps them apart."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, TypeAdapter, ValidationError

from infra.given_files import read_tables
from models.base import Frozen
from models.errors import BadInput, UnknownName
from models.excerpt import quoted
from models.field_errors import first_sentence
from models.money.dollars import Amount

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_NAME_WORDS = "a lower-case letter, then lower-case letters, digits and underscores, 63 at most"
_PREFIX = re.compile(r"[\w!*'()-][\w!*'().=-]*(/[\w!*'()-][\w!*'().=-]*)*")
_OF_THE_SERVER = ("pg_", "information_schema")
_MOST_BYTES = 1024 * 1024
_AMOUNT: TypeAdapter[Amount] = TypeAdapter(Amount)


def _schema(text: str) -> str:
    """A name that a schema can have; PostgreSQL keeps some for itself."""
    if text and (not _NAME.fullmatch(text) or text.startswith(_OF_THE_SERVER)):
        raise ValueError(f"must be {_NAME_WORDS}, and none of PostgreSQL's own, not {quoted(text, 58)}")
    return text


def _prefix(text: str) -> str:
    """A folder in the store, without the slashes around it."""
    bare = text.strip("/")
    if text and not _PREFIX.fullmatch(bare):
        raise ValueError(f"must be a folder such as acme or films/acme, not {quoted(text, 58)}")
    return bare


def _amount(text: str) -> str:
    """Dollars that a person can set."""
    try:
        _AMOUNT.validate_python(text or "0")
    except ValidationError:
        raise ValueError(f'must be an amount of dollars such as "20", not {quoted(text, 58)}') from None
    return text


class Tenant(Frozen):
    """A tenant as its table says it; where that says nothing, places are called as the tenant is."""

    name: str = ""
    namespace: str = ""
    """The namespace of the configured Temporal server; by default of the tenant's name."""
    profile: str = ""
    """A profile of `temporal.toml` instead: a server, a namespace and its keys."""
    database_schema: Annotated[str, AfterValidator(_schema)] = ""
    """The schema of LONGTAKE_DATABASE where that is PostgreSQL; with SQLite a tenant has a file in its home."""
    store_prefix: Annotated[str, AfterValidator(_prefix)] = ""
    """The folder under LONGTAKE_STORE where that is a bucket; else assets are in the tenant's home."""
    encryption_keys: Path | None = None
    """The file of keys that its payloads are encrypted with."""
    env: Path | None = None
    """A file like `.env` with the keys of its vendors; nobody else's are seen."""
    weights: Path | None = None
    """A folder of open models' weights of its own; by default the one that all share."""
    budget: Annotated[str, AfterValidator(_amount)] = ""
    """Dollars that a film may cost for which no budget is given."""

    @property
    def schema_name(self) -> str:
        """The schema that it has."""
        return self.database_schema or self.name

    @property
    def prefix(self) -> str:
        """The folder of the store that it has."""
        return self.store_prefix or self.name


class Tenants(NamedTuple):
    """The tenants of a file, by their names; none where there is no such file."""

    path: Path
    by_name: Mapping[str, Tenant]

    def find(self, name: str) -> Tenant:
        """The tenant of that name.

        Raises:
            BadInput: no name is given, or there is no such tenant.

        """
        if not name:
            raise BadInput(
                f"There are tenants here: say which one is meant, with `longtake --tenant NAME …` or LONGTAKE_TENANT: "
                f"{_listed(self.by_name)}."
            )
        if not self.by_name:
            raise BadInput(
                f"There is no tenant {quoted(name, 58)}: {self.path} would name it, and is not there."
            )
        if name not in self.by_name:
            raise UnknownName("tenant", name[:80], sorted(self.by_name))
        return self.by_name[name]


def tenants_in(named: str, home: Path) -> Tenants:
    """The tenants of the file that is `named`, which has to be there, else of `tenants.toml` in a home.

    Raises:
        BadInput: it cannot be read, or two tenants share what keeps them apart.

    """
    path = _absolute("LONGTAKE_TENANTS", Path.cwd(), Path(named) if named else home / "tenants.toml")
    if not named and not path.exists():
        return Tenants(path, {})
    try:
        tables = read_tables(path, _MOST_BYTES)
    except BadInput as error:
        raise BadInput(f"The tenants in {path} cannot be read: {error}") from error
    if not tables:
        raise BadInput(
            f"{path} names no tenant: write a table for each, such as [acme], or take the file away."
        )
    tenants = [_tenant(path, name, table) for name, table in tables.items()]
    _see_apart(path, tenants)
    return Tenants(path, {tenant.name: tenant for tenant in tenants})


def _tenant(path: Path, name: str, table: Any) -> Tenant:  # noqa: ANN401 - whatever stands in a file
    if not _NAME.fullmatch(name):
        raise BadInput(f"{path}: a tenant cannot be called {quoted(name, 58)}: {_NAME_WORDS}.")
    if isinstance(table, dict) and "name" in table:
        raise BadInput(
            f"{path}: {name} has a `name` below it: a tenant is called as its table is; take the line out."
        )
    if not isinstance(table, dict):
        raise BadInput(f"{path}: {name} has to be a table of settings: [{name}], and below it what it has.")

    def called(where: tuple[int | str, ...]) -> str:
        return f"{path}: {'.'.join(map(str, (name, *where)))}"

    try:
        tenant = Tenant(**table)
    except ValidationError as error:
        raise BadInput(first_sentence(error, called, Tenant)) from error
    if tenant.namespace and tenant.profile:
        raise BadInput(
            f"{path}: {name} has a namespace and a profile, which names one: leave one of them out."
        )
    # A path is meant from where the file lies.
    paths = {field: _absolute(path, path.parent, value) for field, value in tenant if isinstance(value, Path)}
    namespace = tenant.namespace or ("" if tenant.profile else name)
    return tenant.model_copy(update={"name": name, "namespace": namespace, **paths})


def _absolute(who: object, start: Path, path: Path) -> Path:
    try:
        return (start / path.expanduser()).absolute()
    except RuntimeError as error:
        raise BadInput(f"{who} names {str(path)!r}, and this machine knows no such user.") from error


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def nested(one: str, other: str) -> bool:
    """Whether two folders are one, or one is in the other."""
    shorter, longer = sorted((f"{one}/", f"{other}/"), key=len)
    return longer.startswith(shorter)


def _same_file(one: Path | None, other: Path | None) -> bool:
    if one is None or other is None:
        return False
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except OSError:  # one that is not there is told when it is read
        return False


_APART: Sequence[tuple[str, Callable[[Tenant], Any], Callable[[Any, Any], bool]]] = (
    ("the same namespace", lambda tenant: tenant.namespace, _same),
    ("the same profile of Temporal", lambda tenant: tenant.profile, _same),
    ("the same database_schema", lambda tenant: tenant.schema_name, _same),
    ("the same store_prefix, or one inside the other's", lambda tenant: tenant.prefix, nested),
    ("the same encryption_keys", lambda tenant: tenant.encryption_keys, _same_file),
    ("the same env", lambda tenant: tenant.env, _same_file),
)
"""What no two may share: in words, what a tenant has of it, and whether two of that are the same."""


def _see_apart(path: Path, tenants: Sequence[Tenant]) -> None:
    for one, other in combinations(tenants, 2):
        for words, has, same in _APART:
            if same(has(one), has(other)):
                raise BadInput(
                    f"{path}: {one.name} and {other.name} have {words} ({has(one)}): give each one of its own."
                )


def _listed(names: Mapping[str, Tenant]) -> str:
    return ", ".join(sorted(names))
