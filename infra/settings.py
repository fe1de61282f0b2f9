"""Every setting, read once at start-up from the environment and `.env`."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import BadInput
from models.sentences import first_sentence


class Settings(BaseSettings):
    """What can be set, each as `LONGTAKE_<NAME>` in the environment or in `.env`.

    Which Temporal server is used follows Temporal's own variables (`TEMPORAL_ADDRESS`,
    `TEMPORAL_PROFILE`, a `temporal.toml`): see `infra.temporal`.
    """

    model_config = SettingsConfigDict(env_prefix="LONGTAKE_", env_file=".env", extra="ignore")

    home: Path = Path(".longtake")
    """Where the embedded server's database, the assets and the logs live."""
    cpu_slots: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    """How many encoding or drawing activities run at once on this machine."""
    io_slots: int = Field(default=50, ge=1)
    """How many LLM and hosted-API activities run at once in a worker."""
    gpu_slots: int = Field(default=1, ge=1)
    """How many diffusion activities run at once: one a GPU."""
    idle_s: float = Field(default=60.0, gt=0)
    """Seconds without a film or a command after which the embedded engine stops itself."""
    sqlite_synchronous: Literal["normal", "full"] = "normal"
    """`full` survives a power loss, `normal` any crash of a process; `normal` is faster."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def assets_dir(self) -> Path:
        """The content-addressed store."""
        return self.home / "assets"

    @property
    def state_dir(self) -> Path:
        """The embedded server's database and the supervisor's files."""
        return self.home / "state"

    @property
    def logs_dir(self) -> Path:
        """Logs of the embedded server and workers."""
        return self.home / "logs"


def load_settings() -> Settings:
    """Read the settings; the home folder becomes an absolute path.

    Raises:
        BadInput: a variable has a value that cannot be used; the message names it.

    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise BadInput(first_sentence(error, _variable, Settings)) from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def _variable(where: tuple[int | str, ...]) -> str:
    return "The setting LONGTAKE_" + "_".join(map(str, where)).upper()
