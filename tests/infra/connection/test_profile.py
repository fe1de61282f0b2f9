"""A configured Temporal server: whatever is wrong with how it was written down is one sentence, and no key is in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from infra.connection.profile import configured
from models.errors import BadInput
from studio.cli.app import run
from tests.kit.clusters.certificates import Authority, Pair

SECRET = "sk-planted-4711"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No profile of the account that runs the tests, and a home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def client(authority: Authority) -> Pair:
    return authority.issue("client")


def said(monkeypatch: pytest.MonkeyPatch, **variables: object) -> str:
    """What is said of a server that was configured with these variables, `TEMPORAL_` before each."""
    for name, value in {"ADDRESS": "films.example:7233", **variables}.items():
        monkeypatch.setenv(f"TEMPORAL_{name}", str(value))
    with pytest.raises(BadInput) as error:
        configured()
    assert SECRET not in str(error.value)
    assert "PRIVATE KEY" not in str(error.value)
    return str(error.value)


def test_a_key_is_not_sent_unencrypted_but_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = said(monkeypatch, API_KEY=SECRET, TLS="false")
    assert refused.startswith("An API key would go to films.example:7233 unencrypted: leave TLS on")
    for here in ("127.0.0.1:7233", "localhost:7233", "[::1]:7233"):
        monkeypatch.setenv("TEMPORAL_ADDRESS", here)
        assert (configured() or {})["target_host"] == here
    monkeypatch.setenv("TEMPORAL_ADDRESS", "films.example:7233")
    monkeypatch.delenv("TEMPORAL_TLS")
    assert (configured() or {})["tls"] is True


def test_a_key_that_stands_in_a_header_is_one_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(f'[profile.default.grpc_meta]\nauthorization = "Bearer {SECRET}"\n')
    assert "unencrypted" in said(monkeypatch, CONFIG_FILE=file)


def test_a_key_with_a_line_break_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "give the key alone" in said(monkeypatch, API_KEY=f"{SECRET}\n")


def test_a_profile_that_cannot_be_read_is_not_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(f'[profile.default]\naddress = "a:1"\napi_key = "{SECRET}\n')
    assert "at line 3, column" in said(monkeypatch, CONFIG_FILE=file)
    assert run(["list"]) == 2


def test_a_profile_and_a_file_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "no Temporal profile 'cloud'" in said(monkeypatch, PROFILE="cloud")
    missing = tmp_path / "none.toml"
    assert f"TEMPORAL_CONFIG_FILE is {str(missing)!r}, and there is no such file" in said(
        monkeypatch, CONFIG_FILE=missing
    )


@pytest.mark.parametrize("name", ["CLIENT_CERT", "CLIENT_KEY", "SERVER_CA_CERT"])
def test_a_file_that_cannot_be_read_is_named_with_the_variable_that_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "no such.pem"
    refused = said(monkeypatch, **{f"TLS_{name}_PATH": path})
    assert refused == (
        f"The file {str(path)!r} of TEMPORAL_TLS_{name}_PATH cannot be read: No such file or directory."
    )


def test_a_certificate_and_a_key_come_together_and_belong_together(
    monkeypatch: pytest.MonkeyPatch, client: Pair, authority: Authority
) -> None:
    alone = said(monkeypatch, TLS_CLIENT_CERT_PATH=client.certificate)
    assert alone == "A client's certificate alone proves nothing: give TEMPORAL_TLS_CLIENT_KEY_PATH too."
    other = authority.issue("other")
    assert (
        said(monkeypatch, TLS_CLIENT_KEY_PATH=other.key)
        == "The key that TEMPORAL_TLS_CLIENT_KEY_PATH gives does not belong to the certificate of "
        "TEMPORAL_TLS_CLIENT_CERT_PATH."
    )
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_KEY_PATH", str(client.key))
    assert configured() is not None


def test_what_is_no_certificate_and_no_key_is_told(
    monkeypatch: pytest.MonkeyPatch, client: Pair, tmp_path: Path
) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text(f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n")
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_CERT_PATH", str(client.certificate))
    assert "CLIENT_KEY_PATH gives is no private key in PEM" in said(monkeypatch, TLS_CLIENT_KEY_PATH=junk)
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_KEY_PATH", str(client.key))
    assert "CLIENT_CERT_PATH gives is no certificate" in said(monkeypatch, TLS_CLIENT_CERT_PATH=junk)
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_CERT_PATH", str(client.certificate))
    assert "SERVER_CA_CERT_PATH gives is no certificate" in said(monkeypatch, TLS_SERVER_CA_CERT_PATH=junk)


def test_a_certificate_that_ended_says_when(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    old = authority.issue("old", valid=timedelta(hours=-1))
    refused = said(monkeypatch, TLS_CLIENT_CERT_PATH=old.certificate, TLS_CLIENT_KEY_PATH=old.key)
    assert refused.startswith("The client's certificate of 'old' ended on 20")


def test_a_profile_says_that_it_is_the_profile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: Pair
) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(
        '[profile.default]\naddress = "films.example:7233"\n'
        f'[profile.default.tls]\nclient_cert_path = "{client.certificate}"\n'
    )
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    with pytest.raises(BadInput, match="give `client_key_path` of the Temporal profile too"):
        configured()
