"""A login at YouTube: kept in the home, readable by its owner alone, and changed for access as it is needed.

What gives access for an hour is in memory only; nothing of a login is in an error, a log, a history or the database.
"""

import json
import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr, ValidationError, field_validator

from infra.network.addresses import Origin, literal
from infra.network.quiet_exchange import exchanged
from infra.network.wire import Limits
from infra.owner_only import make_folder, put_file
from infra.storage import storage_errors
from models.base import Frozen
from models.errors import BadInput, MissingKeys, RateLimited, Transient, Unauthorised
from providers.vendors.exchange import Delivered

SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
"""What a login asks to be allowed: to upload, and to give a video its poster and subtitles; a smaller one takes no subtitles."""

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

HOSTS = ("accounts.google.com", "oauth2.googleapis.com", "www.googleapis.com")
"""Google's pages and servers of logins: nobody else is shown to a person, or told a secret."""

AGAIN = "run `longtake login youtube` again where the workers run"

_WITHIN_S = 30.0
_MOST_BYTES = 256 * 1024
_EARLY_S = 60.0
"""Before it ends by itself, access is asked for anew."""


def _origin(url: str) -> Origin:
    """Whose address it is; raises ValueError where it is none."""
    try:
        return Origin.of(httpx.URL(url if re.fullmatch(r"[!-~]{1,2000}", url) else ""))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise ValueError("is no web address") from None


def _is_googles(origin: Origin) -> bool:
    return origin.host in HOSTS and (origin.scheme, origin.port) == ("https", 443)


class Login(Frozen):
    """A login, as it is kept: whose program asks, and what it gets access for."""

    client_id: str
    client_secret: SecretStr = SecretStr("")
    token_uri: str = TOKEN_URI
    refresh_token: SecretStr

    @field_validator("token_uri")
    @classmethod
    def _secure(cls, url: str) -> str:
        """The file is the home's own: it may name this machine itself, where what stands for Google runs."""
        origin = _origin(url)
        here = literal(origin.host)
        if not _is_googles(origin) and not (here is not None and here.is_loopback):
            raise ValueError("is none of Google's")
        return url

    def written(self) -> bytes:
        """The bytes of its file."""
        plain = self.model_dump(mode="json") | {
            "client_secret": self.client_secret.get_secret_value(),
            "refresh_token": self.refresh_token.get_secret_value(),
        }
        return (json.dumps(plain, indent=2) + "\n").encode()


def login_file(home: Path) -> Path:
    """Where the login of a home is kept; it need not be there."""
    return home / "credentials" / "youtube.json"


def keep(login: Login, file: Path) -> None:
    """Write a login down, its folder and itself its owner's alone.

    Raises:
        StorageError: the disk said no.

    """
    with storage_errors(file):
        make_folder(file.parent)
        file.parent.chmod(0o700)
        put_file(file, login.written())


def told_by(url: str, form: Mapping[str, str]) -> Delivered:
    """What a server of logins answers to a form, over a connection of its own, within half a minute.

    Raises:
        Transient: nothing came.

    """
    home = Origin.of(httpx.URL(url))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "longtake",
    }
    # No failure is chained to httpx's own, whose text may hold what was sent.
    try:
        request = httpx.Request("POST", url, content=urlencode(form).encode(), headers=headers)
        limits = Limits(_WITHIN_S, _MOST_BYTES)
        return Delivered(*exchanged(request, limits, lambda origin, _: origin == home))
    except httpx.HTTPError as error:
        raise Transient(
            f"Google's server of logins ({home.host}) could not be reached ({type(error).__name__})."
        ) from None


def refused(came: Delivered) -> Exception:
    """Why a server of logins gave none."""
    said = came.told()
    code = said.get("error") if isinstance(said.get("error"), str) else ""
    if came.status == 429:
        return RateLimited("Google's server of logins is asked too often.", 60.0)
    if came.status >= 500:
        return Transient(f"Google's server of logins is out of order for the moment ({came.status}).")
    if code == "invalid_grant":
        return Unauthorised(
            f"The login at YouTube has expired or was revoked: {AGAIN}. Logins of a project whose consent screen is in "
            "testing last seven days."
        )
    if code in ("invalid_client", "unauthorized_client", "deleted_client"):
        return Unauthorised(
            f"Google does not know the OAuth client of the login any more: {AGAIN}, with its new file."
        )
    return Unauthorised(f"Google gives no access to YouTube ({came.status}): {AGAIN}.")


