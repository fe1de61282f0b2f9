"""What is worth saying of a film."""

from studio.service.film.remarks import sameness
from tests.kit.views import film


def test_many_shots_that_show_the_same_are_said_to() -> None:
    view = film(10)
    assert sameness(view) == ""
    same = tuple(view.shots[n % 3].model_copy(update={"shot": view.shots[n % 3].shot}) for n in range(10))
    assert "Only 3 of the 10 shots differ" in sameness(view.model_copy(update={"shots": same}))
    assert sameness(film(1)) == ""
