"""What a page's policy allows beside our own: the bucket that films' files are opened from, and nothing more."""

from pathlib import Path
from urllib.parse import urlsplit

from infra.settings import Settings
from infra.storage import LocalStore, open_store
from studio.service.session import Session
from studio.web.page.stores import origin_of
from tests.kit.web import served, session_at

PAGE = "/films/nowhere/film"


async def test_media_of_a_bucket_may_be_shown_and_scripts_of_it_may_not(s3: Settings) -> None:
    store = open_store(s3)
    origin = origin_of(store)
    at = urlsplit(store.link(store.put_bytes(b"clip", ".mp4"), 60))
    assert origin == f"{at.scheme}://{at.netloc}" == s3.s3_endpoint
    async with served(Session(s3, lambda *_: None)) as door:
        shown = (await door.ask(PAGE)).headers.get("content-security-policy", "")
    rules = {rule.split()[0]: rule for rule in shown.split("; ")}
    assert origin in rules["media-src"]
    assert origin in rules["img-src"]
    for name in ("script-src", "style-src", "connect-src", "default-src"):
        assert origin not in rules[name]


async def test_where_files_are_in_a_folder_nothing_else_is_allowed(tmp_path: Path) -> None:
    assert origin_of(LocalStore(tmp_path)) == ""
    async with served(session_at(tmp_path)) as door:
        shown = (await door.ask(PAGE)).headers["content-security-policy"]
    assert "media-src 'self' blob:;" in shown
