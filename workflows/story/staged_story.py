"""A story from a prompt: template → story → scenes → pictures; one call for everything when that cannot be had."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.orders.cast import Choice
    from models.story.division import seconds_per_scene
    from models.story.order import StoryOrder
    from models.story.plan import ModelChoice, Stage, StageRecord, StageResult, StoryPlan, batches
    from models.story.stages import ScenePlan, SceneVisual, Story, StoryDocument, TemplateChoice, VisualSpec
    from workflows.story.model_calls import Asker

NOBODY = ModelChoice(vendor="", model="")
"""Stands in a request until the asker puts in whom it asks."""

OFFLINE = Choice(kind="llm", provider="outline", label="io", revision="")
"""Who writes when no model can: the offline outline writer."""

FALLBACK_TEMPLATE = "aida"


class StagedStory:
    """Four stages by models, or one; what could not be written is said in `notes`."""

    def __init__(self, order: StoryOrder, plan: StoryPlan, asker: Asker, notes: list[str]) -> None:
        self._order = order
        self._plan = plan
        self._asker = asker
        self._notes = notes
        self._told: tuple[TemplateChoice, Story] | None = None

    async def write(self) -> StoryDocument | None:
        """The whole story; None when no model could write it."""
        if self._plan.mode == "single-stage":
            return await self._single()
        document = await self._four_stages()
        if document is None and self._plan.route("single"):
            document = await self._single()
            if document is not None:
                self._notes.append(
                    "The story could not be written in four stages: its shots were written in one call."
                )
        if document is None and self._told is not None:
            document = await self._told_offline(*self._told)
        return document

    async def _four_stages(self) -> StoryDocument | None:
        template = await self._template()
        told = await self._ask("story", template=template.selected_template)
        story = told.story if told else None
        if story is None:
            return None
        self._told = template, story
        scenes = await self._scenes(template, story)
        if scenes is None:
            return None
        visuals = await write_pictures(self._order, self._plan, self._asker, self._notes, story, scenes)
        return StoryDocument(
            title=self._order.brief.title or story.story_title,
            template=template,
            story=story,
            scenes=scenes,
            visuals=visuals,
        )

    async def _template(self) -> TemplateChoice:
        given = self._order.brief.template
        if given:
            return TemplateChoice(selected_template=given, confidence=1.0, reasoning="The brief names it.")
        result = await self._ask("template")
        if result and result.template:
            return result.template
        self._notes.append(f"No model could choose a template: it is {FALLBACK_TEMPLATE.upper()}.")
        return TemplateChoice(
            selected_template=FALLBACK_TEMPLATE,
            confidence=0.0,
            reasoning="No model could choose, and this one suits most films.",
        )

    async def _scenes(self, template: TemplateChoice, story: Story) -> ScenePlan | None:
        """The scenes, a batch a call, each batch told what went before."""
        counts = batches(self._plan.shots, self._plan.batch)
        lengths = seconds_per_scene(counts, self._order.seconds)
        plan = ScenePlan(total_duration=0.0, scenes=())
        for part, (count, seconds) in enumerate(zip(counts, lengths, strict=True)):
            result = await self._ask(
                "scenes",
                template=template.selected_template,
                story=story,
                scenes=plan,
                part=part,
                parts=len(counts),
                shots=count,
                first_number=len(plan.scenes) + 1,
                seconds=seconds,
            )
            if result is None or result.scenes is None:
                return None
            plan = ScenePlan(
                total_duration=plan.total_duration + result.scenes.total_duration,
                scenes=plan.scenes + result.scenes.scenes,
            )
        return plan

    async def _single(self) -> StoryDocument | None:
        result = await self._ask("single", shots=self._plan.shots)
        written = result.written if result else None
        if written is None or written.story is None:
            return None
        return StoryDocument(
            title=self._order.brief.title or written.story.story_title,
            story=written.story,
            scenes=written.scenes,
            visuals=written.visuals,
        )

    async def _told_offline(self, template: TemplateChoice, story: Story) -> StoryDocument:
        """The model's own story, its scenes and pictures laid out by the offline writer."""
        arc = story.narrative
        words = (arc.setup or arc.logline, arc.development, arc.climax, arc.resolution)
        text = " ".join(f"{part.rstrip('.!?')}." for part in words if part)
        plan = await plan_offline(self._order, story, text, template.selected_template, self._order.seconds)
        visuals = await specify_offline(self._order, story, plan)
        self._notes.append("No model could divide the story into scenes: the outline writer did.")
        self._asker.write_down(StageRecord(stage="scenes", writer="outline", fell_back="no model"))
        self._asker.write_down(StageRecord(stage="visuals", writer="outline", fell_back="no model"))
        return StoryDocument(
            title=self._order.brief.title or story.story_title,
            template=template,
            story=story,
            scenes=plan,
            visuals=visuals,
        )

    async def _ask(self, stage: Stage, **fields: object) -> StageResult | None:
        return await ask_stage(self._order, self._plan, self._asker, stage, **fields)


