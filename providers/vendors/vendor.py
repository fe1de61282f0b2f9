"""What is known of a vendor, as `vendors.toml` has it."""

import re

from pydantic import Field, StrictBool, field_validator

from models.base import Frozen

KEY = "{key}"
"""Where a vendor's `key_header` has the key."""

MOST_JOBS = 50
"""How many jobs may be under way for one key, where a vendor's table does not say."""


class Vendor(Frozen):
    """Where a vendor is, and how it is asked.

    `key_env` names the variable with its key, `key_also` others that count where that one is not set, `key_header` the
    header that the key goes in, `secret_env` the variable with the secret that the vendor signs its calls with, `base_env` the variable that overrides `base_url`; a `free` vendor runs on a person's
    own machine, costs nothing and answers without a key too. `headers` go with every request; `read_timeout_s` seconds
    is the longest wait for a whole answer. Of the work for a vendor of pictures and clips at most `per_second` is begun in a second, by all
    workers together, and at most `jobs_at_once` jobs are under way there for one key, each of which is looked at every `poll_every_s` seconds at most. Of calls that are answered at once, as speech is, each
    worker makes `calls_at_once` at a time. `chat` is false for a vendor that has no OpenAI-compatible chat.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str = ""
    base_url: str = Field(pattern=r"^https?://[^\s/]")
    key_env: str = ""
    key_also: tuple[str, ...] = ()
    secret_env: str = ""
    key_header: str = Field(
        default=f"Authorization: Bearer {KEY}", pattern=r"^[A-Za-z0-9-]+: [!-z ]*\{key\}$"
    )
    base_env: str = ""
    free: bool = False
    headers: dict[str, str] = Field(default_factory=dict)
    read_timeout_s: float = Field(default=600, gt=0, le=1750)
    per_second: float | None = Field(default=None, gt=0, le=1000)
    poll_every_s: float = Field(default=0.0, ge=0, le=60)
    jobs_at_once: int = Field(default=MOST_JOBS, ge=1, le=10_000)
    calls_at_once: int | None = Field(default=None, ge=1, le=1000)
    chat: StrictBool = True

    @field_validator("headers")
    @classmethod
    def _sendable(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not re.fullmatch(r"[ -~]*", value):
                raise ValueError(f"{name!r} cannot be sent as a header")
        return headers

    @property
    def key_names(self) -> tuple[str, ...]:
        """The variables that its key is looked for in, in order; none where it has no key."""
        return (self.key_env, *self.key_also) if self.key_env else ()

    @property
    def shown(self) -> str:
        """The name as people write it."""
        return self.title or self.name
