"""Tokens: what is kept of them, who reads it, and what two commands at once do to it."""

import asyncio
import json
import stat
import sys
from pathlib import Path

import pytest

from models.errors import BadInput, StorageError
from studio.web.access.tokens import ENVIRONMENT, OWNER, Tokens, digest_of


def test_a_token_is_found_by_itself_and_what_is_kept_does_not_say_it(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "home")
    token = tokens.add("mara@films.example", "decide")
    found = Tokens(tmp_path / "home").find(token)
    assert found is not None
    assert (found.name, found.role) == ("mara@films.example", "decide")
    text = tokens.file.read_text()
    assert token not in text
    assert token.removeprefix("lt_") not in text
    assert digest_of(token) in text
    assert tokens.find(token + "x") is None
    assert tokens.find("") is None
    assert tokens.find("\udcff") is None


def test_tokens_are_their_owners_alone(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "home")
    tokens.add("mara", "see")
    tokens.file.chmod(0o644)
    tokens.add("noa", "see")
    for path in (tokens.file, tokens.file.with_name(".tokens.lock")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(tokens.file.parent.stat().st_mode) == 0o700


def test_a_change_counts_at_once_for_whoever_reads_them_already(tmp_path: Path) -> None:
    serving, typed = Tokens(tmp_path), Tokens(tmp_path)
    assert serving.all() == ()
    token = typed.add("mara", "see")
    assert serving.find(token) is not None
    typed.revoke("mara")
    assert serving.find(token) is None


@pytest.mark.parametrize("name", ["", "a b", "../up", "a\nb", "x" * 101, "naïve?", ENVIRONMENT])
def test_a_name_that_cannot_be_who_decided_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="A token is named by"):
        Tokens(tmp_path).add(name, "see")


def test_a_name_has_one_token_and_one_that_has_none_cannot_be_revoked(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    tokens.add("mara", "see")
    with pytest.raises(BadInput, match="mara has a token already"):
        tokens.add("mara", "spend")
    with pytest.raises(BadInput, match=r"There is no token 'noa'\. Known: mara\."):
        tokens.revoke("noa")


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"tokens": [{"name": "a"}]}', '{"tokens": [], "more": 1}', '{"tokens": [{"role": "king"}]}'],
)
def test_of_a_file_that_cannot_be_read_nobody_comes_in(text: str, tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    token = tokens.add("mara", "see")
    tokens.file.write_text(text)
    with pytest.raises(StorageError, match="no tokens that can be read"):
        tokens.find(token)


def test_the_token_of_the_environment_may_do_everything_and_is_long(tmp_path: Path) -> None:
    given = "a" * 12 + "b" * 12
    tokens = Tokens(tmp_path, given)
    found = tokens.find(given)
    assert found is not None
    assert (found.name, found.role) == (ENVIRONMENT, "spend")
    with pytest.raises(BadInput, match="LONGTAKE_STUDIO_TOKEN: unset it"):
        tokens.revoke(ENVIRONMENT)
    with pytest.raises(BadInput, match="could be tried: it takes 24 or more"):
        Tokens(tmp_path, "secret")


async def test_of_tokens_that_are_added_at_once_none_is_lost(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from studio.web.access.tokens import Tokens;"
        "print(Tokens(Path(sys.argv[1])).add(sys.argv[2], 'see'))"
    )
    added = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(tmp_path), f"caller-{number}", stdout=asyncio.subprocess.PIPE
        )
        for number in range(4)
    ]
    printed = [(await each.communicate())[0].decode().strip() for each in added]
    assert [each.returncode for each in added] == [0] * 4
    tokens = Tokens(tmp_path)
    assert all(tokens.find(token) for token in printed)
    assert len(json.loads(tokens.file.read_text())["tokens"]) == 4


def test_the_first_token_of_a_home_is_made_once_and_never_again_by_whoever_revoked_it(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "home")
    assert tokens.find(tokens.first()) is not None
    assert tokens.first() == ""
    tokens.revoke(OWNER)
    assert tokens.first() == ""
    assert Tokens(tmp_path / "home").first() == ""
    assert Tokens(tmp_path / "other", "0123456789" * 4).first() == ""
