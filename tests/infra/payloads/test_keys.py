"""A file of keys: what it takes, what it refuses, and that it says nothing of what it keeps."""

import base64
import os
import stat
from pathlib import Path

import pytest

from infra.payloads.key_file import add, create
from infra.payloads.keys import read_keys
from models.errors import BadInput

GOOD = f"one {base64.b64encode(b'1' * 32).decode()}"
NAMES = f"names {base64.b64encode(b'n' * 32).decode()}"


def test_a_new_file_is_its_owners_alone_and_a_key_that_is_added_reads_and_does_not_write(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys"
    first = create(file, "one")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    more = add(file, "two")
    assert (more.writes, sorted(more.keys)) == ("one", ["one", "two"])
    assert more.names == first.names, "films keep their ids"
    # Moved to the top it writes.
    lines = [line for line in file.read_text().splitlines() if not line.startswith("two ")]
    file.write_text(
        "\n".join([next(x for x in file.read_text().splitlines() if x.startswith("two ")), *lines])
    )
    assert read_keys(file).writes == "two"


def test_a_key_is_added_beside_a_comment_in_any_encoding(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    create(file, "one")
    file.write_bytes(b"# caf\xe9\n" + file.read_bytes())
    assert sorted(add(file, "two").keys) == ["one", "two"]
    assert file.read_bytes().startswith(b"# caf\xe9\n")


@pytest.mark.parametrize("name", ["one", "names"])
def test_no_two_keys_have_one_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / "keys"
    create(file, "one")
    with pytest.raises(BadInput, match="is there already"):
        add(file, name)
    with pytest.raises(BadInput, match="is there already"):
        create(file, "other")


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "-", "a\nb", "a\n", "käse"])
def test_a_key_is_called_something_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be called"):
        create(tmp_path / "keys", name)
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "lacks a key"),
        (NAMES, "lacks a key"),
        (GOOD, "lacks a line `names`"),
        (f"{GOOD}\n{GOOD}\n{NAMES}", "has the key 'one' again"),
        (f"# fine\n\n{GOOD} more\n{NAMES}", "Line 3 of"),
        (f"one c2hvcnQ=\n{NAMES}", "has 5 bytes, and 32 are needed"),
        (f"one ====\n{NAMES}", "is not base64"),
        (f"one aws-kms:arn:aws:kms:eu-central-1:123456789012:alias/x\n{NAMES}", "ARN of a key itself"),
        ("\x00" * 70_000, "64 KB is the most"),
        ("\xff\xfe", "Line 1 of"),
    ],
)
def test_what_is_no_file_of_keys_is_one_sentence_without_what_stands_there(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(BadInput, match=sentence) as refused:
        read_keys(file)
    assert GOOD.split()[1] not in str(refused.value)


def test_a_file_that_is_not_there_is_one_sentence_and_a_ring_shows_no_key(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_keys(tmp_path / "nowhere")
    ring = create(tmp_path / "keys", "one")
    for shown in (repr(ring), str(ring), f"{ring}"):
        assert shown == "KeyRing(writes='one', reads=['one'])"


def test_a_pipe_is_no_file_of_keys_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "keys")
    with pytest.raises(BadInput, match="keys is a pipe: give a file"):
        read_keys(tmp_path / "keys")


def test_a_film_is_called_the_same_for_the_same_brief_and_otherwise_with_another_secret(
    tmp_path: Path,
) -> None:
    ring, other = create(tmp_path / "a", "one"), create(tmp_path / "b", "one")
    assert ring.film_id("digest") == ring.film_id("digest") == read_keys(tmp_path / "a").film_id("digest")
    assert len({ring.film_id("digest"), ring.film_id("another"), other.film_id("digest")}) == 3
