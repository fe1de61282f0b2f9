"""A film put into a folder or a bucket: its files by their names, the film last, only what is not there yet."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from activities.releases.deliveries import Place, deliver, place_of
from infra.owner_only import use_private_umask
from infra.settings import Settings
from infra.storage import LocalStore
from models.errors import BadInput
from models.releases.target import Target
from tests.kit.object_stores import BUCKET, ObjectServer, s3_settings, use_credentials
from tests.kit.releases import request_of

Named = Callable[[str], tuple[Target, Settings]]


@pytest.fixture(params=["folder", "s3"])
def named(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Named:
    """A target of a name, once on a disk and once in a bucket."""
    if request.param == "folder":
        return lambda name: (
            Target(kind="folder", place=str(tmp_path / name)),
            Settings(home=tmp_path / "home"),
        )
    server: ObjectServer = request.getfixturevalue("object_server")
    use_credentials(monkeypatch)
    settings = s3_settings(server, tmp_path / "home")
    return lambda name: (Target(kind="s3", place=f"{settings.store}/{name}"), settings)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "assets")


def beats() -> tuple[list[str], Callable[[str, int], None]]:
    told: list[str] = []
    return told, lambda name, sent: told.append(f"{name} {sent}")


@pytest.fixture
def place(named: Named) -> Iterator[Place]:
    with place_of(*named("door")) as place:
        yield place


def test_a_film_and_what_goes_with_it_are_put_there_the_film_last(
    named: Named, place: Place, store: LocalStore
) -> None:
    request = request_of(store, "door", 70_000, target=named("door")[0])
    told, beat = beats()
    assert deliver(request, place, store, beat) == 6
    assert [line.split()[0] for line in told[::2]] == [
        "report.json", "film.de.srt", "film.srt", "film.vtt", "poster.jpg", "film.mp4",
    ]  # fmt: skip
    assert told[-1] == f"film.mp4 {sum(blob.size for blob in request.files.values())}"
    assert all(place.holds(name, blob) for name, blob in request.files.items())
    assert place.read("film.srt", 999) == store.read_bytes(request.files["film.srt"])


def test_once_more_puts_nothing_and_a_newer_cut_puts_what_is_new(
    named: Named, place: Place, store: LocalStore
) -> None:
    request = request_of(store, "door", 70_000, target=named("door")[0])
    deliver(request, place, store, beats()[1])
    assert deliver(request, place, store, beats()[1]) == 0
    newer = request_of(store, "door", 80_000, target=named("door")[0])
    assert deliver(newer, place, store, beats()[1]) == 1
    assert place.holds("film.mp4", newer.film)


def test_a_delivery_that_was_broken_off_is_gone_on_with(
    named: Named, place: Place, store: LocalStore
) -> None:
    request = request_of(store, "door", 70_000, target=named("door")[0])

    def beat(name: str, sent: int) -> None:
        del sent
        if name == "film.mp4":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(request, place, store, beat)
    assert not place.holds("film.mp4", request.film)
    assert deliver(request, place, store, beats()[1]) == 1


@pytest.mark.parametrize("name", ["report.json", "film.mp4"])
def test_a_delivery_whose_worker_is_killed_is_gone_on_with_and_leaves_nothing_half_written(
    store: LocalStore, tmp_path: Path, name: str
) -> None:
    target = Target(kind="folder", place=str(tmp_path / "door"))
    request = request_of(store, "door", 70_000, target=target)
    script = (
        "import os, shutil, sys\n"
        "from pathlib import Path\n"
        "from activities.releases.deliveries import deliver, place_of\n"
        "from infra.settings import Settings\n"
        "from infra.storage import LocalStore\n"
        "from models.releases.release import ReleaseRequest\n"
        "home, name, request = sys.argv[1:]\n"
        "asked = ReleaseRequest.model_validate_json(request)\n"
        "at = ['']\n"
        "def half(source, into, length):\n"
        "    data = source.read()\n"
        "    into.write(data if at[0] != name else data[:len(data) // 2])\n"
        "    into.flush()\n"
        "    if at[0] == name:\n"
        "        os.kill(os.getpid(), 9)\n"
        "shutil.copyfileobj = half\n"
        "with place_of(asked.target, Settings(home=Path(home))) as place:\n"
        "    deliver(asked, place, LocalStore(Path(home) / 'assets'), lambda name, sent: at.__setitem__(0, name))\n"
    )
    killed = [sys.executable, "-c", script, str(tmp_path), name, request.model_dump_json()]
    assert subprocess.run(killed, check=False).returncode == -9
    folder = tmp_path / "door"
    assert list(folder.glob(".writing-*"))
    with place_of(target, Settings(home=tmp_path)) as place:
        assert deliver(request, place, store, beats()[1]) > 0
        assert all(place.holds(each, blob) for each, blob in request.files.items())
    assert {path.name for path in folder.iterdir()} == set(request.files)


def test_another_films_place_is_left_alone(named: Named, place: Place, store: LocalStore) -> None:
    deliver(request_of(store, "door", 900, target=named("door")[0]), place, store, beats()[1])
    with pytest.raises(BadInput, match="holds another film than 'boat'"):
        deliver(request_of(store, "boat", 900, target=named("door")[0]), place, store, beats()[1])


def test_what_is_somebodys_own_is_left_alone(named: Named, place: Place, store: LocalStore) -> None:
    own = store.put_bytes(b"mine", ".txt")
    place.copy("notes.txt", own, store.open_file(own))
    with pytest.raises(BadInput, match="files that are not of the film 'door'"):
        deliver(request_of(store, "door", 900, target=named("door")[0]), place, store, beats()[1])


def test_a_long_film_goes_to_a_bucket_in_parts(
    object_server: ObjectServer, store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_credentials(monkeypatch)
    settings = s3_settings(object_server, tmp_path / "home")
    request = request_of(store, "door", 9 * 2**20, target=Target(kind="s3", place=f"{settings.store}/door"))
    with place_of(request.target, settings) as place:
        deliver(request, place, store, beats()[1])
        assert place.holds("film.mp4", request.film)
    key = f"{request.target.bucket.prefix}film.mp4"
    got = object_server.client().get_object(Bucket=BUCKET, Key=key)
    assert (got["ContentLength"], got["ContentType"]) == (request.film.size, "video/mp4")
    report = object_server.client().get_object(
        Bucket=BUCKET, Key=f"{request.target.bucket.prefix}report.json"
    )
    assert json.loads(report["Body"].read()) == {"id": "door"}


def test_a_bucket_that_is_not_there_is_a_sentence(
    object_server: ObjectServer, store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_credentials(monkeypatch)
    settings = s3_settings(object_server, tmp_path / "home")
    request = request_of(store, "door", 9, target=Target(kind="s3", place="s3://nobodys-bucket/door"))
    with place_of(request.target, settings) as place, pytest.raises(BadInput, match="correct the target"):
        deliver(request, place, store, beats()[1])


def test_a_link_in_a_folder_is_not_followed(store: LocalStore, tmp_path: Path) -> None:
    target = Target(kind="folder", place=str(tmp_path / "door"))
    request = request_of(store, "door", 900, target=target)
    with place_of(target, Settings(home=tmp_path / "home")) as place:
        deliver(request, place, store, beats()[1])
        elsewhere = tmp_path / "elsewhere"
        elsewhere.write_bytes(b"mine")
        film = tmp_path / "door" / "film.mp4"
        film.unlink()
        film.symlink_to(elsewhere)
        deliver(request, place, store, beats()[1])
    assert elsewhere.read_bytes() == b"mine"
    assert not film.is_symlink()


def test_a_folder_that_is_a_file_is_a_sentence(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "door").write_text("mine")
    target = Target(kind="folder", place=str(tmp_path / "door"))
    with pytest.raises(BadInput, match="door is no folder"), place_of(target, Settings(home=tmp_path)):
        pass
    below = Target(kind="folder", place=str(tmp_path / "door" / "deeper"))
    with pytest.raises(BadInput, match="door is no folder"), place_of(below, Settings(home=tmp_path)):
        pass


@pytest.mark.parametrize(
    ("umask", "modes"), [(0o022, (0o755, 0o644)), (0o027, (0o750, 0o640))], ids=["022", "027"]
)
def test_a_released_folder_is_for_whom_the_umask_lets_though_the_worker_is_private(
    store: LocalStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    umask: int,
    modes: tuple[int, int],
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    (tmp_path / "kept").mkdir(mode=0o700)
    before = os.umask(umask)
    try:
        use_private_umask()
        use_private_umask()
        for name in ("new/door", "kept"):
            target = Target(kind="folder", place=str(tmp_path / name))
            with place_of(target, Settings(home=tmp_path / "home")) as place:
                deliver(request_of(store, "door", 900, target=target), place, store, beats()[1])
    finally:
        os.umask(before)
    found = [
        stat.S_IMODE((tmp_path / name).stat().st_mode)
        for name in ("new", "new/door", "new/door/film.mp4", "kept", "kept/report.json")
    ]
    assert found == [modes[0], modes[0], modes[1], 0o700, modes[1]]
