"""`longtake worker gpu` on the command line: what it refuses before anything is started."""

from pathlib import Path

import pytest

from models.errors import BadInput
from studio.cli.app import run
from studio.cli.asked.cards import card_orders, gigabytes
from tests.kit.driver import play_driver


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and a driver that lists no card."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.chdir(tmp_path)
    play_driver(tmp_path / "driver", monkeypatch, [], 9)
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["gpu"],
            "There is no CUDA device here for the gpu queue: use --allow-cpu to serve it all the same.",
        ),
        (["gpu", "--models", "sdx"], "There is no open model 'sdx'. Known: sdxl"),
        (["gpu", "--vram", "much"], "--vram must be gigabytes such as 22GB, not 'much'."),
        (["gpu", "--allow-cpu", "--device", "7"], "There is no device '7' here: the driver lists none."),
        (["gpu", "--allow-cpu", "--device", "abc"], "There is no device 'abc' here: the driver lists none."),
        (["gpu", "--allow-cpu", "--device", "0,0"], "There is no device '0' here: the driver lists none."),
        (
            ["cpu", "--device", "0"],
            "--device is for a worker that serves gpu: `longtake worker gpu --device 0`.",
        ),
    ],
)
def test_a_worker_that_cannot_work_so_says_why_in_one_sentence(
    words: list[str], sentence: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["worker", *words]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(sentence)
    assert not home.exists()


def test_what_is_typed_is_what_the_worker_is_asked_for() -> None:
    orders = card_orders(["gpu"], "0, 1", "sdxl, svd,", "22.5 gb", allow_cpu=False)
    assert orders is not None
    assert (orders.labels, orders.device, orders.models, orders.vram_gb) == (
        ("gpu",), "0, 1", ("sdxl", "svd"), 22.5,
    )  # fmt: skip
    assert card_orders(["film", "io"], "", "", "", allow_cpu=True) is None
    with pytest.raises(BadInput):
        gigabytes("0")
