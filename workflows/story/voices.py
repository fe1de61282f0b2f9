"""Voices: a film's characters and its narrator are given theirs, once somebody speaks."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.cast import Choice
    from models.subjects.bible import Bible
    from workflows.errands import executed
    from workflows.film_state import FilmState


async def with_voices(state: FilmState, heard: Sequence[str], speech: Choice, *, anew: bool = False) -> Bible:
    """The film's bible with a voice for everybody; as it is where the narrator alone is heard and nobody chose a voice.

    `heard` are the names of those who say something. Who has a voice of the provider `speech` keeps it, unless all are given `anew`.

    Raises:
        ActivityError: a voice that a person chose is not the provider's, or does not speak the film's language.

    """
    bible = state.bible
    request = contracts.VoicesRequest(
        bible=bible,
        speech=speech,
        language=state.language,
        narrator=state.brief.narrator,
        speaking=tuple(heard),
        anew=anew,
    )
    if not request.needed:
        return bible
    given = await executed(
        contracts.Casting.voices, request, task_queue="io", summary="Voices", **retries.QUICK
    )
    for note in given.notes:
        state.note(note)
    return given.given_to(bible)
