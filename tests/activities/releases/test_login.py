"""A login at YouTube: given in a browser, kept for its owner alone, changed for access, and gone."""

import json
import logging
import stat
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from activities.releases.youtube.login import log_in
from activities.releases.youtube.tokens import SCOPE, Login, Tokens, client_of, keep, login_file
from models.errors import BadInput, LongtakeError, MissingKeys, Transient, Unauthorised
from tests.kit.vendors.youtube import YouTube
from tests.kit.vendors.youtube_login import UPLOAD


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[YouTube]:
    with YouTube(tmp_path / "youtube") as double:
        yield double
        assert double.crimes == []


def person(also: Callable[[str], None] = lambda _: None) -> Callable[[str], None]:
    """Opens the page that is shown, as a browser does, and goes where it leads."""

    def show(address: str) -> None:
        also(address)
        threading.Thread(
            target=lambda: urllib.request.urlopen(address, timeout=10).read(), daemon=True
        ).start()

    return show


def given(youtube: YouTube, show: Callable[[str], None] | None = None, waits_s: float = 20.0) -> Login:
    return log_in(json.dumps(youtube.client).encode(), "--client", show or person(), waits_s, youtube.address)


def test_a_person_logs_in_and_the_login_gives_access(youtube: YouTube, tmp_path: Path) -> None:
    shown: list[str] = []
    file = login_file(tmp_path / "home")
    keep(given(youtube, person(shown.append)), file)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(shown[0]).query).items()}
    assert (asked["scope"], asked["code_challenge_method"], asked["access_type"]) == (
        SCOPE,
        "S256",
        "offline",
    )
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    tokens = Tokens(file)
    assert tokens.access().get_secret_value().startswith("ya29.")
    assert tokens.access() == tokens.access()
    assert youtube.logins.refreshed == 1, "access is asked for once an hour"


def test_a_login_is_its_owners_alone(youtube: YouTube, tmp_path: Path) -> None:
    file = login_file(tmp_path / "home")
    file.parent.mkdir(parents=True, mode=0o755)
    keep(given(youtube), file)
    keep(given(youtube), file)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)]
    assert modes == [0o700, 0o600]
    assert [path.name for path in file.parent.iterdir()] == ["youtube.json"]


def test_a_login_says_nothing_of_itself_where_it_is_shown(
    youtube: YouTube, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    login = given(youtube)
    assert "not-a-secret" not in f"{login!r}{login}{login.model_dump_json()}{caplog.text}"


def test_a_person_who_says_no_is_heard(youtube: YouTube) -> None:
    youtube.logins.says_no = True
    with pytest.raises(Unauthorised, match="refused in the browser"):
        given(youtube)


def test_a_person_who_does_not_answer_is_not_waited_for_for_ever(youtube: YouTube) -> None:
    with pytest.raises(Unauthorised, match="Nobody answered in the browser"):
        given(youtube, lambda _: None, waits_s=0.3)


def test_who_unticks_a_box_is_told(youtube: YouTube) -> None:
    youtube.logins.grants = UPLOAD
    with pytest.raises(Unauthorised, match="leave every box ticked"):
        given(youtube)


def test_an_answer_to_another_question_is_none(youtube: YouTube) -> None:
    def stranger(address: str) -> None:
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{back}/?code=stolen&state=guessed", timeout=5)
        person()(address)

    assert given(youtube, stranger).refresh_token.get_secret_value()


def test_a_login_that_was_revoked_says_to_log_in_again(youtube: YouTube, tmp_path: Path) -> None:
    keep(given(youtube), login_file(tmp_path))
    youtube.logins.revoke()
    with pytest.raises(Unauthorised, match=r"run `longtake login youtube` again.*seven days"):
        Tokens(login_file(tmp_path)).access()


def test_a_server_of_logins_that_is_out_of_order_is_asked_again_later(
    youtube: YouTube, tmp_path: Path
) -> None:
    keep(given(youtube), login_file(tmp_path))
    youtube.logins.busy = 1
    tokens = Tokens(login_file(tmp_path))
    with pytest.raises(Transient, match="503"):
        tokens.access()
    assert tokens.access()


def test_a_client_that_was_deleted_is_a_sentence(youtube: YouTube, tmp_path: Path) -> None:
    keep(given(youtube), login_file(tmp_path))
    youtube.logins.client_secret = "another"
    with pytest.raises(Unauthorised, match="does not know the OAuth client"):
        Tokens(login_file(tmp_path)).access()


def test_a_login_taken_in_the_place_of_another_counts_at_once(youtube: YouTube, tmp_path: Path) -> None:
    keep(given(youtube), login_file(tmp_path))
    tokens = Tokens(login_file(tmp_path))
    before = tokens.access()
    keep(given(youtube), login_file(tmp_path))
    assert tokens.access() != before


@pytest.mark.parametrize(
    ("written", "kind", "said"),
    [
        (None, MissingKeys, "There is no login at YouTube here"),
        ("{}", Unauthorised, "holds no login"),
        ('{"client_id": "a", "refresh_token": 1}', Unauthorised, "holds no login"),
        (
            '{"client_id": "a", "refresh_token": "b", "token_uri": "http://example.org"}',
            Unauthorised,
            "no login",
        ),
    ],
)
def test_a_file_that_holds_no_login_is_a_sentence(
    tmp_path: Path, written: str | None, kind: type[LongtakeError], said: str
) -> None:
    file = tmp_path / "youtube.json"
    if written is not None:
        file.write_text(written)
    with pytest.raises(kind, match=said):
        Tokens(file).access()


def test_a_file_as_google_gives_it_is_taken() -> None:
    text = (
        b'{"installed": {"client_id": "a", "project_id": "p", "auth_uri": "https://accounts.google.com/o/oauth2/auth",'
        b' "token_uri": "https://oauth2.googleapis.com/token", "client_secret": "s", "redirect_uris": ["http://localhost"]}}'
    )
    assert client_of(text, "--client")[2:] == (
        "https://accounts.google.com/o/oauth2/auth",
        "https://oauth2.googleapis.com/token",
    )


def test_a_kept_login_tells_nothing_to_somebody_elses_server() -> None:
    with pytest.raises(ValueError, match="is none of Google's"):
        Login(client_id="a", token_uri="https://evil.example/token", refresh_token=SecretStr("r"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no file of an OAuth client"),
        ("[1]", "is no file of an OAuth client"),
        ('{"installed": {"client_id": "a"}}', "is no file of an OAuth client"),
        ('{"web": {"client_id": "a"}}', "is of a web application"),
        (
            '{"installed": {"client_id": "a", "auth_uri": "https://a.example", "token_uri": "http://a.example"}}',
            "names 'https://a.example', which is none of Google's",
        ),
        *(
            (
                '{"installed": {"client_id": "a", "auth_uri": "https://accounts.google.com/o", "token_uri": "'
                + uri
                + '"}}',
                "which is none of Google's",
            )
            for uri in (
                "https://evil.example/token",
                "https://oauth2.googleapis.com.evil.example/token",
                "https://oauth2.googleapis.com:8443/token",
                "https://storage.googleapis.com/token",
                "http://oauth2.googleapis.com/token",
                "http://127.0.0.1:8080/token",
            )
        ),
        (
            '{"installed": {"client_id": "a", "auth_uri": "file:///etc", "token_uri": "https://a.example"}}',
            "no web address",
        ),
    ],
)
def test_a_file_of_no_desktop_app_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        log_in(text.encode(), "--client", lambda _: None)
