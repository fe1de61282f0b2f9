"""What a film is called unless somebody says otherwise, where nobody is connected yet."""

from infra.settings import load_settings
from models.brief import Brief


def usual_id(brief: Brief) -> str:
    """The id of a brief's film: of its words, or where there are keys, and ids must tell nothing, by HMAC.

    Raises:
        BadInput: the keys cannot be read.
        KeysAway: the service that keeps them does not answer, or not to us.

    """
    keys = load_settings().encryption_keys
    if keys is None:
        return brief.film_id()
    from infra.payloads.keys import read_keys

    return read_keys(keys).film_id(brief.digest())
