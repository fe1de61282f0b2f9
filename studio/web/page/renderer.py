"""How pages are rendered: templates in which every value is escaped, and what all of them are told."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.orders.assets import Blob
from studio.service.review.cut_film import clock as moment
from studio.web.access.callers import Caller
from studio.web.access.roles import ROLES
from studio.web.page.statics import static_at

_TEMPLATES = Path(__file__).parent / "templates"
STORES = "page_stores"
"""Where an application's state has the origin of its store, for the policy."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' blob:{stores}",
        "media-src 'self' blob:{stores}",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and run: our own files, and films' files where they lie; nothing inline, nothing of anybody else."""


def render(request: Request, template: str, status: int = 200, **told: Any) -> HTMLResponse:  # noqa: ANN401 - whatever a template shows
    """A page, or a part of one, as an answer."""
    caller = request.scope.get("state", {}).get("caller")
    known = caller if isinstance(caller, Caller) else Caller("", ROLES[0])
    about = {
        "who": known.name,
        "may": ROLES[: ROLES.index(known.role) + 1] if known.name else (),
        "guest": known.film,
        "mark": known.mark,
        "here": request.url.path,
    }
    text = _ENVIRONMENT.get_template(template).render(**about, **told)
    stores = getattr(request.app.state, STORES, None) or ""
    headers = {
        "content-security-policy": POLICY.format(stores=f" {stores}" if stores else ""),
        "cache-control": "no-store",
        # With less a browser says of its own forms that they come from nowhere.
        "referrer-policy": "same-origin",
    }
    return HTMLResponse(text, status, headers)


def file_url(film_id: str, place: str, blob: Blob | None = None, width: int = 0) -> str:
    """Where a browser finds a file of a film; of a `blob` that is named it keeps the copy that it has."""
    asked = [f"width={width}" if width else "", f"v={blob.sha256[:16]}" if blob else ""]
    query = "&".join(filter(None, asked))
    return f"/api/v1/films/{quote(film_id)}/files/{quote(place)}" + (f"?{query}" if query else "")


def subject_url(name: str, number: int) -> str:
    """Where a browser finds a picture of a saved subject, by its number from 1."""
    return f"/api/v1/subjects/{quote(name, safe='')}/pictures/{number}"


def clock(seconds: float) -> str:
    """Seconds as a player shows them: 75.2 → 1:15."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def dollars(usd: object) -> str:
    """Dollars as people read them: two digits behind the point, more where there would be nothing to see."""
    amount = Decimal(str(usd))
    if amount and amount < Decimal("0.01"):
        return f"${amount.normalize():f}"
    return f"${amount:,.2f}"


def day(moment: str) -> str:
    """A moment for people who have no script: 2026-11-30 14:05 UTC."""
    try:
        return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return moment


def size_of(count: int) -> str:
    """Bytes as people read them: 3.8 MB."""
    for unit, of in (("GB", 10**9), ("MB", 10**6)):
        if count >= of:
            return f"{count / of:.1f} {unit}"
    return f"{max(1, round(count / 1000)) if count else 0} KB"


def lasting(seconds: float) -> str:
    """How long something lasts, as people say it: 45 s, 3 min, 1.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def thousands(number: int) -> str:
    """A number with its thousands apart: 12,345."""
    return f"{number:,}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, Any] = {
        "clock": clock,
        "moment": lambda text: moment(Decimal(text)),
        "dollars": dollars,
        "day": day,
        "bytes": size_of,
        "lasting": lasting,
        "thousands": thousands,
    }
    made.filters.update(filters)
    made.globals.update(static=static_at, file_url=file_url, subject_url=subject_url)
    return made


_ENVIRONMENT = _environment()
