"""The page of what goes wrong at vendors says what the tests hold."""

from pathlib import Path

from tests.kit.vendors.faults import page

PAGE = Path(__file__).parents[3] / "docs" / "vendor-faults.md"


def test_the_page_of_faults_is_the_one_that_the_tests_give() -> None:
    said = "`python -m tests.kit.vendors.faults > docs/vendor-faults.md` writes it anew"
    assert PAGE.read_text(encoding="utf-8") == page(), said
