"""The seed of the kills: the one that is set, else a new one, the same in all processes of a test run; printed either way."""

import os
import random

import pytest

from tests.kit.chaos.storm import SEED_VARIABLE


def pytest_configure(config: pytest.Config) -> None:
    """Draw a seed where none is set; the processes that run the tests inherit it."""
    del config
    os.environ.setdefault(SEED_VARIABLE, str(random.SystemRandom().randrange(1, 1_000_000)))


def pytest_report_header() -> str:
    """Which seed it is."""
    return f"kills: {SEED_VARIABLE}={os.environ[SEED_VARIABLE]}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each storm was, with its seed, and how long hosts took to recover."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            told = dict(getattr(report, "user_properties", ()))
            for name in ("storm", "hosts"):
                if name in told and report.when == "call":
                    terminalreporter.write_line(told[name])
