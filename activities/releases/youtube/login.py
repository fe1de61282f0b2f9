"""The installed-app flow: a browser asks the person, and comes back to a port of this machine with a code that is changed for a login.

The address it comes back to is open for one answer and names its own asker (`state`); the code is of no use to whoever
overhears it (PKCE).
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import SecretStr

from activities.releases.youtube.tokens import SCOPE, Login, access_in, client_of, refused, told_by
from models.errors import Transient, Unauthorised
from models.readable import said

WAITS_S = 300.0
"""How long a person may take over the pages of Google."""

_HEARD = (
    b"<!doctype html><title>Longtake</title><p>Longtake has heard the answer. This page can be closed.</p>"
)


@dataclass
class _Answer:
    """What the browser brings back."""

    state: str
    code: str = ""
    error: str = ""
    came: threading.Event = field(default_factory=threading.Event)


class _Server(HTTPServer):
    """Listens on this machine alone."""

    def __init__(self, answer: _Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.answer = answer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Whoever hangs up is nobody's fault."""


class _Page(BaseHTTPRequestHandler):
    """The page that the browser comes back to."""

    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        """Take the answer that names its asker; anything else that calls here is none."""
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        answer = self.server.answer
        if asked.path != "/" or not secrets.compare_digest(given.get("state", ""), answer.state):
            self.send_error(404)
            return
        answer.code, answer.error = given.get("code", ""), given.get("error", "")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_HEARD)))
        self.end_headers()
        self.wfile.write(_HEARD)
        answer.came.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: what is asked here is secret."""


def log_in(
    client: bytes, called: str, show: Callable[[str], None], waits_s: float = WAITS_S, instead: str = ""
) -> Login:
    """A login that a person gives in a browser, under the OAuth client of a file whose bytes are `client`.

    `called` is what names that file; `show` is told the address to open. What is at the address `instead` may stand for Google.

    Raises:
        BadInput: the file is none of a desktop app's.
        Unauthorised: the person said no, took too long, or gave less than is needed.
        Transient: Google's server of logins does not answer.

    """
    client_id, client_secret, page, token_uri = client_of(client, called, instead)
    verifier = secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    answer = _Answer(secrets.token_urlsafe(32))
    with _Server(answer) as server:
        asked = {
            "client_id": client_id,
            "redirect_uri": server.address,
            "response_type": "code",
            "scope": SCOPE,
            "state": answer.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True, name="login").start()
        try:
            show(f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}")
            _wait(answer, waits_s)
        finally:
            server.shutdown()
        address = server.address
    form = {
        "grant_type": "authorization_code",
        "code": answer.code,
        "code_verifier": verifier,
        "redirect_uri": address,
        "client_id": client_id,
        "client_secret": client_secret.get_secret_value(),
    }
    return Login(
        client_id=client_id,
        client_secret=client_secret,
        token_uri=token_uri,
        refresh_token=_changed(token_uri, form),
    )


def _changed(token_uri: str, form: Mapping[str, str]) -> SecretStr:
    """What a code is changed for: what gives access again and again; raises as `log_in`."""
    came = told_by(token_uri, form)
    if not came.accepted:
        raise refused(came)
    told = came.told()
    access_in(told)
    refresh, granted = told.get("refresh_token"), told.get("scope", SCOPE)
    if not isinstance(granted, str) or SCOPE not in granted.split():
        raise Unauthorised(
            "The login does not allow what a release needs: log in again, and leave every box ticked."
        )
    if not isinstance(refresh, str) or not refresh:
        raise Transient("Google's server of logins gave no login that lasts: log in again.")
    return SecretStr(refresh)


def _wait(answer: _Answer, waits_s: float) -> None:
    """Wait until the browser came back with a code."""
    until = time.monotonic() + waits_s
    # In short waits: Ctrl-C is heard between two of them.
    while not answer.came.wait(0.2):
        if time.monotonic() > until:
            raise Unauthorised(
                f"Nobody answered in the browser within {waits_s / 60:g} minutes: log in again."
            )
    if answer.error == "access_denied":
        raise Unauthorised("The login was refused in the browser.")
    if answer.error or not answer.code:
        raise Unauthorised(f"Google gave no login ({said(answer.error, 60) or 'without a reason'}).")
