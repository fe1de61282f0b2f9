"""What a film is told from, tried before anything is spent: whether there is something in it to tell."""

from models.brief import Brief
from models.errors import BadInput
from models.field_errors import Naming

_READ = 300_000
"""Characters of plain text that is read through; a longer one has words."""


def check_story(brief: Brief, named: Naming) -> None:
    """See that a story or a prompt can be read.

    Raises:
        BadInput: nothing in it can be told; named as the person gave it.

    """
    # Its libraries take a tenth of a second, which no other command should wait for.
    from infra.reading.reader import is_plain, read

    field = "story" if brief.story else "prompt"
    text = brief.story or brief.prompt
    if not text or (len(text) > _READ and is_plain(text)):
        return
    try:
        read(text)
    except BadInput as error:
        raise BadInput(f"{named((field,))} cannot be used: {error}") from error
