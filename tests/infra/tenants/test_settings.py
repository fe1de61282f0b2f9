"""What a tenant has of an installation's settings, and how two that would meet are refused."""

import os
from pathlib import Path

import pytest

from infra.payloads.key_file import create
from infra.settings import load_settings, variable_of, variables
from infra.storage import open_store
from infra.temporal import cluster_config, connect
from infra.tenants.others import check_no_others
from models.errors import BadInput, EngineUnavailable
from studio.cli.app import run
from workers.engine import engine_environment
from workers.language_models import asked_with, catalogue
from workers.registry import build_registry
from workers.tenants.shared_process import settings_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, and nothing else of this machine's environment."""
    for name in list(os.environ):
        if name.startswith(("LONGTAKE_", "TEMPORAL_", "FAL_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LONGTAKE_TENANT", "")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def write(home: Path, text: str, **files: str) -> None:
    (home / "tenants.toml").write_text(text)
    for name, content in files.items():
        (home / f"{name}.env").write_text(content)


def refused(home: Path, text: str) -> str:
    write(home, text)
    with pytest.raises(BadInput) as error:
        load_settings("acme")
    return str(error.value)


BOTH = "[acme]\n[globex]\n"


def test_a_tenant_has_places_that_are_called_as_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, BOTH)
    monkeypatch.setenv("LONGTAKE_DATABASE", "postgresql://films@db/films?sslmode=require")
    monkeypatch.setenv("LONGTAKE_STORE", "s3://films/all/")
    monkeypatch.setenv("LONGTAKE_FILMS", "/srv/films")
    settings = load_settings("acme")
    assert settings.home == home / "tenants" / "acme"
    assert settings.database_url == "postgresql://films@db/films?sslmode=require&schema=acme"
    assert settings.store == "s3://films/all/acme"
    assert settings.films == "/srv/films/acme"
    assert settings.templates_dir.parent == settings.voices_dir.parent == settings.home
    assert settings.weights_dir == home / "weights"
    assert (settings.tenant, settings.encryption_keys) == ("acme", None)


def test_a_tenants_table_names_other_places_from_where_it_lies(home: Path) -> None:
    create(home / "acme.keys", "first")
    write(
        home,
        '[acme]\nencryption_keys = "acme.keys"\nweights = "own"\nbudget = "20"\ndatabase_schema = "films"\n'
        'store_prefix = "houses/acme"\nnamespace = "acme.films"\n',
    )
    settings = load_settings("acme")
    assert settings.encryption_keys == home / "acme.keys"
    assert (settings.weights_dir, settings.budget) == (home / "own", "20")


def test_without_an_embedded_file_of_tenants_nothing_is_otherwise(home: Path) -> None:
    settings = load_settings()
    assert (settings.home, settings.tenant, settings.of_tenant, settings.own_variables) == (
        home,
        "",
        None,
        None,
    )
    with pytest.raises(
        BadInput, match=r"There is no tenant 'acme': .*tenants\.toml would name it, and is not there"
    ):
        load_settings("acme")


def test_where_there_are_tenants_one_is_meant_or_nothing_is_done(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, BOTH)
    monkeypatch.setenv("FAL_KEY", "the-operators-own")
    for ask in (load_settings, lambda: variables(["FAL_KEY"]), lambda: variable_of("budget")):
        with pytest.raises(BadInput, match=r"say which one is meant.*acme, globex\.$"):
            ask()
    assert run(["list"]) == 2
    assert capsys.readouterr().err.count("acme, globex") == 1
    assert run(["--tenant", "initech", "list"]) == 2
    assert "There is no tenant 'initech'. Known: acme, globex." in capsys.readouterr().err
    monkeypatch.setenv("LONGTAKE_TENANT", "globex")
    assert load_settings().tenant == "globex"
    assert run(["--tenant", "acme", "templates"]) == 0
    assert os.environ["LONGTAKE_TENANT"] == "acme"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("templates", "--tenant", "acme", "--tenant=globex"), "given twice"),
        (("templates", "--tenant"), "names nobody"),
        (("templates", "--tenant="), "names nobody"),
        (("templates", "--tenant", "nobody"), "There is no tenant 'nobody'"),
        (("--tenant", "acme", "--tenant", "globex", "templates"), "--tenant is given twice"),
        (("--tenant", "acme", "templates", "--tenant", "globex"), "--tenant is given twice"),
        (("--tenant", "acme", "delete", "film", "f", "--tenant", "globex"), "--tenant is given twice"),
        (("--tenant=", "templates"), "names nobody"),
        (("--tenant", "acme", "worker", "--tenant", "globex"), "say it once"),
        (("--tenant", "acme", "worker", "--all-tenants"), "say it once"),
    ],
)
def test_a_tenant_is_named_before_a_command_or_after_it_and_once(
    typed: tuple[str, ...], words: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, BOTH)
    for right in (("templates", "--tenant", "acme"), ("templates", "--tenant=acme", "--json")):
        os.environ["LONGTAKE_TENANT"] = ""
        assert run(right) == 0
        assert os.environ["LONGTAKE_TENANT"] == "acme"
    assert run(("make", "--seconds", "x", "--", "--tenant")) == 2
    capsys.readouterr()
    assert run(typed) == 2
    assert words in capsys.readouterr().err


