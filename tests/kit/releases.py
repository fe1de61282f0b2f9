"""Releases for tests: a film of bytes in a store, what is asked for it, and a login at the double of YouTube."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pydantic import SecretStr

from activities.releases.youtube.tokens import Login, keep, login_file
from infra.storage import Store
from models.orders.assets import Blob
from models.places import Place
from models.releases.release import FILM, POSTER, REPORT, ReleaseRequest
from models.releases.target import Target
from models.releases.words import Words
from tests.kit.vendors.youtube import YouTube, film_bytes

SUBTITLES = b"1\n00:00:00,000 --> 00:00:01,000\nA door.\n"


def log_in(youtube: YouTube, home: Path) -> None:
    """Keep a login at the double in a home, as `longtake login` does."""
    login = Login(
        client_id=youtube.logins.client_id,
        client_secret=SecretStr(youtube.logins.client_secret),
        token_uri=f"{youtube.address}/token",
        refresh_token=SecretStr(youtube.logins.log_in()),
    )
    keep(login, login_file(home))


def files_of(store: Store, film_id: str, size: int) -> dict[Place, Blob]:
    """What goes along with a film of so many bytes, stored."""
    picture = BytesIO()
    Image.new("RGB", (64, 36), "navy").save(picture, "JPEG")
    return {
        FILM: store.put_bytes(film_bytes(size), ".mp4"),
        POSTER: store.put_bytes(picture.getvalue(), ".jpg"),
        REPORT: store.put_bytes(b'{"id": "%b"}' % film_id.encode(), ".json"),
        "film.srt": store.put_bytes(SUBTITLES, ".srt"),
        "film.vtt": store.put_bytes(b"WEBVTT\n\n", ".vtt"),
        "film.de.srt": store.put_bytes(SUBTITLES.replace(b"A door", "Eine Tür".encode()), ".srt"),
    }


def request_of(store: Store, film_id: str, size: int, **said: Any) -> ReleaseRequest:
    """A release of such a film, to YouTube unless said otherwise."""
    words = Words(title="The Door", description="Mara finds a door.\n\nIt is warm.", tags=("Mara", "the sea"))
    given = {"target": Target(kind="youtube"), "language": "en", "words": words} | said
    return ReleaseRequest(film_id=film_id, files=files_of(store, film_id, size), **given)
