"""The image of this tree, for every test here that asks for it."""

from collections.abc import Iterator

import pytest

from tests.kit.images.image import Image, image, why_not


@pytest.fixture(scope="session")
def built() -> Iterator[Image]:
    """The image, built once and mounted."""
    if why := why_not():
        pytest.skip(why)
    with image() as made:
        yield made
