"""What may be told: names, numbers, hosts; no words of a film, no key, no link."""

import pytest

from infra.telemetry.variables import CONTENT
from infra.telemetry.words import UNTOLD, address_told, argument_told, film_told, path_told, text_told
from models.errors import BadInput

SIGNED = "https://ann:pw@v3.fal.media/files/panda/AbC9xYz01/output.png?X-Amz-Signature=5f2c9e&key=sk-1"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("/fal-ai/flux/schnell", "/fal-ai/flux/schnell"),
        (
            "/fal-ai/flux-pro/v1.1/requests/5b1c9c2e-33aa-4d08/status",
            "/fal-ai/flux-pro/v1.1/requests/{}/status",
        ),
        ("/pbxt/hQ8m2Lw0ZxTr/out.png", "/pbxt/{}/out.png"),
        ("/files/panda/AbC9xYz01/output.png", "/files/panda/{}/output.png"),
        ("/bot123456:AAEexample-token/send", "/{}/send"),
        ("/v1/tasks/017f22e279b07cc398c4dc0c0c07398f", "/v1/tasks/{}"),
    ],
)
def test_of_a_path_the_words_stay_and_what_may_be_secret_goes(path: str, told: str) -> None:
    assert path_told(path) == told


def test_of_an_address_the_host_stays() -> None:
    assert address_told(SIGNED) == "https://v3.fal.media"
    assert text_told(f"could not fetch {SIGNED} in time") == "could not fetch https://v3.fal.media in time"


def test_a_usual_id_tells_no_words_of_its_film_and_a_chosen_one_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert film_told("a-fox-in-the-snow-0a1b2c") == f"{UNTOLD}-0a1b2c"
    assert film_told("spring.campaign") == "spring.campaign"
    assert text_told("a-fox-in-the-snow-0a1b2c/ff00/shot_001 ends") == f"{UNTOLD}-0a1b2c/ff00/shot_001 ends"
    monkeypatch.setenv(CONTENT, "true")
    assert film_told("a-fox-in-the-snow-0a1b2c") == "a-fox-in-the-snow-0a1b2c"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, 3),
        ("io", "io"),
        ("127.0.0.1:7233", "127.0.0.1:7233"),
        ("A fox in the snow", UNTOLD),
        ("sk-proj-4f9c2e7ab1d05c33aa4d08", UNTOLD),
        (BadInput("A fox in the snow"), "BadInput"),
        ({"prompt": "A fox"}, UNTOLD),
    ],
)
def test_of_what_a_sentence_is_made_with_names_and_numbers_stay(value: object, told: object) -> None:
    assert argument_told(value) == told
