"""Who wrote a story: what code did and what models did, stage by stage, with what that took."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from models.base import Frozen
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.story.records import OUTLINE, StageRecord

Standing = Literal["done", "now", "ahead"]
_STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("template", "Template", ("template",)),
    ("story", "Story", ("story", "single", "compress")),
    ("scenes", "Scenes", ("scenes", "breakdown", "shots")),
    ("visuals", "What is drawn", ("visuals",)),
)
"""The four stages, and the records that are of each; one call for a whole story is told at the story."""
_WRITING = ("casting", "story")


class Writing(Frozen):
    """A stage of a story: by whom, and what it took. `by_model` are those whose words were used, `fell_back` why others were not."""

    key: str
    name: str
    standing: Standing
    by_model: tuple[str, ...] = ()
    by_rules: bool = False
    fell_back: tuple[str, ...] = ()
    calls: int = 0
    cached: int = 0
    lost: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: Decimal = ZERO

    @property
    def says(self) -> str:
        """Who wrote it, in a sentence."""
        models = " and ".join(self.by_model)
        if models and self.by_rules:
            return f"Written by {models}, and in part by rules of this program."
        if models:
            return f"Written by {models}."
        if self.calls:
            return "Written by rules of this program, in place of a model's answer."
        return "Written by rules of this program; no model was asked."


def writing_of(view: FilmView, asked: Iterable[str] = ()) -> tuple[Writing, ...]:
    """The four stages of a film's story, as they stand; `asked` is what models are asked now: `story, draft by …`."""
    now = {what.partition(" by ")[0].replace(",", " ").split(" ")[0] for what in asked}
    found: list[Writing] = []
    writes = view.stage in _WRITING and not view.ended
    for key, name, stages in _STAGES:
        records = [one for one in view.writing if one.stage in stages]
        standing: Standing = "done"
        if writes and (now & set(stages) or not any(one.writer for one in records)):
            standing = "ahead" if any(one.standing == "now" for one in found) else "now"
        found.append(_told(key, name, standing, records))
    return tuple(found)


def beside(view: FilmView) -> Writing:
    """What models were asked beside the four stages: notes that were read, words that were looked at."""
    of_stages = {stage for _, _, stages in _STAGES for stage in stages}
    return _told(
        "beside", "Beside these", "done", [one for one in view.writing if one.stage not in of_stages]
    )


def _told(key: str, name: str, standing: Standing, records: Iterable[StageRecord]) -> Writing:
    records = tuple(records)
    calls = [call for one in records for call in one.calls]
    writers = dict.fromkeys(one.writer for one in records if one.writer)
    return Writing(
        key=key,
        name=name,
        standing=standing,
        by_model=tuple(one for one in writers if one != OUTLINE),
        by_rules=OUTLINE in writers,
        fell_back=tuple(dict.fromkeys(one.fell_back for one in records if one.fell_back)),
        calls=sum(call.times for call in calls),
        cached=sum(call.times for call in calls if call.cached),
        lost=sum(call.times for call in calls if call.lost),
        input_tokens=sum(call.input_tokens for call in calls),
        output_tokens=sum(call.output_tokens for call in calls),
        usd=sum((call.cost for call in calls), ZERO),
    )
