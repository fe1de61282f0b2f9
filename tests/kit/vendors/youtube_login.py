"""Google's logins, doubled: the page in the browser, and the server that changes codes for tokens."""

import base64
import hashlib
import hmac
import itertools
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
UPLOAD = "https://www.googleapis.com/auth/youtube.upload"
_ASKED = {
    "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method",
    "access_type", "prompt",
}  # fmt: skip


class Logins:
    """Who may log in, and what they were given. `says_no` is the person; `grants` is what they tick."""

    def __init__(self) -> None:
        self.client_id = "films.apps.example"
        self.client_secret = "not-a-secret-client-31c7"
        self.says_no = False
        self.grants = FORCE_SSL
        self.lasts_s = 3599
        self.busy = 0
        self.crimes: list[str] = []
        self.refreshed = 0
        self._codes: dict[str, dict[str, str]] = {}
        self._logins: dict[str, str] = {}
        self._access: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def log_in(self, scope: str = FORCE_SSL) -> str:
        """A login that somebody gave: what gives access again and again."""
        name = f"1//not-a-secret-login-{next(self._numbers)}-{secrets.token_hex(4)}"
        self._logins[name] = scope
        return name

    def revoke(self) -> None:
        """Every login is none any more, and gives no access."""
        self._logins.clear()
        self._access.clear()

    def forget_access(self) -> None:
        """What gave access ends before its time; the logins stay."""
        self._access.clear()

    def page(self, query: dict[str, str]) -> str:
        """Where the browser goes after the person has answered."""
        if missing := _ASKED - query.keys():
            self.crimes.append(f"a login was asked for without {sorted(missing)}")
        back = urlsplit(query["redirect_uri"])
        right = {
            "response_type": "code",
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        wrong = [name for name, value in right.items() if query.get(name) != value]
        if (
            wrong
            or back.hostname != "127.0.0.1"
            or back.scheme != "http"
            or query["client_id"] != self.client_id
        ):
            self.crimes.append(f"a login was asked for in a wrong way: {wrong}, {back}")
        if self.says_no:
            return (
                f"{query['redirect_uri']}/?{urlencode({'error': 'access_denied', 'state': query['state']})}"
            )
        code = secrets.token_urlsafe(12)
        self._codes[code] = query
        return f"{query['redirect_uri']}/?{urlencode({'code': code, 'state': query['state'], 'scope': self.grants})}"

    def token(self, form: str) -> tuple[int, dict[str, Any]]:
        """The status and the answer of the server of tokens."""
        given = {name: values[0] for name, values in parse_qs(form).items()}
        if self.busy:
            self.busy -= 1
            return 503, {"error": "backend_error"}
        if (given.get("client_id"), given.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client", "error_description": "Unauthorized"}
        if given.get("grant_type") == "refresh_token":
            scope = self._logins.get(given.get("refresh_token", ""))
            self.refreshed += 1
            if scope is None:
                return 400, {
                    "error": "invalid_grant",
                    "error_description": "Token has been expired or revoked.",
                }
            return 200, self._given(scope)
        if given.get("grant_type") != "authorization_code":
            return 400, {"error": "unsupported_grant_type"}
        asked = self._codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or not hmac.compare_digest(challenge, asked["code_challenge"])
            or given.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant", "error_description": "Malformed auth code."}
        return 200, self._given(self.grants) | {"refresh_token": self.log_in(self.grants)}

    def refusal(self, access: str, scope: str) -> str:
        """The reason for which a caller is not let in; empty where it is."""
        granted = self._access.get(access)
        if granted is None:
            return "authError"
        return "" if scope == "youtube" or scope in granted else "insufficientPermissions"

    def _given(self, scope: str) -> dict[str, Any]:
        access = f"ya29.not-a-secret-{next(self._numbers)}"
        self._access[access] = scope
        return {"access_token": access, "expires_in": self.lasts_s, "scope": scope, "token_type": "Bearer"}
