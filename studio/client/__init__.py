"""The client: films started, read and decided on over Temporal, typed and with our errors.

What is here talks to the server and to the films' workflows.
Not here: this machine's settings, engine, keys and library, which are the service's, and whoever asks.
"""

from studio.client.attempts import Attempt
from studio.client.film_summaries import FilmSummary
from studio.client.starts import Started
from studio.client.studio import Studio

__all__ = ["Attempt", "FilmSummary", "Started", "Studio"]
