"""Somebody who comes into a film by a revision: a place in its bible, and a voice where they speak."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.shots.shot_list import Shot
    from models.subjects.bible import with_newcomers
    from models.subjects.speakers import speaking
    from workflows.film_state import FilmState
    from workflows.story.voices import with_voices


async def welcome(state: FilmState, shot: Shot) -> None:
    """Let whoever a shot lists, or lets speak, into the bible; those that are known keep what they have.

    Raises:
        ActivityError: the cast cannot say which voices it has.

    """
    bible = with_newcomers(state.bible, shot)
    if bible == state.bible:
        return
    state.bible = bible.counted(state.reel.shots)
    state.bible = await with_voices(
        state, speaking(state.bible, state.reel.shots), state.cast_of(shot.shot_id).speech
    )