def test_a_tenant_is_meant_by_letters_of_either_size_for_its_settings_and_its_keys_alike(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, '[acme]\n[globex]\nenv = "globex.env"\n', globex="FAL_KEY=of-globex")
    monkeypatch.setenv("FAL_KEY", "the-operators-own")
    monkeypatch.setenv("longtake_tenant", "globex")
    assert load_settings().tenant == "globex"
    assert variables(["FAL_KEY"]) == {"FAL_KEY": "of-globex"}
    assert run(["--tenant", "acme", "templates"]) == 0
    assert load_settings().tenant == "acme"
    assert variables(["FAL_KEY"]) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[acme]\nnamespace = "x"\n[globex]\nnamespace = "x"\n', "the same namespace (x)"),
        ('[acme]\n[globex]\nnamespace = "acme"\n', "the same namespace (acme)"),
        ('[acme]\nprofile = "x"\n[globex]\nprofile = "x"\n', "the same profile of Temporal (x)"),
        ('[acme]\n[globex]\ndatabase_schema = "acme"\n', "the same database_schema (acme)"),
        ('[acme]\n[globex]\nstore_prefix = "/acme/"\n', "store_prefix"),
        ('[acme]\nstore_prefix = "a/b"\n[globex]\nstore_prefix = "a"\n', "one inside the other's"),
        ('[acme]\nencryption_keys = "k"\n[globex]\nencryption_keys = "./x/../k"\n', "encryption_keys"),
        ('[acme]\nenv = "e"\n[globex]\nenv = "e"\n', "the same env"),
    ],
)
def test_two_that_would_meet_are_refused(home: Path, text: str, words: str) -> None:
    said = refused(home, text)
    assert "acme and globex have" in said
    assert words in said
    assert said.endswith("give each one of its own.")


def test_a_prefix_that_only_begins_as_another_does_is_no_part_of_it(home: Path) -> None:
    write(home, '[acme]\n[globex]\nstore_prefix = "acme2"\n')
    assert load_settings("globex").tenant == "globex"


def test_two_files_of_one_file_are_the_same_keys(home: Path) -> None:
    create(home / "k", "first")
    (home / "linked").hardlink_to(home / "k")
    (home / "pointed").symlink_to(home / "k")
    for other in ("linked", "pointed"):
        said = refused(home, f'[acme]\nencryption_keys = "k"\n[globex]\nencryption_keys = "{other}"\n')
        assert "the same encryption_keys" in said


def test_two_files_with_a_key_in_common_are_no_keys_of_ones_own(home: Path) -> None:
    text = '[acme]\nencryption_keys = "a"\n[globex]\nencryption_keys = "g"\n'
    create(home / "a", "first")
    create(home / "g", "first")
    write(home, text)
    assert load_settings("acme").encryption_keys == home / "a"
    with (home / "g").open("a") as file:
        file.write((home / "a").read_text().splitlines()[-2].replace("first", "second") + "\n")
    lines = {line.partition(" ")[2] for line in (home / "a").read_text().splitlines() if line[:1] != "#"}
    theirs = {line.partition(" ")[2] for line in (home / "g").read_text().splitlines() if line[:1] != "#"}
    assert lines & theirs
    assert "acme and globex have a key in common" in refused(home, text)


