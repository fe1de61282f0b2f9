"""StoryWorkflow: template → story → scenes → visual specification, each an activity."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.base import Frozen
    from models.brief import Brief
    from models.cast import Choice
    from models.shots import Shot
    from models.story import StoryDocument, shots_of


class StoryOrder(Frozen):
    """What to write: the brief, who writes, and the seconds that the scenes shall last together."""

    brief: Brief
    choice: Choice
    seconds: float


class WrittenStory(Frozen):
    """All four stages' results and the shot list they amount to."""

    document: StoryDocument
    shots: tuple[Shot, ...]


@workflow.defn
class StoryWorkflow:
    """Writes a story in four stages; a stage that is done is never written again."""

    @workflow.run
    async def run(self, order: StoryOrder) -> WrittenStory:
        """Write the story of a brief."""
        request = contracts.StageRequest(brief=order.brief, choice=order.choice, seconds=order.seconds)
        queue = order.choice.label
        choice = await workflow.execute_activity_method(
            contracts.Writing.template,
            request,
            task_queue=queue,
            summary="Story: template",
            **options.WRITING,
        )
        request = request.model_copy(update={"template": choice.selected_template})
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
        document = StoryDocument(
            title=story.story_title, template=choice, story=story, scenes=scenes, visuals=visuals
        )
        return WrittenStory(document=document, shots=shots_of(story, scenes, visuals))
