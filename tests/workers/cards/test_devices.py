"""Cards: what the driver lists, which of them a worker is given, and one worker for each."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import BadInput
from tests.kit.driver import play_driver
from workers.cards.devices import chosen_devices, devices, is_large
from workers.cards.lock import only_worker, only_worker_on_cpu
from workers.cards.process import CardOrders, cards_for
from workers.process import has_cuda_device


def test_the_cards_that_the_driver_lists_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path, monkeypatch)
    large, small = devices()
    assert large.words == "device 0: NVIDIA H200, 140 GB (140 GB free), driver 570.1, CUDA 12.8"
    assert [is_large(card.memory_gb) for card in (large, small)] == [True, False]
    assert has_cuda_device()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["No devices were found"], 6),
        ([], 0),
        (["0, GPU-x, [Unknown Error]"], 0),
        (["Unable to determine"], 0),
    ],
)
def test_a_driver_that_lists_nothing_fails_or_says_nonsense_has_no_cards(
    rows: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path, monkeypatch, rows, code)
    assert devices() == []


def test_a_worker_has_the_cards_that_are_named_or_all_that_it_may_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path, monkeypatch)
    there = devices()
    assert [card.number for card in chosen_devices("", there)] == [0, 1]
    assert [card.number for card in chosen_devices("1, 0,1", there)] == [1, 0]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-bbbb")
    assert [card.number for card in chosen_devices("", there)] == [1]
    for wrong in ("2", "0,", "all"):
        with pytest.raises(BadInput, match=r"here: the driver lists 0, 1\.$"):
            chosen_devices(wrong, there)


def test_without_a_card_a_worker_of_cards_is_refused_unless_the_cpu_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_driver(tmp_path, monkeypatch, [], 9)
    with pytest.raises(BadInput) as refused:
        cards_for(CardOrders(labels=("io", "gpu")))
    assert str(refused.value) == (
        "There is no CUDA device here for the gpu queue: use --allow-cpu to serve it all the same."
    )


def test_a_card_has_one_worker_and_is_free_again_when_that_ends_however(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"GPU-{tmp_path.name}"
    held = (
        "import time\nfrom workers.cards.lock import only_worker\n"
        f"with only_worker({name!r}):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", held], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert other.stdout is not None and other.stdout.readline() == b"held\n"
    with (
        pytest.raises(BadInput, match=r"^Another worker uses the device GPU-\S+: a card has one worker\."),
        only_worker(name),
    ):
        pytest.fail("it is taken")
    other.kill()
    other.wait()
    with only_worker(name), only_worker(f"{name}-other"):
        pass


def test_a_home_has_one_worker_that_does_the_work_of_cards_on_the_cpu(tmp_path: Path) -> None:
    with only_worker_on_cpu(tmp_path / "home"):
        with (
            pytest.raises(
                BadInput, match=r"^Another worker with --allow-cpu serves \S+home: the CPU has one"
            ),
            only_worker_on_cpu(tmp_path / "there" / ".." / "home"),
        ):
            pytest.fail("it is taken")
        with only_worker_on_cpu(tmp_path / "other"):
            pass
