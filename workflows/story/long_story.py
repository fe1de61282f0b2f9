"""A story from a long text: compressed when it is long, broken down into scenes, then shots for each scene."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.story.board_rules import told_anew
    from models.story.breakdown import Breakdown, Scene
    from models.story.division import seconds_per_part, shots_per_scene
    from models.story.plan import Stage
    from models.story.results import StageResult, WrittenShots
    from models.story.stages import (
        Narrative,
        PlannedShot,
        ShotPlan,
        ShotPrompts,
        Story,
        StoryDocument,
        VisualSpec,
    )
    from workflows.story.outline import by_the_rules, plan_shots, specify_pictures
    from workflows.story.state import StoryState

T = TypeVar("T")

PLAIN_TEMPLATE = "emotional-arc"
"""What the offline writer lays a scene out by when no model could write its shots."""


class LongStory:
    """A text of any length, part by part; a scene that no model could write is written offline."""

    def __init__(self, state: StoryState) -> None:
        self._state = state
        self._order = state.order
        self._plan = state.plan

    async def write(self) -> StoryDocument | None:
        """The whole story; None when no model could read the text."""
        summary = await self.summary()
        if summary is None:
            return None
        result = await self._state.ask("breakdown", summary=summary, shots=self._plan.shots)
        breakdown = result.breakdown if result else None
        if breakdown is None:
            return None
        story = Story(
            story_title=breakdown.title,
            narrative=Narrative(logline=breakdown.logline or breakdown.scenes[0].summary),
            characters=breakdown.characters,
            places=breakdown.places,
            mood=self._order.brief.mood or breakdown.mood,
            language=breakdown.language,
        )
        parts = await self._shots(breakdown, story)
        shots, pictures = _numbered(parts)
        written = ShotPlan(total_duration=sum(shot.duration_seconds for shot in shots), shots=shots)
        plan = by_the_rules(self._order, story, written, self._state.notes)
        visuals = VisualSpec(consistency=parts[0].visuals.consistency, shots=pictures)
        return StoryDocument(
            title=self._order.brief.title or story.story_title,
            story=story,
            plan=plan,
            visuals=told_anew(visuals, written, plan),
        )

    async def summary(self) -> str | None:
        """The text in brief, chunk by chunk; empty when it is short enough to be read as it is."""
        parts = self._plan.pieces

        async def compress(part: int) -> str:
            result = await self._state.ask("compress", part=part, parts=parts, chunks=self._plan.chunks)
            return result.summary if result else ""

        summaries = await self._each([compress(part) for part in range(parts)])
        return None if "" in summaries else "\n\n".join(summaries)

    async def _shots(self, breakdown: Breakdown, story: Story) -> list[WrittenShots]:
        counts = shots_per_scene(breakdown, self._plan.shots)
        lengths = seconds_per_part(counts, self._order.seconds)
        before: dict[int, ShotPlan] = {}

        async def write(part: int) -> WrittenShots:
            result = await self._ask(
                "shots",
                breakdown=breakdown,
                story=story,
                plan=before.get(part - 1),
                part=part,
                parts=len(counts),
                shots=counts[part],
                first_number=sum(counts[:part]) + 1,
                seconds=lengths[part],
            )
            written = result.written if result else None
            if written is None:
                written = await self._offline(breakdown.scenes[part], story, part, lengths[part])
            before[part] = written.plan
            return written

        return await self._each([write(part) for part in range(len(counts))])

    async def _ask(self, stage: Stage, **fields: object) -> StageResult | None:
        """One part of a stage that does not read the whole text: it is not sent along, a part at a time."""
        return await self._state.ask(stage, brief=self._order.brief.begun(), **fields)

    async def _each(self, work: list[Awaitable[T]]) -> list[T]:
        """All of it in order: side by side where the film was asked to, else one after the other."""
        if self._order.parallel:
            return list(await asyncio.gather(*work))
        return [await one for one in work]

    async def _offline(self, scene: Scene, story: Story, part: int, seconds: float) -> WrittenShots:
        """A scene's shots by the outline writer, in the story's own words."""
        plan = await plan_shots(self._order, story, scene.summary, PLAIN_TEMPLATE, seconds)
        visuals = await specify_pictures(self._order, story, plan)
        self._state.notes.append(
            f"No model could write the shots of scene {part + 1}: the outline writer did."
        )
        self._state.outlined("shots", part)
        return WrittenShots(plan=plan, visuals=visuals)


def _numbered(parts: list[WrittenShots]) -> tuple[tuple[PlannedShot, ...], tuple[ShotPrompts, ...]]:
    """The shots of all scenes, numbered through."""
    shots: list[PlannedShot] = []
    pictures: list[ShotPrompts] = []
    for part in parts:
        by_number = {picture.number: picture for picture in part.visuals.shots}
        for shot in part.plan.shots:
            number = len(shots) + 1
            pictures.append(by_number[shot.number].model_copy(update={"number": number}))
            shots.append(shot.model_copy(update={"number": number}))
    return tuple(shots), tuple(pictures)
