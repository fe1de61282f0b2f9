"""A story on its way: what was ordered, whom it asks, what was written down, and what people should know of it."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from models.story.order import StoryOrder, WrittenStory
    from models.story.plan import ModelChoice, Stage, StoryPlan
    from models.story.records import OUTLINE, StageRecord
    from models.story.results import StageResult
    from models.story.stages import Story, StoryDocument, shots_of
    from models.story.triggers import unused_triggers
    from workflows.story.model_calls import ModelCalls

NOBODY = ModelChoice(vendor="", model="")
"""Stands in a request until it is known whom it goes to."""


class StoryState:
    """One story: its order, the plan by which models write it, their calls, and notes for people."""

    def __init__(self, order: StoryOrder, plan: StoryPlan, calls: ModelCalls | None = None) -> None:
        self.order = order
        self.plan = plan
        self.calls = calls or ModelCalls()
        self.notes = list(plan.notes)

    async def ask(self, stage: Stage, **fields: object) -> StageResult | None:
        """One part of a stage, by the plan's route for it; None when the plan has none or no model could write it.

        `fields` are those of the request that differ from the order's.
        """
        route = self.plan.route(stage)
        if route is None:
            return None
        order = self.order
        usual = {"brief": order.brief, "seconds": order.seconds, "fresh": order.fresh}
        request = contracts.AskRequest.model_validate({"stage": stage, "model": NOBODY, **usual, **fields})
        return await self.calls.ask(route, request)

    def outlined(self, stage: Stage, part: int = 0, fell_back: str = "no model") -> None:
        """Write down that the outline writer wrote a part of a stage, and why."""
        record = StageRecord(stage=stage, part=part, writer=OUTLINE, fell_back=fell_back)
        self.calls.records.append(record)

    def forget_notes(self) -> None:
        """Take back what was said of a story that no model finished: it is not true of the one that is written now."""
        self.notes = list(self.plan.notes)

    def written(self, document: StoryDocument) -> WrittenStory:
        """The story as it was written, with the record of its calls."""
        whole = written(self.order, document, self.notes)
        return whole.model_copy(update={"records": tuple(self.calls.records)})

    def refused(self) -> WrittenStory:
        """What there is when no vendor let anybody in: no story, the reason, and the record of the calls."""
        return WrittenStory(
            document=StoryDocument(title=""),
            shots=(),
            failure=self.calls.refusal,
            records=tuple(self.calls.records),
        )


def written(order: StoryOrder, document: StoryDocument, notes: Sequence[str] = ()) -> WrittenStory:
    """A document of all stages, and the shots it amounts to; `notes` are what people should know of it so far."""
    assert document.story and document.plan and document.visuals, "a written document has all its stages"
    return WrittenStory(
        document=document,
        shots=shots_of(document.story, document.plan, document.visuals),
        notes=(*notes, *_unused(order, document.story)),
    )


def _unused(order: StoryOrder, story: Story) -> tuple[str, ...]:
    """What is said of triggers that nobody has; of a stretch nothing is, for they may be those of other stretches."""
    return () if order.stretch else unused_triggers(order.brief.triggers, story.characters)
