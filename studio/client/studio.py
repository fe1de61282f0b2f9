"""A studio: what people do with films, over one client and the store that the workers write to."""

from datetime import datetime

from temporalio.client import Client

from infra.storage import Store
from models.film.decisions import Decision, DecisionRecord
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.story.records import StageRecord
from studio.client.attempts import Attempt, Attempts
from studio.client.cancellation import WITHIN_S, Cancellation, cancel_film
from studio.client.decisions import resolve_all, tell_film
from studio.client.deploys.woken import Woken, wake_films
from studio.client.executions import failure_of, request_of
from studio.client.film_reader import FilmReader, Glance
from studio.client.film_summaries import FilmSummary, counted, listed
from studio.client.runs.film_ids import id_over
from studio.client.runs.keys import asked_before
from studio.client.shot_states import Tables, WrittenShots
from studio.client.starts import Started, start_film


class Studio:
    """What people do with films, over a Temporal client, and the store and the tables that the workers write to."""

    def __init__(self, client: Client, store: Store, tables: Tables) -> None:
        self.client = client
        self.store = store
        self._attempts = Attempts(client)
        self._shots = WrittenShots(tables, store)
        self._reader = FilmReader(client, store, self._shots)

    async def start(
        self, request: FilmRequest, film_id: str | None = None, *, id_called: str = "id", mark: str = ""
    ) -> Started:
        """Start a film, by default under its brief's id, as `start_film`."""
        film_id = film_id or id_over(self.client, request.brief)
        return await start_film(self.client, self._reader, request, film_id, id_called=id_called, mark=mark)

    async def asked_before(self, film_id: str, mark: str) -> bool | None:
        """Whether a film runs that was asked for the same under the same key, as `asked_before`."""
        return await asked_before(self.client, film_id, mark)

    async def view(self, film_id: str) -> FilmView:
        """Everything that can be read of a film, as `FilmReader.view`."""
        return await self._reader.view(film_id)

    async def glance(self, film_id: str, most: int) -> Glance:
        """Where a film stands, with some of its shots, as `FilmReader.glance`."""
        return await self._reader.glance(film_id, most)

    async def last_run(self, film_id: str) -> FilmView | None:
        """What the last run left that ended by itself, as `FilmReader.last_run`."""
        return await self._reader.last_run(film_id)

    async def request_of(self, film_id: str) -> FilmRequest:
        """What the last run of a film was started with, as `request_of`."""
        return await request_of(self.client, film_id)

    async def failure(self, film_id: str) -> tuple[str, ...]:
        """The types of the errors that ended a film, outermost first, as `failure_of`."""
        return await failure_of(self.client, film_id)

    async def decide(self, film_id: str, decision: Decision) -> DecisionRecord:
        """Tell a film a decision; gives its record, as `tell_film`."""
        return await tell_film(self.client, self._reader, film_id, decision)

    async def resolve_all(self, film_id: str, decision: Decision) -> list[DecisionRecord]:
        """Tell a film the same about every job that waits to be resolved, as `resolve_all`."""
        return await resolve_all(self.client, self._reader, film_id, decision)

    async def cancel(self, film_id: str, within_s: float = WITHIN_S) -> Cancellation:
        """Stop a film; what it has made is kept, as `cancel_film`."""
        return await cancel_film(self.client, film_id, within_s)

    async def films(self, *, running: bool = False, ended_since: datetime | None = None) -> list[FilmSummary]:
        """Every film the server remembers, or those that run, or have ended since; the newest first, as `listed` and `counted`."""
        return await self.counted(await self.listed(running=running, ended_since=ended_since))

    async def listed(
        self, *, running: bool = False, ended_since: datetime | None = None
    ) -> list[FilmSummary]:
        """As `films`, without how far each of them is."""
        return await listed(self.client, running=running, ended_since=ended_since)

    async def counted(self, films: list[FilmSummary]) -> list[FilmSummary]:
        """Films with how far each of them is, as `counted`."""
        return await counted(self._shots, films)

    async def attempts(self, view: FilmView) -> list[Attempt]:
        """The activities under way in a film and its shots, with their attempts."""
        return await self._attempts.of(view)

    async def story_records(self, view: FilmView) -> tuple[StageRecord, ...]:
        """What models have answered of a story that is being written, as `Attempts.story`."""
        return await self._attempts.story(view)

    async def wake(self) -> Woken:
        """Have films see that another build of their workers is current, as `wake_films`."""
        return await wake_films(self.client)
