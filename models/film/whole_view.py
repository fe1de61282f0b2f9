"""A film of several reels as one: what it says of itself, and of each of its reels what that says."""

from collections.abc import Mapping

from models.film.decision_log import DecisionLog
from models.film.view import FilmView
from models.subjects.bible import SubjectView


def whole_view(film: FilmView, reels: Mapping[int, FilmView]) -> FilmView:
    """The film with its reels' shots, papers, notes and decisions, with what they wait for, and with whoever came in in one of them.

    `reels` are those of which something is there, by their numbers.
    """
    known = {subject.name for subject in film.bible.subjects}
    documents, notes = dict(film.documents), dict.fromkeys(film.notes)
    log = DecisionLog(records=film.decisions, told=film.told, refused=film.refused)
    newcomers: dict[str, SubjectView] = {}
    firsts = {reel.number: reel.first_number for reel in film.reels}
    there = [_numbered(reels[number], firsts.get(number, 0)) for number in sorted(reels)]
    for number in sorted(reels):
        reel = reels[number]
        documents |= reel.documents
        notes |= dict.fromkeys(reel.notes)
        newcomers |= {one.name: one for one in reel.bible.subjects if one.name not in known}
        log = log.with_reel(number, reel.decisions)
    return film.model_copy(
        update={
            "shots": tuple(shot for reel in there for shot in reel.shots),
            "dropped": tuple(shot for reel in there for shot in reel.dropped),
            "documents": documents,
            "notes": tuple(notes),
            "bible": film.bible.with_(*newcomers.values()) if newcomers else film.bible,
            "needs": (*film.needs, *(need for reel in there for need in reel.needs)),
            "unknown": (*film.unknown, *(job for reel in there for job in reel.unknown)),
            "decisions": log.records,
            "told": log.told,
            "refused": log.refused,
        }
    )


def _numbered(reel: FilmView, first: int) -> FilmView:
    """A reel with its shots' numbers from there on: since it was left, reels before it may have got more shots, or fewer."""
    more = first - reel.shots[0].shot.shot_number if first and reel.shots else 0
    if not more:
        return reel
    shots = (
        view.shot.model_copy(update={"shot_number": view.shot.shot_number + more}) for view in reel.shots
    )
    views = tuple(view.called(shot) for view, shot in zip(reel.shots, shots, strict=True))
    return reel.model_copy(update={"shots": views})
