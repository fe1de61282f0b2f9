"""The process for several tenants, where none of them can be served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.ops


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [(("io",), "127.0.0.1:1"), (("nothing",), "There is no queue 'nothing'")],
)
def test_where_nobody_can_be_served_the_worker_ends_with_a_sentence(
    labels: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "tenants.toml").write_text("[acme]\n[globex]\n")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LONGTAKE_", "TEMPORAL_"))
    }
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "studio", "worker", *labels, "--all-tenants"],
        env=kept | {"LONGTAKE_HOME": str(tmp_path), "TEMPORAL_ADDRESS": "127.0.0.1:1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ended.returncode in (1, 2)
    assert sentence in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