@pytest.mark.parametrize(
    ("region", "key", "one"),
    [
        ("eu-central-1", "0a0b-1111", True),
        ("us-east-1", "0a0b-1111", False),
        ("us-east-1", "mrk-0a0b1111", True),
    ],
)
def test_a_key_at_a_service_is_one_in_every_region_that_has_a_replica_of_it(
    region: str, key: str, one: bool, home: Path
) -> None:
    for name, where in (("a", "eu-central-1"), ("g", region)):
        create(home / name, "first")
        secret = (home / name).read_text().partition("\nnames ")[2].split()[0]
        (home / name).write_text(
            f"first aws-kms:arn:aws:kms:{where}:123456789012:key/{key}\nnames {secret}\n"
        )
    text = '[acme]\nencryption_keys = "a"\n[globex]\nencryption_keys = "g"\n'
    if one:
        assert "acme and globex have a key in common" in refused(home, text)
    else:
        write(home, text)
        assert load_settings("acme").tenant == "acme"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no tenant"),
        ("acme = 3", "acme has to be a table"),
        ('[acme]\nname = "x"', "a tenant is called as its table is"),
        ('[acme]\nbudget = "lots"', "acme.budget must be an amount of dollars"),
        ('[acme]\nbudget = "-5"', "acme.budget must be an amount of dollars"),
        ("[Acme]\n[acme]", "cannot be called 'Acme'"),
        ('["../x"]', "cannot be called '../x'"),
        ("[acme", "is not TOML"),
        ('[acme]\nnamespase = "x"', "did you mean 'namespace'?"),
        ('[acme]\nnamespace = "x"\nprofile = "x"', "a namespace and a profile"),
        ("[acme]\ndatabase_schema = 'a\"; drop schema public; --'", "acme.database_schema"),
        ('[acme]\ndatabase_schema = "pg_catalog"', "PostgreSQL's own"),
        ('[acme]\nstore_prefix = "../globex"', "acme.store_prefix"),
        ('[acme]\nstore_prefix = "a/../../globex"', "acme.store_prefix"),
        ('[acme]\nenv = "not-there.env"', "The env of tenant acme"),
        ('[acme]\nenv = "~nobody-here/x"', "knows no such user"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(home: Path, text: str, words: str) -> None:
    assert words in refused(home, text)


@pytest.mark.parametrize(
    "line", ["LONGTAKE_DATABASE=x", "longtake_home=/", "TEMPORAL_API_KEY=k", "AWS_PROFILE=x"]
)
def test_a_tenants_own_file_does_not_move_it(home: Path, line: str) -> None:
    write(home, '[acme]\nenv = "acme.env"\n', acme=line)
    with pytest.raises(BadInput, match="which is the operator's: take the line out"):
        load_settings("acme")


@pytest.mark.parametrize("line", ["FAL_KEY abc", 'FAL_KEY="abc', "FAL_KEY"])
def test_a_line_of_a_tenants_own_file_that_says_nothing_is_told_without_what_stands_there(
    home: Path, line: str
) -> None:
    write(home, '[acme]\nenv = "acme.env"\n', acme=f"# keys\n\nOPENAI_API_KEY=x\n{line}\n")
    with pytest.raises(BadInput, match=r"Line 4 of .*acme\.env, the env of tenant acme") as error:
        load_settings("acme")
    assert "abc" not in str(error.value)


def test_a_file_is_no_database_for_two(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_DATABASE", "sqlite:////srv/films.db")
    assert "names one SQLite file" in refused(home, BOTH)


def test_keys_that_are_meant_for_all_encrypt_for_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(home / "all.keys", "first")
    monkeypatch.setenv("LONGTAKE_ENCRYPTION_KEYS", str(home / "all.keys"))
    assert "tenants have keys of their own: give acme a file" in refused(home, BOTH)


def test_a_tenant_asks_vendors_with_its_own_keys_and_never_with_the_process_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[acme]\nenv = "acme.env"\n[globex]\nenv = "globex.env"\n[initech]\n'
    # What looks like a reference to the process's own is a text.
    write(
        home,
        text,
        acme="FAL_KEY=of-acme\nLONGTAKE_BUDGET=7\nOPENAI_API_KEY=${FAL_KEY}",
        globex="FAL_KEY=of-globex",
    )
    monkeypatch.setenv("FAL_KEY", "the-operators-own")
    monkeypatch.setenv("LONGTAKE_STUDIO_TOKEN", "the-operators-own")
    monkeypatch.setenv("LONGTAKE_WEBHOOKS_URL", "https://films.example")
    (tmp_path / ".env").write_text("ELEVENLABS_API_KEY=the-operators-own\nFAL_KEY=the-operators-own\n")
    said = {name: load_settings(name) for name in ("acme", "globex", "initech")}
    keys = {name: asked_with(catalogue(settings), settings) for name, settings in said.items()}
    assert keys == {
        "acme": {"FAL_KEY": "of-acme", "OPENAI_API_KEY": "${FAL_KEY}"},
        "globex": {"FAL_KEY": "of-globex"},
        "initech": {},
    }
    clients = [build_registry(said[name])._client_of("fal").key for name in ("acme", "globex")]
    assert [key.get_secret_value() for key in clients] == ["of-acme", "of-globex"]
    assert os.environ["FAL_KEY"] == "the-operators-own"
    assert (said["acme"].budget, said["globex"].budget) == ("7", "")
    assert {settings.studio_token.get_secret_value() for settings in said.values()} == {""}
    assert {settings.webhooks_url for settings in said.values()} == {""}
    monkeypatch.setenv("LONGTAKE_TENANT", "globex")
    assert variables(["FAL_KEY", "ELEVENLABS_API_KEY"]) == {"FAL_KEY": "of-globex"}


def test_a_tenants_engine_is_that_of_a_home_and_has_no_keys_but_its_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, '[acme]\nenv = "acme.env"\n[globex]\n', acme="FAL_KEY=of-acme\nPATH=/nowhere")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "the-operators-own")
    settings = load_settings("acme")
    environment = engine_environment(settings)
    assert environment["FAL_KEY"] == "of-acme"
    assert environment["PATH"] == os.environ["PATH"]
    assert "ELEVENLABS_API_KEY" not in environment
    for name, value in environment.items():
        if name.startswith("LONGTAKE_"):
            monkeypatch.setenv(name, value)
    again = load_settings()
    assert dict(again) == dict(settings) | {"tenant": "", "tenants": ""}


