"""The end of a film: its cut list from measured lengths, its score, its cut."""

from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.cutlist import CutList, CutShot, cut_list
    from models.cut.lengths import frames_of
    from models.money.steps import Step
    from models.names import score_place
    from models.orders.assets import Asset, Blob
    from models.orders.requests import MusicRequest, Order
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.library import look_up_score
    from workflows.money.purchases import Unwanted, bought
    from workflows.orders import Lost


class Cut:
    """Turns finished shots into a film."""

    def __init__(self, state: FilmState) -> None:
        self._state = state

    async def make(self) -> None:
        """Score and cut the film; shots that are missing get a slate.

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
        cut = self.cut_list(state.reel.views)
        score = await self._music(cut)
        request = contracts.CutRequest(cut=cut, score=score, fresh=state.fresh)
        film = await executed(
            contracts.Cutting.assemble, request, task_queue="cpu", summary="The cut", **retries.CUTTING
        )
        state.documents |= {"film.mp4": film.film, **film.documents}
        if film.subtitles:
            state.documents["film.srt"] = film.subtitles
        if score:
            state.documents[score_place(score.suffix)] = score
        for note in film.notes:
            state.note(note)
        state.film_seconds, state.film_frames = film.seconds, film.frames

    async def _music(self, cut: CutList) -> Blob | None:
        """The file that was given, or a score as long as the film; none with a note."""
        if self._state.brief.music:
            return self._state.brief.music
        score = await self._score(cut.seconds)
        return score.blob if score else None

    async def _score(self, seconds: float) -> Asset | None:
        """Music under the whole film, or none with a note."""
        state = self._state

        def plan() -> tuple[Step, Decimal, Order[MusicRequest]]:
            order = state.orders.score(state.cast, seconds)
            return Step(stage="score", provider=order.choice.provider), state.quotes.score, order

        if state.quotes.cannot_score:
            return None
        found = await look_up_score(plan()[2])
        if found:
            return found
        try:
            return await bought(state, plan, "The score")
        except Unwanted:
            return None
        except Lost as lost:
            state.note(f"The film has no score: {lost.reason}")
        except ActivityError as error:
            state.note(f"The film has no score: {why(error)}")
        return None

    def cut_list(self, views: tuple[ShotView, ...]) -> CutList:
        """The film in order, or a part of it, at the lengths that were measured."""
        state = self._state
        fps = state.brief.picture.fps
        return cut_list(
            state.brief,
            state.film_id,
            state.title,
            state.language,
            tuple(view.shot for view in views),
            tuple(cut_shot(view, fps) for view in views),
        )


def cut_shot(view: ShotView, fps: int) -> CutShot:
    """What the cut needs of a shot: its clip as the film has it, or why there is none."""
    shot, voice = view.shot, view.voice
    clip = view.conformed or view.clip
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
        source=view.clip.blob if view.clip else None,
        voice=voice.blob if voice else None,
        voice_s=voice.seconds if voice else 0.0,
        words=voice.words if voice else None,
        subtitle=shot.dialogue,
    )
