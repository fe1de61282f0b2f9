"""The way in as it is laid out: nothing is open to other machines by mistake, and nothing is believed that anybody can say."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from models.errors import BadInput
from studio.web.access.plan import Wanted, way_in
from tests.kit.web import ELSEWHERE, HERE, OWNER, token_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", studio_token=SecretStr(""))


@pytest.mark.parametrize(
    "wanted",
    [
        ELSEWHERE,
        Wanted("192.168.1.7", here=False),
        HERE._replace(allowed=["films.example"]),
        HERE._replace(proxies=["127.0.0.1"]),
        HERE._replace(login=True),
    ],
)
def test_nothing_that_others_reach_is_opened_before_somebody_can_log_in(
    wanted: Wanted, settings: Settings
) -> None:
    with pytest.raises(BadInput, match="nobody could log in: make a token"):
        way_in(settings, wanted, OWNER)
    token_for(settings, "see")
    assert way_in(settings, wanted, OWNER).here is None


def test_a_token_of_the_environment_is_enough(settings: Settings) -> None:
    given = settings.model_copy(update={"studio_token": SecretStr("b" * 40)})
    assert way_in(given, ELSEWHERE, OWNER).here is None
    assert "bbb" not in repr(given)


def test_on_this_machine_alone_everybody_is_its_owner(settings: Settings) -> None:
    for wanted in (HERE, HERE._replace(allowed=["localhost", "127.0.0.2"])):
        here = way_in(settings, wanted, OWNER).here
        assert here is not None
        assert (here.name, here.role) == (OWNER, "spend")
    assert way_in(settings, HERE, "").here is not None


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (ELSEWHERE._replace(header="X-User"), "takes --trusted-proxy too"),
        (ELSEWHERE._replace(header="X User", proxies=["10.0.0.5"]), "can be no name of one"),
        (ELSEWHERE._replace(header="Authorization", proxies=["10.0.0.5"]), "can be no name of one"),
        (ELSEWHERE._replace(header="X-Forwarded-For", proxies=["10.0.0.5"]), "can be no name of one"),
        (ELSEWHERE._replace(header="X-User", proxies=["proxy"]), "--trusted-proxy 'proxy' is no IP address"),
        (
            ELSEWHERE._replace(allowed=["http://films.example"]),
            "--allowed-host 'http://films.example' is no host",
        ),
        (ELSEWHERE._replace(allowed=[""]), "--allowed-host '' is no host"),
    ],
)
def test_what_cannot_be_meant_is_refused(wanted: Wanted, sentence: str, settings: Settings) -> None:
    token_for(settings, "see")
    with pytest.raises(BadInput, match=sentence):
        way_in(settings, wanted, OWNER)
