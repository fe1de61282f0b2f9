"""The books of a film, as an activity."""

from temporalio import activity

from activities import contracts
from activities.documents.last_word import filed_view
from activities.failures import translated
from activities.heartbeat import beating
from activities.money.ledger_table import write_entries
from library.assets import Library
from library.states.writer import write_states
from models.film.shot_state import ShotState, StateChanges, state_of, words_of


class Books:
    """Implements `contracts.Books`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @activity.defn(name="books.write", no_thread_cancel_exception=True)
    @translated
    def write(self, pages: contracts.Pages) -> None:
        """Write a run's entries into the ledger's table, and where shots stand into theirs."""
        database, states = self._library.database, pages.states
        with beating():
            write_entries(database, pages.film_id, pages.run_id, pages.entries)
            if states is None:
                return
            if states.earlier:
                begun = states.model_copy(update={"change": 0, "shots": self._left(pages.film_id, states)})
                write_states(database, self._library.store, pages.film_id, begun)
            write_states(database, self._library.store, pages.film_id, states)

    def _left(self, film_id: str, states: StateChanges) -> tuple[ShotState, ...]:
        """Where the shots stood that an earlier run left: any change that is told since is a later one."""
        view = filed_view(self._library, film_id, states.earlier)
        shots = (*view.shots, *view.dropped)
        return tuple(state_of(shot, place, 0, words_of(shot)) for place, shot in enumerate(shots))
