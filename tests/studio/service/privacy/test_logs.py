"""Words hidden in logs that others are writing to at the same time."""

import os
from pathlib import Path

import pytest

from studio.service.privacy.logs import hide_words, remove_old


def test_words_are_overwritten_where_they_stand_and_whoever_logs_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with log.open("ab", buffering=0) as writer:
        writer.write('INFO the-door-1a2b3c: Émile says "a \\u201cquay\\u201d"\n'.encode())
        assert hide_words(tmp_path, ["the-door-1a2b3c", "émile", "Émile"]) == 2
        writer.write(b"INFO the next line\n")
    assert log.read_text() == 'INFO xxxxxxxxxxxxxxx: xxxxxx says "a \\u201cquay\\u201d"\nINFO the next line\n'
    assert hide_words(tmp_path, ["the-door-1a2b3c"]) == 0


@pytest.mark.parametrize("text", [b"annie joanna ann_1 an", b"", b"\xff\xfe\x00"])
def test_parts_of_other_words_stay(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.log").write_bytes(text)
    assert hide_words(tmp_path, ["ann", "an", " "]) == 0
    assert (tmp_path / "a.log").read_bytes() == text


def test_a_word_is_found_wherever_a_block_ends(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    at = 2**20 - 4
    log.write_bytes(b"." * at + b"zanzibarella" + b"." * 2**20 + b"zanzibarella")
    assert hide_words(tmp_path, ["Zanzibarella"]) == 2
    assert b"zanz" not in log.read_bytes()
    assert log.stat().st_size == at + 2**20 + 24


def test_nothing_outside_the_folder_is_written_to(tmp_path: Path) -> None:
    outside, logs = tmp_path / "outside.log", tmp_path / "logs"
    outside.write_text("zanzibarella")
    logs.mkdir()
    (logs / "link.log").symlink_to(outside)
    assert hide_words(logs, ["zanzibarella"]) == 0
    assert hide_words(tmp_path / "nothing", ["zanzibarella"]) == 0
    assert outside.read_text() == "zanzibarella"


def test_logs_that_nobody_writes_to_any_more_are_removed(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("a.log", "b.log", "c.txt"))
    for file in (old, new, other):
        file.write_text("x")
    for file in (old, other):
        os.utime(file, (1, 1))
    assert remove_old(tmp_path, 1000.0) == 1
    assert [each.exists() for each in (old, new, other)] == [False, True, True]
