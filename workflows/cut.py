"""The end of a film: its cut list from measured lengths, its score, its cut."""

from collections import Counter
from collections.abc import Container, Sequence
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.cutline import heard_in
    from models.cut.cutlist import CutList, CutShot, cut_list
    from models.cut.lengths import frames_of
    from models.cut.score import ScorePiece, score_files
    from models.film.reels import ReelStanding
    from models.orders.assets import Asset
    from models.orders.scores import Mood
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.failures import lost_file
    from workflows.film_state import FilmState
    from workflows.money.unknown_jobs import MOST_LOST
    from workflows.sounds.scene_effects import EFFECTS, SceneEffects
    from workflows.sounds.score import SCORE, Score


class Cut:
    """Turns finished shots into a film; `lost` counts how often something of a shot, or the score, was gone from the store."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self.lost = Counter[str]()
        self._effects, self._score = SceneEffects(state, self.lost), Score(state, self.lost)

    async def make(self) -> bool:
        """Score and cut the film; shots that are missing get a slate.

        False when a stored file that it needs is lost: the shot that it was made for is left to be made again.

        Raises:
            ApplicationError: no shot could be made at all.
            ActivityError: the cut failed.

        """
        state = self._state
        if not any(view.clip and not view.missing for view in state.reel.views):
            reason = next((view.missing for view in state.reel.views if view.missing), "there are none")
            raise ApplicationError(f"No shot could be made: {reason}", type="FilmFailed", non_retryable=True)
        await state.clear()
        state.enter("cut")
        cut = await self._with_effects()
        follows = state.cast.music.sections
        moods = self._moods(cut, state.reel.views) if follows else [Mood(state.mood, cut.seconds)]
        pieces = await self._score.make(moods)
        try:
            await self._assembled(contracts.CutRequest(cut=cut, fresh=state.fresh, **_heard(pieces)))
        except ActivityError as error:
            if self.mend({lost_file(error)}):
                return False
            raise
        return True

    async def _assembled(self, request: contracts.CutRequest) -> None:
        """Have the film cut, and take what comes of it."""
        state = self._state
        film = await executed(
            contracts.Cutting.assemble, request, task_queue="cpu", summary="The cut", **retries.CUTTING
        )
        state.documents |= {"film.mp4": film.film, **film.documents}
        if film.subtitles:
            state.documents["film.srt"] = film.subtitles
        state.documents |= score_files(request.score, request.pieces)
        for note in film.notes:
            state.note(note)
        state.film_seconds, state.film_frames = film.seconds, film.frames

    async def make_of(self, reels: Sequence[ReelStanding]) -> None:
        """Score and cut a film of the lists that its reels left.

        Raises:
            ApplicationError: no shot could be made at all.
            ActivityError: the cut failed.

        """
        state = self._state
        if not any(reel.film for reel in reels):
            raise ApplicationError("No shot could be made.", type="FilmFailed", non_retryable=True)
        await state.clear()
        state.enter("cut")
        cut = self.cut_list(())
        blends = sum(reel.blends for reel in reels) + (cut.ending != "cut")
        frames = cut.title_frames + sum(reel.frames for reel in reels) + cut.end_frames
        pieces = await self._score.make([Mood(state.mood, (frames - blends * cut.overlap) / cut.fps)])
        lists = tuple(reel.cut for reel in reels if reel.cut)
        await self._assembled(contracts.CutRequest(cut=cut, reels=lists, fresh=state.fresh, **_heard(pieces)))

    async def make_reel(self) -> bool:
        """Cut a reel of the film by itself, without cards and music; False as in `make`. Without a clip there is nothing to cut."""
        state = self._state
        if not any(view.clip and not view.missing for view in state.reel.views):
            return True
        await state.clear()
        cards = {"title_frames": 0, "end_frames": 0, "ending": "cut"}
        cut = (await self._with_effects()).model_copy(update=cards)
        opening = cut.shots[0].model_copy(update={"transition": "cut"})
        cut = cut.model_copy(update={"shots": (opening, *cut.shots[1:])})
        request = contracts.CutRequest(cut=cut, reel=state.number, fresh=state.fresh)
        try:
            film = await executed(
                contracts.Cutting.assemble,
                request,
                task_queue="cpu",
                summary=f"The cut of reel {state.number}",
                **retries.CUTTING,
            )
        except ActivityError as error:
            if self.mend({lost_file(error)}):
                return False
            raise
        state.documents[state.place("reel.mp4")] = film.film
        if film.subtitles:
            state.documents[state.place("reel.srt")] = film.subtitles
        for note in film.notes:
            state.note(note)
        state.film_seconds, state.film_frames = film.seconds, film.frames
        return True

    async def _with_effects(self) -> CutList:
        """The list of all shots, with the sounds of their scenes."""
        views = self._state.reel.views
        self._effects.forget()
        cut = self.cut_list(views)
        await self._effects.make([view.shot for view in views], cut)
        return self._effects.laid(cut)

    def mend(self, lost: Container[str]) -> bool:
        """Whether lost files, named by their sha256, can be made again: shots' clips or voices, or what was made beside them."""
        views = self._state.reel.views
        owners = [view for view in views if any(made.blob.sha256 in lost for made in _made(view))]
        played, heard = self._score.misses(lost), self._effects.misses(lost)
        again = [SCORE] if played else [EFFECTS] if heard else []
        for name in [view.shot.shot_id for view in owners] or again:
            self.lost[name] += 1
            if self.lost[name] > MOST_LOST:
                return False
        self._state.reel.show(*(view.lost() for view in owners))
        return bool(owners or again)

    def _moods(self, cut: CutList, views: Sequence[ShotView]) -> list[Mood]:
        """How long the film has which mood; cards have that of the shot beside them."""
        own = {view.shot.shot_id: view.shot.mood or self._state.mood for view in views}
        lengths = [shot.frames - (shot.transition != "cut") * cut.overlap for shot in cut.shots]
        lengths[0] += cut.title_frames
        moods = [
            Mood(own[shot.shot_id], frames / cut.fps) for shot, frames in zip(cut.shots, lengths, strict=True)
        ]
        left = cut.seconds - sum(mood.seconds for mood in moods)
        return [*moods[:-1], Mood(moods[-1].words, moods[-1].seconds + left)]

    def cut_list(self, views: tuple[ShotView, ...]) -> CutList:
        """The film in order, or a part of it, at the lengths that were measured."""
        state = self._state
        fps = state.brief.picture.fps
        cut = cut_list(
            state.brief,
            state.film_id,
            state.title,
            state.language,
            tuple(view.shot for view in views),
            tuple(cut_shot(view, fps) for view in views),
        )
        if state.number > 1 and len(views) == len(state.reel):  # how it follows the reel before
            first = cut.shots[0].model_copy(update={"transition": views[0].shot.transition or "cut"})
            cut = cut.model_copy(update={"shots": (first, *cut.shots[1:])})
        return self._effects.laid(cut)


def _heard(pieces: Sequence[ScorePiece]) -> dict[str, Any]:
    """A score as the cut is told of it: of one piece, which begins with the film, as a file alone."""
    if not pieces:
        return {}
    alone = len(pieces) == 1 and not pieces[0].start
    return {"score": pieces[0].sound, "pieces": () if alone else tuple(pieces)}


def _made(view: ShotView) -> list[Asset]:
    return [made for made in (*view.voices, view.clip, view.lips, view.conformed) if made is not None]


def cut_shot(view: ShotView, fps: int) -> CutShot:
    """What the cut needs of a shot: its clip as the film has it, or why there is none."""
    shot = view.shot
    source = view.lips or view.clip
    clip = view.conformed or source
    if clip is None or view.missing:
        return CutShot(
            shot_id=shot.shot_id,
            shot_number=shot.shot_number,
            frames=frames_of(shot.duration, fps),
            missing=view.missing or "It was not made.",
        )
    return CutShot(
        shot_id=shot.shot_id,
        shot_number=shot.shot_number,
        frames=clip.frames,
        clip=clip.blob,
        conformed=view.conformed is not None,
        source=source.blob if source else None,
        filmed=view.clip.blob if view.lips and view.clip else None,
        **heard_in(shot, view.voices),
    )
