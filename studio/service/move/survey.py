"""What a home has of films, before any of them is moved: those that have ended, and those that have to be stopped first."""

import asyncio
from collections.abc import Sequence
from contextlib import closing, suppress
from decimal import ROUND_DOWN, Decimal

from sqlalchemy import select
from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus

from activities.documents.last_word import LAST_WORD
from activities.money.film_money import spent_after
from infra.database.database import open_database
from infra.database.tables import documents, ledger
from infra.settings import Settings
from models.errors import BadInput, StorageError, WrongMoment
from models.film.view import (
    BRIEF_MEMO,
    BUDGET_MEMO,
    LAST_WORD_MEMO,
    MISSING_MEMO,
    TITLE_MEMO,
    FilmResult,
    FilmView,
)
from models.orders.assets import Blob
from studio.client import Studio
from studio.client.executions import execution_of, first_run
from studio.client.film_summaries import COST, TITLE
from studio.client.runs.keys import MARKS_MEMO
from studio.client.server_answers import answered
from studio.service.move.journal import PlannedFilm
from workflows.runs.moved import Ended

_KEPT = (BRIEF_MEMO, BUDGET_MEMO, MISSING_MEMO, TITLE_MEMO, MARKS_MEMO)
_STOPPED = (WorkflowExecutionStatus.CANCELED, WorkflowExecutionStatus.TERMINATED)
_STOPS_WITHIN_S = 60.0


async def running_films(studio: Studio) -> list[str]:
    """The films that run, by their ids.

    Raises:
        WrongMoment: a film is being released right now.
        EngineUnavailable: the server does not answer.

    """

    async def read() -> list[str]:
        return [
            each.id
            async for each in studio.client.list_workflows(
                "ExecutionStatus = 'Running' AND WorkflowType = 'ReleaseWorkflow'"
            )
        ]

    if releases := await answered(read()):
        raise WrongMoment(f"A film is being released ({releases[0]}): wait for it, then run the same again.")
    return sorted(film.film_id for film in await studio.listed(running=True) if film.running)


async def to_begin_again(studio: Studio, film_id: str) -> PlannedFilm:
    """A film that runs, as it is begun on the cluster once it was stopped here: by the same id and brief.

    One that has everything made afresh goes on with what it has made so.

    Raises:
        WrongMoment: it waits for a person to say what became of a job.
        LongtakeError: it cannot be read.

    """
    request, view = await studio.request_of(film_id), await studio.view(film_id)
    if view.unknown:
        # The run that is begun there asks under names of its own, and nobody would be asked about this one any more.
        raise WrongMoment(
            f"The film {film_id!r} waits for somebody to say what became of a job at {view.unknown[0].provider}: "
            f"`longtake resolve {film_id}`, or cancel it, then run the same again."
        )
    execution = await _there(studio, film_id)
    fresh = "" if request.options.use_cache else request.fresh or first_run(execution)
    options = request.options.model_copy(update={"budget": view.budget, "budget_mode": view.budget_mode})
    return PlannedFilm(
        film_id=film_id,
        how="again",
        request=request.model_copy(update={"options": options, "fresh": fresh}),
        title=view.title,
        began=await _began(studio, execution),
        cost=float(view.spent),
    )


async def stop(studio: Studio, film_id: str) -> None:
    """Stop a film here; one that has come to its end by then is left as it is.

    Raises:
        WrongMoment: it does not stop.
        EngineUnavailable: the server does not answer.

    """
    try:
        became = (await studio.cancel(film_id, _STOPS_WITHIN_S)).became
    except WrongMoment:
        return
    if became == "asked":
        raise WrongMoment(
            f"The film {film_id!r} was told to stop, and has not: look at `longtake status {film_id}`, then run the same again."
        )


async def settled(studio: Studio, settings: Settings, film: PlannedFilm) -> PlannedFilm:
    """A film that was stopped, for what is left of its budget; or as it has ended, where it came to an end by itself.

    A change of a finished film comes to nothing, and that film is as it was.

    Raises:
        BadInput: nothing is left of it.
        LongtakeError: it cannot be read.

    """
    execution = await execution_of(studio.client, film.film_id)
    if execution is None:
        raise BadInput("It was stopped for the move, and deleted before that went on.")
    if execution.status not in _STOPPED or film.request.previous is not None:
        return await ended_film(studio, film.film_id)
    spent, budget = await asyncio.to_thread(_spent, settings, film), film.request.options.budget
    # No budget is finer than a millionth of a dollar, as models' prices are.
    left = None if budget is None else max(Decimal(0), budget - spent).quantize(Decimal("1e-6"), ROUND_DOWN)
    options = film.request.options.model_copy(update={"budget": left})
    return film.model_copy(
        update={"request": film.request.model_copy(update={"options": options}), "spent": spent}
    )


