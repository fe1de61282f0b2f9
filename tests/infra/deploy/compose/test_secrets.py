"""The script that writes secrets: at random, once, for its owner alone, and beside what is there already."""

import subprocess
from pathlib import Path

import pytest

from tests.kit.compose.composition import FOLDER, values_in


def written(*arguments: Path | str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = ["sh", FOLDER / "secrets.sh", *arguments]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=False, timeout=60)


def test_secrets_are_random_and_their_owners_alone(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "other"]
    said = [written(file) for file in files]
    assert [each.returncode for each in said] == [0, 0]
    secrets = [secret for file in files for secret in values_in(file).values()]
    assert len(set(secrets)) == len(secrets) == 14
    assert all(len(secret) == 48 and int(secret, 16) for secret in secrets)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert not any(secret in each.stdout + each.stderr for secret in secrets for each in said)


def test_what_is_there_stays_and_what_is_lacking_comes(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        'LONGTAKE_BUDGET=10\nSTUDIO_TOKEN=of-my-own-0123456789abcdef\nSTORE_KEY=\nSTORE_SECRET=""\nFAL_KEY=mine'
    )
    file.chmod(0o644)
    assert written(file).returncode == 0
    first = file.read_text()
    assert "\nFAL_KEY=mine\n" in first
    assert first.count("STUDIO_TOKEN=") == 1
    told = values_in(file)
    assert (told["LONGTAKE_BUDGET"], told["STUDIO_TOKEN"]) == ("10", "of-my-own-0123456789abcdef")
    assert len(told["STORE_KEY"]) == len(told["STORE_SECRET"]) == 48
    assert first.count("STORE_KEY") == first.count("STORE_SECRET") == 1, "a line with nothing is replaced"
    assert file.stat().st_mode & 0o777 == 0o600
    again = written(file)
    assert (again.returncode, file.read_text()) == (0, first)
    assert "new" not in again.stdout


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    place = tmp_path / ".env"
    place.mkdir()
    ran = written(place)
    assert ran.returncode == 1
    assert ran.stderr == f"{place} is no file that can be written.\n"
    assert list(place.iterdir()) == []


UNWRITTEN = "cannot be written, and is as it was: see that it and its folder are yours to write, and that the disk has room."


@pytest.mark.parametrize("before", [None, "FAL_KEY=mine\nSTORE_KEY=", "FAL_KEY=mine\n"])
def test_a_disk_without_room_is_said_and_leaves_everything_as_it_was(
    before: str | None, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    if before is not None:
        file.write_text(before)
    # Whatever grows a file fails, as it does on a full disk.
    full = "trap '' XFSZ; ulimit -f 0; exec sh \"$@\""
    command: list[str | Path] = ["sh", "-c", full, "sh", FOLDER / "secrets.sh", file]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"{file} {UNWRITTEN}\n")
    assert [path.read_text() for path in tmp_path.iterdir()] == ([] if before is None else [before])


def test_a_link_to_nowhere_is_said_and_one_to_a_file_that_is_to_be_made_is_followed(tmp_path: Path) -> None:
    link, to = tmp_path / ".env", tmp_path / "kept" / "env"
    link.symlink_to(to)
    ran = written(link)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{link} cannot be made: it is a link to a place that is not there.\n"
    to.parent.mkdir()
    assert written(link).returncode == 0
    assert link.is_symlink() and len(values_in(to)) == 7


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="there is no /proc")
def test_a_file_that_only_seems_to_be_written_is_said_and_left() -> None:
    place = Path("/proc/version")
    before = place.stat().st_mode
    ran = written(place)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr in (f"{place} {UNWRITTEN}\n", f"{place} is no file that can be written.\n")
    assert place.stat().st_mode == before


def test_what_is_there_is_seen_however_it_is_written(tmp_path: Path) -> None:
    file, link = tmp_path / "mine", tmp_path / ".env"
    link.symlink_to(file)
    there = [
        "POSTGRES_PASSWORD = x",
        "export STORE_KEY=y",
        "  GRAFANA_PASSWORD=#x",
        "FILMS_DATABASE_PASSWORD='two words'",
    ]
    nothing = ["STUDIO_TOKEN= # later", 'export STORE_SECRET=""', 'TEMPORAL_DATABASE_PASSWORD = " "']
    file.write_text("\n".join([*nothing, *there, "# STORE_KEY=none"]))
    said = written(link)
    assert said.returncode == 0, said.stderr
    lines = file.read_text().splitlines()
    assert lines[:5] == [*there, "# STORE_KEY=none"]
    names = ["TEMPORAL_DATABASE_PASSWORD", "STORE_SECRET", "STUDIO_TOKEN"]
    assert [line.split("=")[0] for line in lines[5:]] == names
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, file], "nothing is left beside it"


@pytest.mark.parametrize("arguments", [["-x"], [""], ["one", "two"], ["one", "--help"]])
def test_what_is_mistyped_makes_no_file(arguments: list[str], tmp_path: Path) -> None:
    ran = written(*arguments, at=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: secrets.sh [FILE]")
    assert list(tmp_path.iterdir()) == []


def test_how_it_is_used_is_told_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    ran = written("--help", at=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("usage: secrets.sh [FILE]")
    place = tmp_path / "nowhere" / ".env"
    ran = written(place)
    assert ran.returncode == 1
    assert ran.stderr == f"{place} cannot be made: there is no folder {place.parent}.\n"
    assert list(tmp_path.iterdir()) == []
