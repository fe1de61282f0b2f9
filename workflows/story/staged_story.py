"""A story from a prompt: template → story → shots → pictures; one call for everything when that cannot be had."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.story.board_rules import told_anew
    from models.story.division import batches, seconds_per_part
    from models.story.stages import (
        ShotPlan,
        ShotPrompts,
        Story,
        StoryDocument,
        TemplateChoice,
        VisualSpec,
    )
    from workflows.story.outline import by_the_rules, plan_shots, specify_pictures
    from workflows.story.state import StoryState

FALLBACK_TEMPLATE = "aida"


class StagedStory:
    """Four stages by models, or one; what could not be written is said in the state's notes."""

    def __init__(self, state: StoryState) -> None:
        self._state = state
        self._told: tuple[TemplateChoice, Story] | None = None

    async def write(self) -> StoryDocument | None:
        """The whole story; None when no model could write it."""
        state = self._state
        if state.plan.mode == "single-stage":
            return await self._single()
        document = await self._four_stages()
        if document is None and state.plan.route("single"):
            document = await self._single()
            if document is not None:
                state.notes.append(
                    "The story could not be written in four stages: its shots were written in one call."
                )
        if document is None and self._told is not None:
            document = await self._told_offline(*self._told)
        return document

    async def told(self) -> tuple[TemplateChoice, Story] | None:
        """The template and the story, before there are shots; None when no model could write it."""
        template = await self._template()
        result = await self._state.ask("story", template=template.selected_template)
        return (template, result.story) if result and result.story else None

    async def _four_stages(self) -> StoryDocument | None:
        self._told = await self.told()
        if self._told is None:
            return None
        template, story = self._told
        plan = await self._plan(template, story)
        if plan is None:
            return None
        plan = by_the_rules(self._state.order, story, plan, self._state.notes)
        return self._document(template, story, plan, await self._pictures(story, plan))

    async def _template(self) -> TemplateChoice:
        state = self._state
        given = state.order.brief.template
        if given:
            return TemplateChoice(selected_template=given, confidence=1.0, reasoning="The brief names it.")
        result = await state.ask("template")
        if result and result.template:
            return result.template
        state.notes.append(f"No model could choose a template: it is {FALLBACK_TEMPLATE.upper()}.")
        return TemplateChoice(
            selected_template=FALLBACK_TEMPLATE,
            confidence=0.0,
            reasoning="No model could choose, and this one suits most films.",
        )

    async def _plan(self, template: TemplateChoice, story: Story) -> ShotPlan | None:
        """The shots, a batch a call, each batch told what went before."""
        state = self._state
        counts = batches(state.plan.shots, state.plan.batch)
        lengths = seconds_per_part(counts, state.order.seconds)
        plan = ShotPlan(total_duration=0.0, shots=())
        for part, (count, seconds) in enumerate(zip(counts, lengths, strict=True)):
            result = await state.ask(
                "scenes",
                template=template.selected_template,
                story=story,
                plan=plan,
                part=part,
                parts=len(counts),
                shots=count,
                first_number=len(plan.shots) + 1,
                seconds=seconds,
            )
            if result is None or result.plan is None:
                return None
            plan = ShotPlan(
                total_duration=plan.total_duration + result.plan.total_duration,
                shots=plan.shots + result.plan.shots,
            )
        return plan

    async def _pictures(self, story: Story, plan: ShotPlan) -> VisualSpec:
        """The pictures of all shots, a batch a call; a batch that no model could write is specified offline."""
        state = self._state
        counts = batches(len(plan.shots), state.plan.batch)
        offline: VisualSpec | None = None
        written: list[VisualSpec] = []
        pictures: list[ShotPrompts] = []
        first = 1
        for part, count in enumerate(counts):
            batch = {"part": part, "parts": len(counts), "shots": count, "first_number": first}
            result = await state.ask("visuals", story=story, plan=plan, **batch)
            if result and result.visuals:
                written.append(result.visuals)
                pictures += result.visuals.shots
            else:
                offline = offline or await specify_pictures(state.order, story, plan)
                pictures += offline.shots[first - 1 : first - 1 + count]
                numbers = f"{first} to {first + count - 1}" if count > 1 else str(first)
                state.notes.append(
                    f"No model could write the pictures of shots {numbers}: the outline writer did."
                )
                state.outlined("visuals", part)
            first += count
        consistency = next(spec.consistency for spec in [*written, *([offline] if offline else [])])
        return VisualSpec(consistency=consistency, shots=tuple(pictures))

    async def _single(self) -> StoryDocument | None:
        result = await self._state.ask("single", shots=self._state.plan.shots)
        written = result.written if result else None
        if written is None or written.story is None:
            return None
        plan = by_the_rules(self._state.order, written.story, written.plan, self._state.notes)
        visuals = told_anew(written.visuals, written.plan, plan)
        return self._document(None, written.story, plan, visuals)

    async def _told_offline(self, template: TemplateChoice, story: Story) -> StoryDocument:
        """The model's own story, its shots and pictures laid out by the offline writer."""
        state, arc = self._state, story.narrative
        words = (arc.setup or arc.logline, arc.development, arc.climax, arc.resolution)
        text = " ".join(f"{part.rstrip('.!?')}." for part in words if part)
        planned = await plan_shots(state.order, story, text, template.selected_template, state.order.seconds)
        plan = by_the_rules(state.order, story, planned, state.notes)
        visuals = await specify_pictures(state.order, story, plan)
        state.notes.append("No model could divide the story into shots: the outline writer did.")
        state.outlined("scenes")
        state.outlined("visuals")
        return self._document(template, story, plan, visuals)

    def _document(
        self, template: TemplateChoice | None, story: Story, plan: ShotPlan, visuals: VisualSpec
    ) -> StoryDocument:
        title = self._state.order.brief.title or story.story_title
        return StoryDocument(title=title, template=template, story=story, plan=plan, visuals=visuals)