async def ended_films(studio: Studio, besides: Sequence[str]) -> tuple[list[PlannedFilm], dict[str, str]]:
    """The films that have ended, and those of which nothing is left that another server could show, by why.

    Raises:
        StorageError: what a film left cannot be read.
        EngineUnavailable: the server does not answer.

    """
    found, left = [], {}
    for film in await studio.listed():
        if film.film_id in besides or film.running:
            continue
        try:
            found.append(await ended_film(studio, film.film_id))
        except BadInput as error:
            left[film.film_id] = str(error)
    return found, left


async def ended_film(studio: Studio, film_id: str) -> PlannedFilm:
    """A film that has ended, as it left itself.

    Raises:
        BadInput: it left nothing, as one that was ended over its head.
        LongtakeError: it cannot be read.

    """
    word, execution = await studio.last_run(film_id), await execution_of(studio.client, film_id)
    if execution is not None and (word is None or word.run_id != execution.run_id):
        await _check_readable(studio, execution)
    if word is None or execution is None:
        raise BadInput(
            "It was ended over its head and left no last word: what it made is in the library, and its costs in the ledger."
        )
    request = await studio.request_of(film_id)
    memo = {name: value for name, value in (await execution.memo()).items() if name in _KEPT}
    attributes = execution.typed_search_attributes
    return PlannedFilm(
        film_id=film_id,
        how="ended",
        request=request,
        title=attributes.get(TITLE) or word.title,
        run_id=word.run_id,
        ended=Ended(stage=word.stage, reason=word.reason, result=_result(word)),
        memo=memo,
        word=await _word_of(studio, word),
        stage=word.stage,
        cost=attributes.get(COST) or 0.0,
    )


async def _check_readable(studio: Studio, run: WorkflowExecutionDescription) -> None:
    """See that it is not for the store's sake that nothing can be read of what a run left.

    Raises:
        StorageError: it is.

    """
    with suppress(RuntimeError, ValueError):  # whoever starts a film may write there what they like
        if word := await run.memo_value(LAST_WORD_MEMO, None, type_hint=Blob):
            try:
                await asyncio.to_thread(studio.store.read_bytes, word)
            except StorageError as error:
                raise StorageError(
                    f"What the film {run.id!r} left cannot be read, and nothing is moved without it: {error} Make the film again, or "
                    f"`longtake delete {run.id}`, where it is lost."
                ) from error


def check_rows(home: Settings, films: Sequence[PlannedFilm]) -> None:
    """See that the home's own database knows its films: no other is carried, and budgets are what its ledger leaves of them.

    Raises:
        BadInput: it does not know one.
        StorageError: it cannot be read.

    """
    with closing(open_database(home.database_url)) as database, database.reading() as connection:
        filed = select(documents.c.film_id).where(documents.c.name == LAST_WORD)
        papers = {*connection.execute(filed).scalars()}
        paid = {*connection.execute(select(ledger.c.film_id).distinct()).scalars()}
    for film in films:
        if film.film_id not in papers if film.how == "ended" else film.cost and film.film_id not in paid:
            raise BadInput(
                f"The home's own database does not know the film {film.film_id!r}: the home was used with LONGTAKE_DATABASE set, and its "
                "rows are there. Only a home that has its database and its files in itself can be moved."
            )


async def _word_of(studio: Studio, word: FilmView) -> Blob | None:
    """Where the last word lies: as the run says that left it."""
    run = await execution_of(studio.client, word.film_id, word.run_id)
    return await run.memo_value(LAST_WORD_MEMO, None, type_hint=Blob) if run else None


async def _there(studio: Studio, film_id: str) -> WorkflowExecutionDescription:
    execution = await execution_of(studio.client, film_id)
    assert execution is not None, "it was just read"
    return execution


async def _began(studio: Studio, execution: WorkflowExecutionDescription) -> str:
    """When the first of a film's runs began, of those that go on from one another."""
    run = await execution_of(studio.client, execution.id, first_run(execution))
    return (run or execution).start_time.isoformat()


def _spent(settings: Settings, film: PlannedFilm) -> Decimal:
    with closing(open_database(settings.database_url)) as database:
        return spent_after(database, film.film_id, film.began)


def _result(view: FilmView) -> FilmResult:
    return FilmResult(
        status=view.verdict,
        title=view.title,
        film=view.documents.get("film.mp4"),
        seconds=view.film_seconds,
        missing=tuple(shot.shot.shot_id for shot in view.missing),
    )
