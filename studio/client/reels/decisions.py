"""Decisions about films of several reels: each is told the reels that it is about, which refuse it at once where they cannot take it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from models.errors import BadInput, WrongMoment
from models.film.decisions import Decision, DecisionRecord
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.shots.named_parts import check_reel, check_shot
from models.shots.shot_list import find_shot
from studio.client.film_reader import FilmReader
from studio.client.reels.views import reel_workflow
from studio.client.server_answers import NoFilm
from workflows.money.decisions import THE_FILM

Reading = Callable[[], Awaitable[FilmView]]
"""Reads what was told, and what it has written down of that."""

Telling = Callable[[str, Decision, Reading], Awaitable[DecisionRecord]]
"""Tells a workflow, by its id, a decision; gives the record, or raises where it is refused at once."""


class OfReels(NamedTuple):
    """A film of several reels, as it says of itself that it stands, and how its workflows are read and told."""

    film: FilmView
    reader: FilmReader
    tell: Telling

    async def decide(self, decision: Decision) -> DecisionRecord:
        """Tell the reels that a decision is about, or the film, where it is the whole film's.

        Raises:
            LongtakeError: as `tell_film`.

        """
        match decision.kind:
            case "approve" if decision.reel is None and not decision.boards and decision.board is None:
                return await self._tell_film(decision.model_copy(update={"boards": self._boards()}))
            case "approve" if decision.reel is not None:
                check_reel(self.film, decision.reel)
                reel = next(one for one in self.film.reels if one.number == decision.reel)
                told = {decision.reel: decision} if _runs(reel) else {}
            case "revise" | "redraw" | "allow" | "resolve" | "recast":
                told = await self._parts(decision)
            case _:
                told = {}
        records = [await self._tell_reel(number, part, decision) for number, part in told.items()]
        if not records:
            return await self._tell_film(decision)
        refused = next((record for record in records if not record.accepted), records[-1])
        return refused.model_copy(update={"decision": decision})

    def _boards(self) -> dict[int, int]:
        """The boards that wait, as they are seen now."""
        boards = {reel.number: reel.board for reel in self.film.reels if reel.waits}
        if not boards:
            raise WrongMoment(
                f"No board of {self.film.film_id} waits for a decision: `longtake status {self.film.film_id}` shows "
                "where its reels are."
            )
        return boards

    async def _parts(self, decision: Decision) -> dict[int, Decision]:
        """What each reel is told of a decision about shots; nothing where it is about the film, or one of them is not made now."""
        names = [name for name in (decision.shot, *decision.shots) if name not in THE_FILM]
        if not names and decision.kind != "redraw":
            return {}
        film = await self.reader.view(self.film.film_id)
        if not names:
            if not any(shot.stale for shot in film.shots):
                raise WrongMoment("No picture is stale: none shows a subject as it is no longer.")
            return {}
        shots: dict[int, list[str]] = {}
        all_known = len(film.shots) == sum(reel.count for reel in film.reels)  # not in its first moments
        for name in names:
            if all_known:
                check_shot(film, name)
            reel = next((reel for reel in film.reels if _has(film, reel, name)), None)
            if reel is None or not _runs(reel):
                return {}
            shots.setdefault(reel.number, []).append(name)
        shot = find_shot(tuple(one.shot for one in film.shots), decision.shot) if decision.says else None
        if shot and (objection := decision.objection(shot)):
            raise BadInput(objection)
        if decision.shot not in THE_FILM:
            return {next(iter(shots)): decision}
        return {
            number: decision.model_copy(update={"shots": tuple(named)}) for number, named in shots.items()
        }

    async def _tell_reel(self, number: int, part: Decision, decision: Decision) -> DecisionRecord:
        """Tell a reel what of a decision is about it; the film, where that reel has ended meanwhile."""
        film_id = self.film.film_id
        mark = await self.reader.mark(film_id)
        told = part.model_copy(update={"reel": number})
        try:
            return await self.tell(
                reel_workflow(film_id, mark, number), told, lambda: self.reader.reel(film_id, number)
            )
        except NoFilm:
            return await self._tell_film(decision)

    async def _tell_film(self, decision: Decision) -> DecisionRecord:
        film_id = self.film.film_id
        return await self.tell(film_id, decision, lambda: self.reader.summary(film_id))


def _runs(reel: ReelStanding) -> bool:
    return reel.stage != "planned" and not reel.ended


def _has(film: FilmView, reel: ReelStanding, name: str) -> bool:
    return find_shot(tuple(one.shot for one in film.shots_of(reel)), name) is not None
