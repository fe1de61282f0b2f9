"""How quickly assets are found among 100,000: `python -m benchmarks.find [postgresql://…]`, by default SQLite.

Prints the median of 20 runs of each kind of question, and the database's own plan for it.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, insert, text

from infra.database.database import Database, open_database
from infra.database.tables import asset_labels, asset_uses
from library.search import Wanted, find_assets, newest_query
from library.statistics import library_statistics, most_reused

ASSETS, FILMS, RUNS, SEED = 100_000, 1_000, 20, 20_260
KINDS = (*["image"] * 4, *["video"] * 3, *["speech"] * 3, "llm", "music", "cut")
PEOPLE = [f"person {number}" for number in range(500)]
PLACES = [f"the place {number}" for number in range(300)]
STYLES = ("film noir", "watercolor", "documentary", "western")
MOODS = [f"{how} {what}" for how in ("quietly", "barely", "deeply") for what in ("tense", "hopeful", "sad")]
WORDS = [
    "keeper",
    "lamp",
    "door",
    "sea",
    "attic",
    "train",
    "letter",
    "storm",
    "boat",
    "quiet",
    "light",
    "window",
    "street",
    "dawn",
    "river",
    "hand",
]

QUESTIONS = {
    "the newest": Wanted(),
    "a kind": Wanted(kind="image"),
    "a rare kind": Wanted(kind="cut"),
    "everybody's character": Wanted(characters=("emma",)),
    "a rare character": Wanted(characters=("person 7",)),
    "two characters": Wanted(characters=("emma", "person 7")),
    "character, landscape, kind": Wanted(characters=("emma",), landscapes=("attic",), kind="image"),
    "a style": Wanted(styles=("film noir",)),
    "a mood": Wanted(mood="deeply sad"),
    "a mood in part": Wanted(mood="sad"),
    "time of day, shot type": Wanted(time_of_day="dusk", shot_type="close-up"),
    "a film": Wanted(film_id="film-77"),
    "a provider": Wanted(provider="animatic"),
    "a word in most prompts": Wanted(words="keeper"),
    "rare words": Wanted(words="scene number 77123"),
    "words nobody wrote": Wanted(words="submarine"),
    "a common word, a rare character": Wanted(words="keeper", characters=("person 7",)),
    "a common word, a common character": Wanted(words="lamp", characters=("emma",)),
    "everything": Wanted(
        words="keeper",
        characters=("emma",),
        landscapes=("the attic",),
        styles=("film noir",),
        kind="image",
        mood="deeply sad",
        time_of_day="dusk",
        shot_type="close-up",
        provider="animatic",
    ),
}


def rows(
    chance: random.Random,
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """Each asset with its labels and uses; the same every time."""
    for number in range(1, ASSETS + 1):
        kind = chance.choice(KINDS)
        key = f"{number * 2654435761 % 2**64:064x}"
        prompt = f"Scene number {number}: the keeper and {' '.join(chance.choices(WORDS, k=12))}, warm light"
        asset = {
            "id": number,
            "key": key,
            "sha256": key[::-1],
            "suffix": ".png",
            "size": 300_000,
            "kind": kind,
            "provider": chance.choice(("animatic", "camera", "kling")),
            "revision": "1",
            "seed": number,
            "prompt": prompt,
            "mood": chance.choice(MOODS),
            "shot_type": chance.choice(("wide", "medium", "close-up", "full")),
            "time_of_day": chance.choice(("dawn", "day", "dusk", "night")),
            "seconds": 4.0,
            "frames": 96,
            "usd": chance.choice(("0", "0.04", "0.35")),
            "work_s": 2.5,
            "label": chance.choice(("cpu", "gpu", "io")),
            "note": "",
            "made_by": "",
            "made_at": "2026-11-02T10:00:00+00:00",
            "recipe": f'{{"prompt":"{prompt}","seed":{number}}}',
        }
        shown = [("character", "emma"), ("landscape", "the attic"), ("style", chance.choice(STYLES))]
        shown = [pair for pair in shown if pair[0] == "style" or chance.random() < 0.5]
        shown += [("character", chance.choice(PEOPLE)), ("landscape", chance.choice(PLACES))]
        labels = [{"asset_id": number, "facet": facet, "value": value} for facet, value in shown]
        films = {f"film-{chance.randrange(FILMS)}" for _ in range(2)}
        uses = [
            {"asset_id": number, "film_id": film, "shot_id": "shot_001", "run_id": "1", "found": place > 0,
             "at": asset["made_at"]}
            for place, film in enumerate(sorted(films))
        ]  # fmt: skip
        yield asset, labels, uses


def fill(database: Database) -> None:
    """Write the assets."""
    everything = list(rows(random.Random(SEED)))
    with database.writing() as connection:
        raw = [asset for asset, _, _ in everything]
        columns = ", ".join(raw[0])
        values = ", ".join(f":{name}" for name in raw[0])
        connection.execute(text(f"INSERT INTO assets ({columns}) VALUES ({values})"), raw)
        connection.execute(insert(asset_labels), [label for _, labels, _ in everything for label in labels])
        connection.execute(insert(asset_uses), [use for _, _, uses in everything for use in uses])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.dialect == "sqlite" else "VACUUM ANALYZE"))


def plan(connection: Connection, wanted: Wanted) -> list[str]:
    """How the database answers a question, in its own words."""
    query = newest_query(connection, wanted)
    shown = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    if connection.dialect.name == "sqlite":
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {shown}")]
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {shown}".replace("%", "%%"))]


def milliseconds(work: Any) -> float:  # noqa: ANN401 - anything that can be called
    """The median of some runs."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/find.db")
        fill(database)
        slowest = 0.0
        for name, wanted in QUESTIONS.items():
            taken = milliseconds(lambda wanted=wanted: find_assets(database, wanted))
            slowest = max(slowest, taken)
            print(f"{taken:7.1f} ms  {name} ({len(find_assets(database, wanted))} found)")
            with database.reading() as connection:
                for line in plan(connection, wanted):
                    print(f"            {line}")
        print(f"{milliseconds(lambda: most_reused(database)):7.1f} ms  assets top")
        print(f"{milliseconds(lambda: library_statistics(database)):7.1f} ms  assets stats")
        print(f"{ASSETS:,} assets on {database.dialect}: the slowest question takes {slowest:.1f} ms")
        database.close()


if __name__ == "__main__":
    main()