async def ask_stage(
    order: StoryOrder, plan: StoryPlan, asker: Asker, stage: Stage, **fields: object
) -> StageResult | None:
    """One part of a stage, by the plan's route for it; None when the plan has none or no model could write it."""
    route = plan.route(stage)
    if route is None:
        return None
    request = contracts.AskRequest(
        stage=stage, model=NOBODY, brief=order.brief, seconds=order.seconds, fresh=order.fresh
    )
    return await asker.ask(route, request.model_copy(update=fields))


async def write_pictures(
    order: StoryOrder, plan: StoryPlan, asker: Asker, notes: list[str], story: Story, scenes: ScenePlan
) -> VisualSpec:
    """The pictures of all scenes, a batch a call; a batch that no model could write is specified offline."""
    counts = batches(len(scenes.scenes), plan.batch)
    offline: VisualSpec | None = None
    written: list[VisualSpec] = []
    pictures: list[SceneVisual] = []
    first = 1
    for part, count in enumerate(counts):
        result = await ask_stage(
            order,
            plan,
            asker,
            "visuals",
            story=story,
            scenes=scenes,
            part=part,
            parts=len(counts),
            shots=count,
            first_number=first,
        )
        if result and result.visuals:
            written.append(result.visuals)
            pictures += result.visuals.scenes
        else:
            offline = offline or await specify_offline(order, story, scenes)
            pictures += offline.scenes[first - 1 : first - 1 + count]
            numbers = f"{first} to {first + count - 1}" if count > 1 else str(first)
            notes.append(f"No model could write the pictures of scenes {numbers}: the outline writer did.")
            asker.write_down(StageRecord(stage="visuals", part=part, writer="outline", fell_back="no model"))
        first += count
    consistency = next(spec.consistency for spec in [*written, *([offline] if offline else [])])
    return VisualSpec(consistency=consistency, scenes=tuple(pictures))


async def plan_offline(
    order: StoryOrder, story: Story, text: str, template: str, seconds: float
) -> ScenePlan:
    """Scenes of `seconds` seconds from the words of `text`, by the offline writer; only the story's own people."""
    changes = {"story": "", "prompt": text, "shot_count": None}
    request = contracts.StageRequest(
        brief=order.brief.model_copy(update=changes),
        choice=OFFLINE,
        seconds=seconds,
        template=template,
        story=story,
    )
    plan = await workflow.execute_activity_method(
        contracts.Writing.scenes,
        request,
        task_queue=OFFLINE.label,
        summary="Story: scenes, offline",
        **options.WRITING,
    )
    known = {character.name for character in story.characters}
    scenes = tuple(
        scene.model_copy(update={"characters": tuple(name for name in scene.characters if name in known)})
        for scene in plan.scenes
    )
    return plan.model_copy(update={"scenes": scenes})


async def specify_offline(order: StoryOrder, story: Story, scenes: ScenePlan) -> VisualSpec:
    """The pictures of a story and its scenes, by the offline writer."""
    request = contracts.StageRequest(
        brief=order.brief, choice=OFFLINE, seconds=order.seconds, story=story, scenes=scenes
    )
    return await workflow.execute_activity_method(
        contracts.Writing.visuals,
        request,
        task_queue=OFFLINE.label,
        summary="Story: pictures, offline",
        **options.WRITING,
    )
