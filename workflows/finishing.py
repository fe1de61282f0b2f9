"""The end of a film: its timeline from measured lengths, its score, its cut."""

from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.assets import Asset
    from models.film import ShotView
    from models.money import Step
    from models.timeline import Timeline, TimelineShot, card_seconds, frames_of
    from workflows.buying import Ended, bought
    from workflows.failures import reason_of
    from workflows.looking_up import look_up_score
    from workflows.orders import Lost
    from workflows.state import FilmState


class Finishing:
    """Turns finished shots into a film."""

    def __init__(self, state: FilmState) -> None:
        self._state = state

    async def cut(self) -> None:
        """Score and cut the film; shots that are missing get a slate.

        Raises:
            ApplicationError: no shot could be made at all.
            ActivityError: the cut failed.

        """
        state = self._state
        if not any(view.clip for view in state.shot_views):
            reason = next((view.missing for view in state.shot_views if view.missing), "there are none")
            raise ApplicationError(f"No shot could be made: {reason}", type="FilmFailed", non_retryable=True)
        await state.clear()
        state.enter("cut")
        timeline = self.timeline()
        score = await self._score(timeline.seconds)
        request = contracts.CutRequest(
            timeline=timeline, score=score.blob if score else None, fresh=state.fresh
        )
        cut = await workflow.execute_activity_method(
            contracts.Cutting.assemble, request, task_queue="cpu", summary="The cut", **options.CUTTING
        )
        state.documents |= {"film.mp4": cut.film, "film.srt": cut.subtitles}
        if score:
            state.documents["score.wav"] = score.blob
        state.film_seconds, state.film_frames = cut.seconds, cut.frames

    async def _score(self, seconds: float) -> Asset | None:
        """Music under the whole film, or none with a note."""
        state = self._state

        def plan() -> tuple[Step, Decimal, contracts.ScoreOrder]:
            order = contracts.ScoreOrder(
                choice=state.cast.music,
                seed=state.request.brief.seed,
                fresh=state.fresh,
                mood=state.mood,
                seconds=seconds,
            )
            return Step(stage="score", provider=order.choice.provider), state.quotes.score, order

        found = await look_up_score(plan()[2])
        if found:
            return found
        try:
            return await bought(state, plan, "The score")
        except Ended:
            return None
        except Lost as lost:
            state.note(f"The film has no score: {lost.reason}")
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            state.note(f"The film has no score: {reason_of(error)}")
        return None

    def timeline(self) -> Timeline:
        """The film in order, at the lengths that were measured."""
        state = self._state
        width, height = state.request.brief.frame_size
        title_s, end_s = card_seconds(state.request.brief.seconds)
        return Timeline(
            film_id=state.film_id,
            title=state.title,
            width=width,
            height=height,
            title_frames=frames_of(title_s),
            end_frames=frames_of(end_s),
            language=state.language,
            shots=tuple(_entry(view) for view in state.shot_views),
        )


def _entry(view: ShotView) -> TimelineShot:
    shot, clip, voice = view.shot, view.clip, view.voice
    if clip is None:
        return TimelineShot(
            shot_id=shot.shot_id,
            shot_number=shot.shot_number,
            frames=frames_of(shot.duration),
            missing=view.missing or "It was not made.",
        )
    return TimelineShot(
        shot_id=shot.shot_id,
        shot_number=shot.shot_number,
        frames=clip.frames,
        clip=clip.blob,
        voice=voice.blob if voice else None,
        voice_s=voice.seconds if voice else 0.0,
        subtitle=shot.dialogue,
    )
