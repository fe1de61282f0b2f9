"""StoryWorkflow: a brief becomes a shot list, written by models or by a writer of our own."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.orders.cast import Choice
    from models.story.order import StoryOrder, WrittenStory
    from models.story.plan import StageRecord
    from models.story.stages import StoryDocument, shots_of
    from models.story.triggers import unused_triggers
    from workflows.story.long_story import LongStory
    from workflows.story.model_calls import Asker
    from workflows.story.staged_story import OFFLINE, StagedStory


@workflow.defn
class StoryWorkflow:
    """Writes a story in stages; a stage that is done is never written again."""

    @workflow.run
    async def run(self, order: StoryOrder) -> WrittenStory:
        """Write the story of a brief."""
        if order.plan is None:
            return _written(order, await _write_offline(order, order.choice))
        asker, notes = Asker(), list(order.plan.notes)
        if order.plan.mode == "long":
            document = await LongStory(order, order.plan, asker, notes).write()
        else:
            document = await StagedStory(order, order.plan, asker, notes).write()
        if document is None and asker.refusal:
            nothing = WrittenStory(document=StoryDocument(title=""), shots=(), failure=asker.refusal)
            return nothing.model_copy(update={"records": tuple(asker.records), "cost": asker.cost})
        if document is None:
            document = await _write_offline(order, OFFLINE)
            asker.write_down(
                StageRecord(stage="story", writer="outline", fell_back="no model could write it")
            )
            # What was said of a story that no model finished is not true of this one.
            notes = [*order.plan.notes, "No model could write the story: the offline outline writer did."]
        written = _written(order, document)
        return written.model_copy(
            update={
                "records": tuple(asker.records),
                "cost": asker.cost,
                "notes": (*notes, *written.notes),
            }
        )


def _written(order: StoryOrder, document: StoryDocument) -> WrittenStory:
    assert document.story and document.scenes and document.visuals, "a written document has all its stages"
    return WrittenStory(
        document=document,
        shots=shots_of(document.story, document.scenes, document.visuals),
        notes=tuple(unused_triggers(order.brief.triggers, document.story.characters)),
    )


async def _write_offline(order: StoryOrder, choice: Choice) -> StoryDocument:
    """The four stages by a writer that needs no model."""
    request = contracts.StageRequest(brief=order.brief, choice=choice, seconds=order.seconds)
    queue = choice.label
    template = await workflow.execute_activity_method(
        contracts.Writing.template,
        request,
        task_queue=queue,
        summary="Story: template",
        **options.WRITING,
    )
    request = request.model_copy(update={"template": template.selected_template})
    story = await workflow.execute_activity_method(
        contracts.Writing.write, request, task_queue=queue, summary="Story: story", **options.WRITING
    )
    request = request.model_copy(update={"story": story})
    scenes = await workflow.execute_activity_method(
        contracts.Writing.scenes, request, task_queue=queue, summary="Story: scenes", **options.WRITING
    )
    request = request.model_copy(update={"scenes": scenes})
    visuals = await workflow.execute_activity_method(
        contracts.Writing.visuals, request, task_queue=queue, summary="Story: pictures", **options.WRITING
    )
    return StoryDocument(
        title=story.story_title, template=template, story=story, scenes=scenes, visuals=visuals
    )
