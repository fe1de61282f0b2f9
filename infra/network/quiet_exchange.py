"""One request and its whole answer, of which no log has a word: httpx's own client logs the address of each request.

For what is secret by its very address, such as an upload's, and for what changes secrets.
"""

from collections.abc import Mapping
from contextlib import closing
from typing import NamedTuple

import httpx

from infra.network.transport import BoundedTransport, Vouched
from infra.network.wire import Limits


class Answer(NamedTuple):
    """What came; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchanged(request: httpx.Request, limits: Limits, vouched: Vouched) -> Answer:
    """The answer to a request, whatever it is; a redirect is not followed.

    Raises:
        httpx.HTTPError: none came, or more than `limits` let be read.

    """
    with closing(BoundedTransport(limits, vouched).handle_request(request)) as response:
        body = response.read()
    lower = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, lower, body)