class Tokens:
    """Gives access by the login of a file, which is read whenever access is wanted; for any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._access: tuple[str, SecretStr, float] | None = None
        """For which login, what gives access, and until when by this process's clock."""

    def login(self) -> Login:
        """The login.

        Raises:
            MissingKeys: there is none.
            Unauthorised: the file holds none.

        """
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            raise MissingKeys(
                "There is no login at YouTube here: run `longtake login youtube` where the workers run."
            ) from None
        except OSError as error:
            raise Unauthorised(f"The login at {self._file} cannot be read: {error.strerror}.") from None
        try:
            return Login.model_validate_json(data)
        except ValidationError:  # whose text repeats what it was given
            raise Unauthorised(f"The file {self._file} holds no login: {AGAIN}.") from None

    def access(self) -> SecretStr:
        """What gives access now.

        Raises:
            Unauthorised: there is no login, or it is none any more.
            Transient: nobody answers.

        """
        with self._lock:
            login = self.login()
            refresh = login.refresh_token.get_secret_value()
            if self._access and self._access[0] == refresh and time.monotonic() < self._access[2]:
                return self._access[1]
            form = {
                "grant_type": "refresh_token",
                "refresh_token": refresh,
                "client_id": login.client_id,
                "client_secret": login.client_secret.get_secret_value(),
            }
            came = told_by(login.token_uri, form)
            if not came.accepted:
                raise refused(came)
            access, lasts_s = access_in(came.told())
            self._access = (refresh, access, time.monotonic() + lasts_s - _EARLY_S)
            return access

    def forget(self, access: SecretStr) -> None:
        """What gave access does so no more: the next one is asked for anew."""
        with self._lock:
            if self._access and self._access[1] == access:
                self._access = None


def access_in(told: dict[str, Any]) -> tuple[SecretStr, float]:
    """What gives access in an answer, and for how many seconds.

    Raises:
        Transient: the answer has none.

    """
    access, lasts = told.get("access_token"), told.get("expires_in")
    if not isinstance(access, str) or not re.fullmatch(r"[!-~]{1,4096}", access):
        raise Transient("Google's server of logins answered without an access token.")
    return SecretStr(access), float(lasts) if isinstance(lasts, int) else 0.0


def client_of(text: bytes, called: str, instead: str = "") -> tuple[str, SecretStr, str, str]:
    """The id, the secret, the page of logins and the server of logins of an OAuth client's file.

    Raises:
        BadInput: it is no file of a desktop app, or names other servers than Google's, or than the one at the address
            `instead`; `called` is what names it.

    """
    try:
        known = json.loads(text)
    except (ValueError, RecursionError):
        known = None
    if isinstance(known, dict) and "web" in known:
        raise BadInput(f"{called} is of a web application: make an OAuth client of the type Desktop app.")
    found = known.get("installed") if isinstance(known, dict) else None
    values = (
        [found.get(name) for name in ("client_id", "auth_uri", "token_uri")]
        if isinstance(found, dict)
        else []
    )
    if not values or not all(isinstance(value, str) and value for value in values):
        raise BadInput(
            f"{called} is no file of an OAuth client: download the JSON of one of the type Desktop app at "
            "console.cloud.google.com, under Credentials."
        )
    assert isinstance(found, dict)
    client_id, auth_uri, token_uri = map(str, values)
    for url in (auth_uri, token_uri):
        try:
            origin = _origin(url)
        except ValueError as error:
            raise BadInput(f"{called} names {url[:80]!r}, which {error}.") from None
        if not _is_googles(origin) and not (instead and origin == _origin(instead)):
            raise BadInput(
                f"{called} names {url[:80]!r}, which is none of Google's: download the client's file anew at "
                "console.cloud.google.com, under Credentials."
            )
    return client_id, SecretStr(str(found.get("client_secret") or "")), auth_uri, token_uri
