"""Every setting, read once at start-up from the environment and `.env`."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.probes import checked_probes
from infra.tenants.keys_apart import check_keys_apart
from infra.tenants.places import places_of
from infra.tenants.table import Tenant, Tenants, tenants_in
from infra.tenants.variables import DEFAULT_HOME, ITS_OWN, variables_here, variables_of
from models.errors import BadInput
from models.excerpt import quoted
from models.field_errors import first_sentence
from models.film.at_once import AtOnce, on_one_machine, read_at_once
from models.queues import pool_of

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "budget": ("FILM_DEFAULT_BUDGET_USD",),
    "films": ("FILM_GALLERY_DIR", "STORAGE_PATH"),
}
"""Variables of other programs that give a setting where LONGTAKE_<NAME> does not; the first that is set counts."""


def _checked_address(url: str) -> str:
    """An address that vendors can call over HTTPS, or none."""
    if url and not re.fullmatch(r"https://[!-~]+", url):
        raise ValueError(f"must be an address such as https://films.example, not {quoted(url, 58)}")
    return url


def _read_at_once(text: str) -> dict[str, int]:
    """The numbers by kind of work, with commas between."""
    return read_at_once(filter(str.strip, text.split(",")))


def _checked_at_once(text: str) -> str:
    """A text that says how much is on its way at once."""
    _read_at_once(text)
    return text


class Settings(BaseSettings):
    """What can be set, each as `LONGTAKE_<NAME>` in the environment or in `.env`.

    Which Temporal server is used follows Temporal's own variables (`TEMPORAL_ADDRESS`,
    `TEMPORAL_PROFILE`, a `temporal.toml`): see `infra.temporal`.
    """

    model_config = SettingsConfigDict(env_prefix="LONGTAKE_", env_file=".env", extra="ignore")

    home: Path = DEFAULT_HOME
    """Where the embedded server's database, the assets and the logs live."""
    database: str = ""
    """Where assets are indexed and money is booked: `postgresql://user:password@host/name`, with `?schema=NAME` in a schema; by default a file in the home."""
    cpu_slots: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    """How many encoding or drawing activities run at once on this machine."""
    io_slots: int = Field(default=50, ge=1)
    """How many LLM and hosted-API activities run at once in a worker."""
    gpu_slots: int = Field(default=1, ge=1)
    """How many diffusion activities run at once: one a GPU."""
    at_once: Annotated[str, AfterValidator(_checked_at_once)] = ""
    """How much of a film that is started here is on its way at once where the film does not say: `shots=20,reels=2`."""
    grace_s: float = Field(default=25.0, ge=0, allow_inf_nan=False)
    """Seconds that a worker which is told to stop lets running work go on; the embedded engine's workers give 6 at most."""
    probes: Annotated[str, AfterValidator(checked_probes)] = ""
    """Where `longtake worker` answers `/live` and `/ready`: a port of this machine, or `0.0.0.0:8086`; nowhere if empty."""
    idle_s: float = Field(default=60.0, gt=0)
    """Seconds without a film or a command after which the embedded engine stops itself."""
    engine_cards: bool = False
    """`true`: the embedded engine serves this machine's cards too, as `longtake worker gpu` beside it would."""
    sqlite_synchronous: Literal["normal", "full"] = "normal"
    """`full` survives a power loss, `normal` any crash of a process; `normal` is faster."""
    models: Path | None = None
    """A TOML file of your own vendors, models, aliases, routes and prices; `models.toml` in the home by default."""
    voices: Path | None = None
    """The folder of a person's own Piper voices, `NAME.onnx` and `NAME.onnx.json`; `voices` in the home by default."""
    weights: Path | None = None
    """The folder of open models' weights, which workers of one machine may share; `weights` in the home by default."""
    licences: str = ""
    """Open models, with commas between, whose restricted licences count as accepted: for workers, which nobody sits at."""
    encryption_keys: Path | None = None
    """A file of keys that what Temporal keeps is encrypted with; without one it is not."""
    search_attributes: Literal["on", "off"] = "on"
    """`off`: a worker's films tell no search attributes, in a namespace that knows none and where none may be registered."""
    store: str = ""
    """Where assets are kept: `s3://bucket/folder`; by default a folder in the home."""
    s3_endpoint: str = ""
    """The URL of an S3 server other than AWS's. Credentials come from AWS's own variables and profiles."""
    s3_public: str = ""
    """The URL at which browsers reach that server, where it is another one: links to files lead there."""
    s3_region: str = ""
    """The bucket's region; by default what AWS's own variables and profiles say."""
    cache_gb: float = Field(default=20.0, gt=0, allow_inf_nan=False)
    """Gigabytes of local copies kept of what is in a bucket."""
    webhooks_url: Annotated[str, AfterValidator(_checked_address)] = ""
    """The public address of `longtake webhooks`, `https://…`, which vendors are told to call; without one they are only polled."""
    studio_token: SecretStr = SecretStr("")
    """A token that may do everything at `longtake studio`: where nobody can type `longtake tokens add`, as in a container."""
    budget: str = ""
    """Dollars that a film may cost for which no budget is given."""
    films: str = ""
    """The folder that films' folders are written into; `films` in the current one by default."""
    keep_days: int = Field(default=0, ge=0, le=36500)
    """Days after their end that films and old logs are kept; 0 keeps them until somebody deletes them. See `longtake delete expired`."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    tenants: str = ""
    """A TOML file of tenants, each with a place and keys of its own; `tenants.toml` in the home by default."""
    tenant: str = ""
    """Which of the tenants is meant where there are several; `longtake --tenant NAME` says the same."""

    _tenant: Tenant | None = PrivateAttr(default=None)
    _own: Mapping[str, str] | None = PrivateAttr(default=None)

    @property
    def of_tenant(self) -> Tenant | None:
        """The tenant whose settings these are; None where there are no tenants."""
        return self._tenant

    @property
    def own_variables(self) -> Mapping[str, str] | None:
        """What a tenant's own file says of keys and addresses; None where the process's environment does."""
        return self._own

    def slots(self, label: str) -> int:
        """How many activities of a queue run at once in a worker."""
        return {"io": self.io_slots, "cpu": self.cpu_slots, "gpu": self.gpu_slots}[pool_of(label)]

    def windows(self, given: AtOnce, *, embedded: bool) -> AtOnce:
        """How much of a film is on its way at once: what the film is `given`, what is set, and where neither says, what fits.

        The `embedded` engine has this machine's slots, and a cluster any number of them.
        """
        usual = on_one_machine(self.cpu_slots + self.gpu_slots) if embedded else AtOnce()
        return usual.model_copy(
            update={**_read_at_once(self.at_once), **given.model_dump(exclude_unset=True)}
        )

    @property
    def assets_dir(self) -> Path:
        """The content-addressed store, unless `store` names a bucket."""
        return self.home / "assets"

    @property
    def cache_dir(self) -> Path:
        """Local copies of what is in a bucket."""
        return self.home / "cache"

    @property
    def database_url(self) -> str:
        """The database; by default SQLite in the home."""
        return self.database or f"sqlite:///{self.home.absolute() / 'longtake.db'}"

    @property
    def state_dir(self) -> Path:
        """The embedded server's database and the supervisor's files."""
        return self.home / "state"

    @property
    def templates_dir(self) -> Path:
        """A person's own story templates, one TOML file each."""
        return self.home / "templates"

    @property
    def models_file(self) -> Path | None:
        """The file that adds to the built-in models; None when there is none."""
        default = self.home / "models.toml"
        return self.models or (default if default.is_file() else None)

    @property
    def prices_file(self) -> Path | None:
        """Prices read again from vendors' lists; None when there is no such file."""
        path = self.home / "prices.toml"
        return path if path.is_file() else None

    @property
    def voices_dir(self) -> Path:
        """The folder of a person's own voices; it need not be there."""
        return self.voices or self.home / "voices"

    @property
    def weights_dir(self) -> Path:
        """The folder of open models' weights; it need not be there."""
        return self.weights or self.home / "weights"

    @property
    def licences_file(self) -> Path:
        """Which restricted licences somebody accepted; it need not be there."""
        return self.home / "licences.txt"

    @property
    def logs_dir(self) -> Path:
        """Logs of the embedded server and workers."""
        return self.home / "logs"


