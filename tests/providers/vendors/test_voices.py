"""A vendor with a key: a class, a line and a table are enough, and whatever it answers has a name."""

import traceback
from pathlib import Path

import pytest

from infra.settings import Settings
from models.errors import (
    BadInput,
    InvalidRequest,
    Moderated,
    PaymentRequired,
    ProviderError,
    RateLimited,
    Transient,
    Unauthorised,
    UnknownName,
    UnknownOutcome,
)
from models.orders.requests import SpeechRequest
from providers.base import Bench, Rendered, Renderer
from providers.llm.catalogue import Catalogue
from providers.registry import BUILT_IN, Registry
from tests.kit.voices import KEY, MIB, Answer, Carla, Dora, refused, voice_server
from workers.registry import build_registry

SOUND = Answer(b"RIFF" + bytes(3 * MIB))
LINE = SpeechRequest(text="It was warm.")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine whose own models.toml has the vendor's table; its key is not set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOICES_API_KEY", raising=False)
    table = tmp_path / "models.toml"
    table.write_text(
        '[vendors.voices]\ntitle = "Voices"\nbase_url = "http://127.0.0.1:1/v1"\nkey_env = "VOICES_API_KEY"\n'
        'base_env = "VOICES_BASE_URL"\nkey_header = "xi-api-key: {key}"\nchat = false\nread_timeout_s = 60\n'
    )
    return Settings(home=tmp_path, models=table)


@pytest.fixture
def registry(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The providers of a machine with the vendor's key, `VOICES_BASE_URL` still to be set."""
    monkeypatch.setenv("VOICES_API_KEY", KEY)
    return build_registry(settings, (*BUILT_IN, Carla, Dora))


def spoken(
    registry: Registry, answer: Answer, into: Path, monkeypatch: pytest.MonkeyPatch, name: str = "carla"
) -> Rendered:
    """A line by a voice, the vendor having been asked exactly once."""
    with voice_server(answer) as server:
        monkeypatch.setenv("VOICES_BASE_URL", server.address)
        voice = registry.find("speech", name)
        assert isinstance(voice, Renderer)
        try:
            return voice.render(LINE, Bench(into))
        finally:
            assert server.asked == [{"text": LINE.text, "voice": name}]


def test_a_voice_speaks_with_the_key_in_its_vendors_own_header(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with voice_server(SOUND) as server:
        monkeypatch.setenv("VOICES_BASE_URL", server.address)
        voice = registry.find("speech", "carla")
        assert isinstance(voice, Renderer)
        rendered = voice.render(LINE, Bench(tmp_path))
    assert rendered.path.read_bytes() == SOUND.body, "more than a chat's answer may be"
    assert server.headers[0]["xi-api-key"] == KEY
    assert server.headers[0]["accept"] == "audio/wav"
    assert len(server.asked) == 1


def test_without_its_key_it_is_listed_and_asking_for_it_says_which_variable_to_set(
    settings: Settings,
) -> None:
    registry = build_registry(settings, (*BUILT_IN, Carla, Dora))
    assert registry.names("speech")[-2:] == ["carla", "dora"]
    assert registry.labels()[: len(Registry(BUILT_IN).labels()) + 1] == [
        *Registry(BUILT_IN).labels(),
        "voices",
    ]
    for _ in range(2):
        with pytest.raises(Unauthorised) as missing:
            registry.find("speech", "carla")
        assert str(missing.value) == (
            "Voices needs a key: set VOICES_API_KEY where the workers run (`longtake down` restarts them)."
        )
    assert registry.find("speech", "piper").name == "piper"


def test_nothing_of_the_environment_is_read_until_a_vendor_is_asked_for(settings: Settings) -> None:
    assert settings.models is not None
    settings.models.unlink()
    registry = build_registry(settings, (*BUILT_IN, Carla))
    assert registry.find("speech", "piper").name == "piper"
    with pytest.raises(BadInput, match=r"models\.toml cannot be used"):
        registry.find("speech", "carla")


def test_the_voices_of_a_vendor_share_its_client_and_each_is_made_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla, dora = registry.find("speech", "carla"), registry.find("speech", "dora")
    assert isinstance(carla, Carla)
    assert isinstance(dora, Dora)
    assert carla.client is dora.client
    monkeypatch.delenv("VOICES_API_KEY")
    assert registry.find("speech", "carla") is carla


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(401, f"the key {KEY} is not known"), Unauthorised),
        (refused(402, "no credit"), PaymentRequired),
        (refused(400, "not this text", code="content_policy_violation"), Moderated),
        (refused(404, "no such voice"), InvalidRequest),
        (refused(422, "too fast", headers={"X-Key": KEY}), InvalidRequest),
        (refused(429, f"{KEY} asks too often", {"Retry-After": "7"}), RateLimited),
        (refused(500, f"broken at {KEY}"), Transient),
        (refused(504, "late"), UnknownOutcome),
        (refused(200, f"not for {KEY}", code=429), RateLimited),
        (Answer(f"<h1>Bad Gateway for {KEY}</h1>".encode(), 502, {"Content-Type": "text/html"}), Transient),
        (Answer(bytes(2 * MIB), cut=True), UnknownOutcome),
        (Answer(bytes(4 * MIB + 1)), UnknownOutcome),
    ],
)
def test_every_failure_has_its_name_and_never_the_key(
    registry: Registry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    kind: type[ProviderError],
) -> None:
    with pytest.raises(ProviderError) as caught:
        spoken(registry, answer, tmp_path, monkeypatch)
    assert type(caught.value) is kind, repr(caught.value)
    assert "Voices" in str(caught.value)
    assert str(caught.value).endswith(".")
    seen = "".join(traceback.format_exception(caught.value)) + repr(vars(registry.find("speech", "carla")))
    assert KEY not in seen
    assert not list(tmp_path.glob("*.wav"))


def test_a_wait_that_the_vendor_asks_for_is_kept(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RateLimited) as limited:
        spoken(registry, refused(429, "later", {"Retry-After": "7"}), tmp_path, monkeypatch)
    assert limited.value.retry_after_s == 7.0


def test_a_file_that_is_too_long_to_be_kept_may_have_been_billed(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownOutcome, match=r"Voices \(dora\) answered with more than 4,194,304 bytes"):
        spoken(registry, Answer(bytes(5 * MIB)), tmp_path, monkeypatch, "dora")


def test_a_vendor_that_does_not_chat_has_no_models(settings: Settings) -> None:
    catalogue = Catalogue.load(settings.models)
    assert catalogue.all_vendors["voices"].shown == "Voices"
    assert "voices" not in catalogue.vendors
    with pytest.raises(UnknownName, match="There is no model 'voices/carla'"):
        catalogue.resolve("voices/carla")


@pytest.mark.parametrize("header", ["xi-api-key", "xi-api-key: secret", "two words: {key}", "x: {key}\\n"])
def test_a_header_that_cannot_hold_the_key_is_named(settings: Settings, header: str) -> None:
    assert settings.models is not None
    text = settings.models.read_text().replace("xi-api-key: {key}", header)
    settings.models.write_text(text)
    with pytest.raises(BadInput, match=r"vendors\.voices\.key_header is not right"):
        Catalogue.load(settings.models)
