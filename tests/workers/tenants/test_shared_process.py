"""The process for several tenants, where none of them can be served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.ops


def ended_worker(home: Path, *labels: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A worker for all tenants of a home, whose server is not there."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LONGTAKE_", "TEMPORAL_"))
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "studio", "worker", *labels, "--all-tenants"],
        env=kept | {"LONGTAKE_HOME": str(home), "TEMPORAL_ADDRESS": "127.0.0.1:1"} | variables,
        cwd=home,
        capture_output=True,
        text=True,
    )


def test_a_tenant_whose_certificate_is_none_does_not_keep_the_others_from_being_tried(tmp_path: Path) -> None:
    (tmp_path / "tenants.toml").write_text('[acme]\nprofile = "acme"\n[globex]\n')
    (tmp_path / "temporal.toml").write_text(
        '[profile.acme]\naddress = "127.0.0.1:1"\nnamespace = "a"\n'
        '[profile.acme.tls]\nclient_cert_data = "none"\nclient_key_data = "none"\n'
    )
    ended = ended_worker(tmp_path, "io", TEMPORAL_CONFIG_FILE=str(tmp_path / "temporal.toml"))
    assert "What `client_cert_path` of the Temporal profile 'acme' gives is no certificate" in ended.stderr
    assert "No Temporal server answers at 127.0.0.1:1" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("labels", "sentence", "code"),
    [(("io",), "127.0.0.1:1", 1), (("nothing",), "There is no queue 'nothing'", 2)],
)
def test_where_nobody_can_be_served_the_worker_ends_with_a_sentence(
    labels: tuple[str, ...], sentence: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / "tenants.toml").write_text("[acme]\n[globex]\n")
    ended = ended_worker(tmp_path, *labels)
    assert ended.returncode == code
    assert sentence in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
