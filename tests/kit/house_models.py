"""A `models.toml` with one vendor, three models of one price and the route `house`, for a server on loopback."""

from pathlib import Path

KEY = "sk-a-very-secret-key-0123456789"
KEY_VARIABLE = "STUDIO_API_KEY"

MODELS = """
[vendors.studio]
base_url = "{base_url}"
key_env = "STUDIO_API_KEY"
base_env = "STUDIO_BASE_URL"
structured = "schema"
bounded_schema = true
tokens_field = "max_tokens"
free = false
read_timeout_s = 20

[routes.house]
template = ["studio/good"]
story = ["studio/good", "studio/spare"]
scenes = ["studio/good", "studio/spare"]
visuals = ["studio/good", "studio/spare"]
single = ["studio/good", "studio/spare"]
compress = ["studio/good"]
breakdown = ["studio/good", "studio/spare"]
shots = ["studio/good", "studio/spare"]
repair = ["studio/mender"]
"""
MODEL = """
[models."studio/{id}"]
tier = "budget"
context = 64000

[prices."studio/{id}"]
input = "1"
output = "5"
as_of = "2026-11-21"
source = "this test"
"""


def write_models(home: Path, base_url: str) -> None:
    """Put the file where a studio at `home` finds it."""
    home.mkdir(parents=True, exist_ok=True)
    models = MODELS.format(base_url=base_url)
    models += "".join(MODEL.format(id=name) for name in ("good", "spare", "mender"))
    (home / "models.toml").write_text(models)
