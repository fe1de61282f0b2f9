"""What can be taken away of a film: its files that are for people and for other programs, by what they are."""

from collections.abc import Iterator

from models.base import Frozen
from models.film.view import FilmView
from models.orders.assets import Blob
from studio.web.page.renderer import file_url

_NAMED = (
    ("film.mp4", "Film"),
    ("film.srt", "Subtitles, SRT"),
    ("film.vtt", "Subtitles, WebVTT"),
    ("timeline.otio", "Timeline, OTIO"),
    ("film.edl", "Edit list, EDL"),
)
_AFTER = (("timeline.png", "Overview"), ("poster.jpg", "Poster"), ("report.json", "Report"))


class Download(Frozen):
    """A file; `called` is what it is, `saved` what a browser names it."""

    called: str
    url: str
    saved: str
    size: int


def downloads_of(view: FilmView) -> tuple[Download, ...]:
    """The files of a film that somebody takes away, as far as they are there."""
    return tuple(_found(view))


def _found(view: FilmView) -> Iterator[Download]:
    pages = view.board_pages
    boards = [
        (place, f"Storyboard, page {number}" if len(pages) > 1 else "Storyboard")
        for number, place in enumerate(pages, start=1)
    ]
    for place, called in (*_NAMED, *boards, *_AFTER):
        blob = view.documents.get(place)
        if blob is not None:
            yield Download(
                called=called,
                url=file_url(view.film_id, place, blob),
                saved=_saved(view, place),
                size=blob.size,
            )


def _saved(view: FilmView, place: str) -> str:
    """By the film, not as one of many `film.mp4`."""
    return (
        f"{view.film_id}.{place.partition('.')[2]}"
        if place.startswith("film.")
        else f"{view.film_id}-{place}"
    )


def cut_of(view: FilmView) -> Blob | None:
    """The film itself."""
    return view.documents.get("film.mp4")