@pytest.mark.parametrize(
    ("place", "theirs"),
    [
        ("s3://films/all/globex", True),
        ("s3://films/all/globex/out/", True),
        ("s3://films/all", True),
        ("s3://films/all/globex2", False),
        ("s3://films/all/acme/out", False),
        ("s3://films/released", False),
        ("HOME/tenants/globex/assets", True),
        ("HOME/tenants", True),
        ("HOME/tenants/acme/../globex", True),
        ("HOME/tenants/acme/out", False),
        ("/srv/films", False),
        ("HOME/films/globex", True),
        ("HOME/films/globex/film-1", True),
        ("HOME/films/acme/film-1", False),
    ],
)
def test_nothing_is_released_to_where_another_has_its_things(
    place: str, theirs: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, BOTH)
    monkeypatch.setenv("LONGTAKE_STORE", "s3://films/all")
    monkeypatch.setenv("LONGTAKE_FILMS", str(home / "films"))
    settings, place = load_settings("acme"), place.replace("HOME", str(home))
    if not theirs:
        check_no_others(settings, place)
        return
    with pytest.raises(BadInput, match="is where another tenant has its things"):
        check_no_others(settings, place)


def test_a_tenants_namespace_goes_before_the_environments_and_a_profile_before_all_of_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, '[acme]\n[globex]\nprofile = "globex"\n[initech]\nprofile = "twin"\n')
    monkeypatch.setenv("TEMPORAL_ADDRESS", "films.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "the-operators-own")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "temporal.toml"))
    (tmp_path / "temporal.toml").write_text(
        '[profile.globex]\naddress = "globex.example:7233"\nnamespace = "g"\n'
        '[profile.twin]\naddress = "Films.Example:7233"\nnamespace = "acme"\n'
    )
    config = cluster_config(load_settings("globex"))
    assert config is not None
    assert (config.get("target_host"), config.get("namespace")) == ("globex.example:7233", "g")
    for name in ("acme", "initech"):
        with pytest.raises(BadInput, match=r"have the same namespace 'acme' of films\.example:7233"):
            cluster_config(load_settings(name))
    write(home, BOTH)
    config = cluster_config(load_settings("acme"))
    assert config is not None
    assert (config.get("target_host"), config.get("namespace")) == ("films.example:7233", "acme")


def test_a_worker_of_several_shares_out_the_cpu_and_needs_a_server_of_ones_own(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, "[acme]\n[globex]\n[initech]\n")
    assert run(["worker", "--all-tenants"]) == 2
    assert "served at a Temporal server of your own" in capsys.readouterr().err
    assert run(["worker", "--tenant", "acme", "--all-tenants"]) == 2
    assert run(["worker", "--tenant", "acme", "--tenant", "nobody"]) == 2
    monkeypatch.setenv("TEMPORAL_ADDRESS", "films.example:7233")
    monkeypatch.setenv("LONGTAKE_CPU_SLOTS", "4")
    assert [(one.tenant, one.cpu_slots) for one in settings_of(())] == [
        ("acme", 2),
        ("globex", 2),
        ("initech", 2),
    ]
    assert [(one.tenant, one.cpu_slots) for one in settings_of(("globex", "globex"))] == [("globex", 4)]


async def test_what_keeps_a_tenant_out_is_said_of_its_own_profile_and_of_no_variable(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, '[acme]\nprofile = "house"\n[globex]\n')
    monkeypatch.setenv("TEMPORAL_ADDRESS", "films.example:7233")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "temporal.toml"))
    (tmp_path / "temporal.toml").write_text('[profile.house]\naddress = "127.0.0.1:1"\n')
    settings = load_settings("acme")
    config = cluster_config(settings)
    assert config is not None
    with pytest.raises(
        EngineUnavailable,
        match=r"at 127\.0\.0\.1:1: start it, or mend `address` of the Temporal profile 'house'\.$",
    ):
        await connect(open_store(settings), config)