def load_settings(tenant: str | None = None) -> Settings:
    """Read the settings, a tenant's where there are tenants; paths become absolute, for the engine works in another folder.

    Raises:
        BadInput: a value cannot be used, the message names it; or there are tenants, and neither the argument nor the settings
            say which one is meant.

    """
    operators = operators_settings()
    tenants = tenants_in(operators.tenants, operators.home)
    name = operators.tenant if tenant is None else tenant
    return _of_tenant(operators, tenants, name) if tenants.by_name or name else operators


def operators_settings() -> Settings:
    """What is set for all tenants, and for whoever has none; raises as `load_settings`."""
    return _checked(_by_other_names(_of_process))


def _of_tenant(operators: Settings, tenants: Tenants, name: str) -> Settings:
    """The operator's settings with a tenant's places and keys, and with what its own file says."""
    tenant = tenants.find(name)
    check_keys_apart(tenant, tenants)
    own, places = variables_of(tenant), places_of(tenant, dict(operators))
    said = _by_other_names(partial(_among, own)) | {
        field: own[name] for field in ITS_OWN if (name := _own_variable((field,))) in own
    }
    said = {field: value for field, value in said.items() if field in ITS_OWN}
    settings = _checked({**dict(operators), **places, "tenants": str(tenants.path), **said})
    settings._tenant, settings._own = tenant, own  # noqa: SLF001 - of this module
    return settings


