"""What the offline outline writer writes: a whole story, or what no model could write of one."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.cast import Choice
    from models.story.board_rules import mended
    from models.story.order import StoryOrder
    from models.story.stages import ShotPlan, Story, StoryDocument, VisualSpec
    from models.subjects.names import named
    from workflows.errands import executed

OUTLINE = Choice(kind="llm", provider="outline", label="io", revision="")
"""Who writes when no model can."""


async def write_story(order: StoryOrder, notes: list[str], choice: Choice = OUTLINE) -> StoryDocument:
    """The four stages by a writer that needs no model; what people should know of them goes into `notes`."""
    request = contracts.StageRequest(brief=order.brief, choice=choice, seconds=order.seconds)
    queue = choice.label
    template = await executed(
        contracts.Writing.template,
        request,
        task_queue=queue,
        summary="Story: template",
        **retries.WRITING,
    )
    request = request.model_copy(update={"template": template.selected_template})
    story = await executed(
        contracts.Writing.write, request, task_queue=queue, summary="Story: story", **retries.WRITING
    )
    request = request.model_copy(update={"story": story})
    plan = await executed(
        contracts.Writing.plan, request, task_queue=queue, summary="Story: shots", **retries.WRITING
    )
    plan = by_the_rules(order, story, plan, notes)
    request = request.model_copy(update={"plan": plan})
    visuals = await executed(
        contracts.Writing.visuals, request, task_queue=queue, summary="Story: pictures", **retries.WRITING
    )
    return StoryDocument(title=story.story_title, template=template, story=story, plan=plan, visuals=visuals)


def by_the_rules(order: StoryOrder, story: Story, plan: ShotPlan, notes: list[str]) -> ShotPlan:
    """The plan as it may be drawn: mended where its film is held to the rules of a board, and that noted."""
    if not order.brief.board_rules:
        return plan
    found = mended(plan, story)
    notes += found.notes
    return found.plan


async def plan_shots(order: StoryOrder, story: Story, text: str, template: str, seconds: float) -> ShotPlan:
    """Shots of `seconds` seconds from the words of `text`; only the story's own people."""
    changes = {"story": "", "material": None, "prompt": text, "shot_count": None}
    request = contracts.StageRequest(
        brief=order.brief.model_copy(update=changes),
        choice=OUTLINE,
        seconds=seconds,
        template=template,
        story=story,
    )
    plan = await executed(
        contracts.Writing.plan,
        request,
        task_queue=OUTLINE.label,
        summary="Story: shots, offline",
        **retries.WRITING,
    )
    people = tuple(character.name for character in story.characters)

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(who for name in names if (who := named(name, people))))

    shots = tuple(shot.model_copy(update={"characters": known(shot.characters)}) for shot in plan.shots)
    return plan.model_copy(update={"shots": shots})


async def specify_pictures(order: StoryOrder, story: Story, plan: ShotPlan) -> VisualSpec:
    """The pictures of a story and its shots."""
    request = contracts.StageRequest(
        brief=order.brief, choice=OUTLINE, seconds=order.seconds, story=story, plan=plan
    )
    return await executed(
        contracts.Writing.visuals,
        request,
        task_queue=OUTLINE.label,
        summary="Story: pictures, offline",
        **retries.WRITING,
    )
