"""Who and what recurs in a film, as the board has them on top: a picture, words, a voice."""

from collections.abc import Mapping

from models.base import Frozen
from models.film.view import FilmView
from models.names import subject_id, subject_place
from models.orders.assets import Blob
from studio.web.page.renderer import file_url

_WIDTH = 320
_ARTICLES = frozenset({"the", "a", "an"})


class Person(Frozen):
    """A subject of a film; `picture` is an address, empty where there is none."""

    name: str
    kind: str
    description: str
    voice: str
    shots: int
    picture: str
    missing: str
    called: tuple[str, ...]

    @property
    def initial(self) -> str:
        """What stands for it where there is no picture: the first letter of its name, without an article."""
        words = [word for word in self.name.split() if word.casefold() not in _ARTICLES] or [self.name]
        return words[0][:1].upper()


def people_of(view: FilmView, files: Mapping[str, Blob]) -> tuple[Person, ...]:
    """The subjects of a film that has these files."""
    found = []
    for subject in view.bible.subjects:
        folder = subject_place(subject_id(subject.name), "")
        pictures = {place: blob for place, blob in files.items() if place.startswith(folder)}
        first = next(iter(sorted(pictures, key=lambda place: "reference" not in place)), "")
        found.append(
            Person(
                name=subject.name,
                kind=subject.subject.kind,
                description=subject.subject.description,
                voice=subject.voice,
                shots=subject.shots,
                picture=file_url(view.film_id, first, pictures[first], _WIDTH) if first else "",
                missing=subject.missing,
                called=subject.names,
            )
        )
    return tuple(found)
