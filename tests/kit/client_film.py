"""A film by way of a generated client, as a program of its own: `python client_film.py ADDRESS TOKEN FILE` beside `longtake_client`.

It runs where the client was generated, so it imports nothing of ours.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from longtake_client import AuthenticatedClient  # type: ignore[import-not-found]
from longtake_client.api.decisions import decide_film  # type: ignore[import-not-found]
from longtake_client.api.files import fetch_file  # type: ignore[import-not-found]
from longtake_client.api.films import begin_film, show_film  # type: ignore[import-not-found]
from longtake_client.models import DecideFilmBody as Decided  # type: ignore[import-not-found]
from longtake_client.models import DecideFilmBodyDecision as Decision
from longtake_client.models import FilmAsked, ShotAsked
from longtake_client.types import UNSET  # type: ignore[import-not-found]

WAIT_S = 20.0


def waited(client: Any, film: str, reached: Callable[[Any], bool]) -> Any:
    """The film once it is as wanted."""
    since: Any = UNSET
    while True:
        told = show_film.sync(film, client=client, wait=WAIT_S, since=since)
        if reached(told):
            return told
        since = told.change


def main(address: str, token: str, file: Path) -> None:
    """Begin it, approve it, wait for it, and fetch it."""
    client = AuthenticatedClient(base_url=address, token=token, timeout=httpx.Timeout(WAIT_S * 4))
    shots = [ShotAsked(enhanced_prompt=words, duration=1.0) for words in ("a quay", "a boat")]
    begun = begin_film.sync(client=client, body=FilmAsked(title="By a client", shots=shots))
    waited(client, begun.id, lambda told: told.stage == "approval" and told.board == 1)
    approval = Decided(decision=Decision("approve"), board=1)
    accepted = decide_film.sync(begun.id, client=client, body=approval).accepted
    made = waited(client, begun.id, lambda told: told.ended)
    film = fetch_file.sync(begun.id, "film.mp4", client=client)
    file.write_bytes(film.payload.read())
    nobody = show_film.sync("nobody", client=client)
    told = {"film": begun.id, "accepted": accepted, "stage": made.stage, "shots": made.shots}
    sys.stdout.write(json.dumps({**told, "nobody": nobody.type_}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
