"""What is worth saying of a film beside where it stands: who wrote it, what went wrong, what was there before."""

import json
from contextlib import suppress

from infra.storage import Store
from models.errors import StorageError
from models.film.view import FilmView

OFFLINE = "outline"
"""The offline writer among the models of a record."""

_STAGES = {
    "template": "the choice of a template",
    "scenes": "the scenes",
    "visuals": "the pictures",
    "single": "one call for the whole story",
    "compress": "shortening the text",
    "breakdown": "dividing the text into scenes",
    "shots": "the shots of a scene",
    "note": "the reading of a note",
}


def reused(view: FilmView, store: Store) -> int:
    """How many assets were found rather than made: as the report says, and before there is one, of the shots."""
    if "report.json" in view.documents:
        with suppress(StorageError, LookupError):  # lost, or of a version that did not count
            report = json.loads(store.read_bytes(view.documents["report.json"]))
            return int(report["money"]["reused_assets"])
    return sum(asset.cached for shot in view.shots for asset in shot.assets)


def written_by(view: FilmView) -> list[str]:
    """The models, and the offline writer, whose words are in the story; empty where no model was asked."""
    return list(dict.fromkeys(record.writer for record in view.writing if record.writer))


def writers(view: FilmView) -> str:
    """Who wrote the story, for people."""
    names = ["the offline writer" if name == OFFLINE else name for name in written_by(view)]
    return " and ".join(names) or "the offline writer"


def troubles(view: FilmView) -> list[str]:
    """Stage by stage, why the first answer of the first model is not what was used."""
    lines = []
    for record in view.writing:
        if record.fell_back and record.writer != OFFLINE:
            part = f", part {record.part + 1}" if record.part else ""
            what = _STAGES.get(record.stage, f"the {record.stage}")
            lines.append(f"Trouble with {what}{part}: {record.fell_back.rstrip('.')}.")
    return lines


def sameness(view: FilmView) -> str:
    """That few of the written shots differ, when fewer than half do; else empty."""
    count, different = len(view.shots), len({shot.shot.seen for shot in view.shots})
    if different * 2 >= count:
        return ""
    return (
        f"Only {different} of the {count} shots differ in what happens: a description this short gives few "
        "different shots. Say more, or ask for fewer."
    )
