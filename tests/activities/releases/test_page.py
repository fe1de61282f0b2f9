"""The page about releases names every reason of YouTube's that is known."""

from pathlib import Path

from activities.releases.youtube.refusals import MEANINGS

PAGE = Path(__file__).parents[3] / "docs" / "release.md"


def test_the_page_has_every_reason_that_is_a_sentence() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert [reason for reason in MEANINGS if f"`{reason}`" not in told] == []