def _by_other_names(said: Callable[[Iterable[str]], Mapping[str, str]]) -> dict[str, Any]:
    """The settings that variables of other programs give, where the one of its own name does not."""
    given: dict[str, Any] = {}
    for field, others in OTHER_NAMES.items():
        found = said((_own_variable((field,)), *others))
        if (first := next(iter(found), "")) in others:
            given[field] = found[first]
    return given


def _checked(given: Mapping[str, Any]) -> Settings:
    """Settings with what is `given`, else what the environment says."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise BadInput(first_sentence(error, _variable, Settings)) from error
    paths = {name: value for name, value in settings if isinstance(value, Path)}
    return settings.model_copy(update={name: _absolute(name, path) for name, path in paths.items()})


def _absolute(name: str, path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise BadInput(
            f"{_variable((name,))} is {str(path)!r}, and this machine knows no such user: name another path."
        ) from error


def variables(names: Iterable[str], settings: Settings | None = None) -> dict[str, str]:
    """Those of other people's variables, such as vendors' keys, that are set in the environment or in `.env`; of a tenant, in its file.

    Without `settings` they are those of whoever this process works for.

    Raises:
        BadInput: there are tenants, and this process works for several; or as `load_settings`.

    """
    own = settings.own_variables if settings is not None else variables_here()
    return _of_process(names) if own is None else _among(own, names)


def _of_process(names: Iterable[str]) -> dict[str, str]:
    file = dotenv_values(".env")
    found = {name: os.environ.get(name) or file.get(name) or "" for name in names}
    return {name: value.strip() for name, value in found.items() if value.strip()}


def _among(own: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: own[name] for name in names if name in own}


def variable_of(field: str) -> str:
    """The variable that gives a setting: LONGTAKE_<NAME>, unless another name of it alone is set."""
    own = _own_variable((field,))
    return next(iter(variables((own, *OTHER_NAMES.get(field, ())))), own)


def _variable(where: tuple[int | str, ...]) -> str:
    return f"The setting {_own_variable(where)}"


def _own_variable(where: tuple[int | str, ...]) -> str:
    return "LONGTAKE_" + "_".join(map(str, where)).upper()
