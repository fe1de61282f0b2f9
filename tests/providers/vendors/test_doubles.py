"""The doubles of vendors as processes: killed amid a job and started again, each goes on with all that it has taken."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infra.processes import _die_with
from providers.registry import ADAPTERS
from providers.vendors.endpoints.table import Endpoints, checked_price
from tests.kit.vendors.contract import Pictures, client_of, completed, ended, image_request, video_request
from tests.kit.vendors.manners import billed, read_log

MADE = [
    ("fal", "image", "fal/fal-ai/flux/schnell", []),
    ("replicate", "image", "replicate/black-forest-labs/flux-schnell", []),
    ("runway", "video", "runway/gen4_turbo", ["0.02"]),
]


@contextmanager
def double_at(vendor: str, folder: Path, options: list[str]) -> Iterator[str]:
    """A double in a process of its own, killed in the end; gives its address."""
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", f"tests.kit.vendors.{vendor}", folder, *options],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=partial(_die_with, os.getpid()),
    )
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield f"http://localhost:{(folder / 'port').read_text()}"
    finally:
        process.kill()
        process.wait()


def maker_at(vendor: str, kind: Any, name: str, address: str) -> Any:
    adapter: Any = next(one for one in ADAPTERS if (one.vendor, one.kind) == (vendor, kind))
    endpoint = Endpoints.load().find(kind, name)
    assert endpoint is not None
    maker = adapter(client_of(vendor, address), checked_price(endpoint))
    maker.poll_every_s = 0.02
    return maker


@pytest.mark.parametrize(("vendor", "kind", "name", "options"), MADE, ids=[row[0] for row in MADE])
def test_a_double_that_was_killed_between_submit_and_poll_and_before_the_download_made_one_paid_job(
    tmp_path: Path, vendor: str, kind: str, name: str, options: list[str]
):
    folder, pictures = tmp_path / "double", Pictures(tmp_path)
    request: Any = image_request(pictures) if kind == "image" else video_request(pictures, 2.0)
    with double_at(vendor, folder, options) as address:
        maker = maker_at(vendor, kind, name, address)
        job_id = maker.submit(request, pictures.file, "film/shot_001/1")
        quoted = maker.quote(request).usd
    with double_at(vendor, folder, options) as again:
        assert again == address, "it comes back where it was"
        assert ended(maker_at(vendor, kind, name, address), job_id).status == "done"
    with double_at(vendor, folder, options):
        maker = maker_at(vendor, kind, name, address)
        assert ended(maker, job_id).status == "done"
        assert maker.fetch(job_id, tmp_path).path.stat().st_size > 1000
        (tmp_path / "other").mkdir()
        completed(maker, request, pictures, tmp_path / "other", "film/shot_002/1")
    assert [line["did"] for line in read_log(folder)].count("take") == 2
    assert billed(folder) == 2 * quoted
