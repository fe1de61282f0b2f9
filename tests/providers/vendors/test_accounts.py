"""Accounts: whose key a vendor is asked with, and how much of it, as a person's own table says."""

from pathlib import Path

import pytest

from infra.settings import Settings
from providers.vendors.accounts import account_of
from tests.kit.hosted import Hosted
from workers import language_models
from workers.registry import build_registry

NAME = "fal/fal-ai/flux/schnell"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = tmp_path / "models.toml"
    own.write_text("[vendors.fal]\njobs_at_once = 2\nper_second = 3\npoll_every_s = 7\n")
    return Settings(home=tmp_path, models=own)


def test_a_persons_own_table_bounds_a_vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "not-a-secret-1")
    account = account_of(build_registry(settings).find("image", NAME))
    assert (account.shown, account.most, account.poll_every_s) == ("fal", 2, 7.0)
    assert language_models.catalogue(settings).all_vendors["fal"].per_second == 3.0


def test_two_keys_are_two_accounts_and_neither_can_be_read_from_its_name(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = set()
    for key in ("not-a-secret-1", "not-a-secret-2", "not-a-secret-1"):
        monkeypatch.setenv("FAL_KEY", key)
        names.add(account_of(build_registry(settings).find("image", NAME)).name)
    assert len(names) == 2
    assert all(name.startswith("fal:") and "secret" not in name for name in names)


def test_a_provider_without_a_vendors_client_is_asked_in_its_own_name() -> None:
    account = account_of(Hosted("image", "http://127.0.0.1:1"))
    assert (account.name, account.shown) == ("vendor", "vendor")
