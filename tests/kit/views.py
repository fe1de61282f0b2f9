"""Views of films that nobody made, as a server would give them."""

from models.film.view import FilmView
from models.names import shot_id
from models.shots.shot_list import Shot
from models.shots.view import ShotView


def film(shots: int = 3, **changes: object) -> FilmView:
    """A film that is being shot: the first shot is done, the second rendering, the others drawn."""
    views = tuple(
        ShotView(
            shot=Shot(shot_id=shot_id(n), shot_number=n, enhanced_prompt=f"A long look at picture {n} " * 9),
            status="done" if n == 1 else "rendering" if n == 2 else "drawn",
        )
        for n in range(1, shots + 1)
    )
    view = FilmView(film_id="the-door", brief_digest="", title="The Door", stage="shots", shots=views)
    return view.model_copy(update=changes)
