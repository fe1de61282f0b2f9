"""What a film is called unless somebody says otherwise, by what its client encrypts with."""

from collections.abc import Callable

from temporalio.client import Client

from models.brief import Brief


def id_over(client: Client, brief: Brief) -> str:
    """The id of a brief's film: of its words, or where a client encrypts, and ids must tell nothing, by HMAC."""
    film_id: Callable[[str], str] | None = getattr(client.data_converter.payload_codec, "film_id", None)
    return film_id(brief.digest()) if film_id else brief.film_id()
