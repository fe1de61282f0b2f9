"""The script that writes secrets: at random, once, for its owner alone, and beside what is there already."""

import subprocess
from pathlib import Path

from tests.kit.compose.composition import FOLDER, values_in


def written(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", FOLDER / "secrets.sh", file], capture_output=True, text=True, check=False, timeout=60
    )


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
    assert len(told["STORE_KEY"]) == len(told["STORE_SECRET"]) == 48, "of two lines the last one counts"
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
