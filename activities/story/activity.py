"""The stages of a story and the check before pictures, as activities."""

from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.asset_work import use_here, work_here
from activities.failures import translated
from activities.heartbeat import beating
from activities.story.assembly.given_subjects import given_story, given_visuals
from activities.story.assembly.trained_looks import trained_plan, trained_story, trained_visuals
from activities.story.model_call import Answering
from activities.story.styles import dressed
from activities.story.templates import find_template, load_templates
from infra.storage import Store
from library.briefs import whole
from models.brief import Brief
from models.errors import InvalidRequest
from models.shots.noted import Noted
from models.story.stages import ShotPlan, Story, TemplateChoice, VisualSpec
from providers.base import NoteReader, StoryWriter
from providers.registry import Registry


class Asking:
    """Implements `contracts.Asking`."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @activity.defn(name="story.ask", no_thread_cancel_exception=True)
    @translated
    def ask(self, request: contracts.AskRequest) -> contracts.Answer:
        """Ask a model for a part of a stage, or to repair what another gave."""
        with beating() as beats:
            # A call that was lost is made again as another activity: it is the run that wants the answer.
            work = work_here(fresh=request.fresh, label="io")._replace(who=use_here().run_id)
            return self._answering.answer(request, work, beats.check, beats.billed)

    @activity.defn(name="safety.check", no_thread_cancel_exception=True)
    @translated
    def check(self, request: contracts.SafetyRequest) -> contracts.SafetyAnswer:
        """Check the prompts and the narration of shots."""
        with beating():
            return self._answering.check(request)


class Writing:
    """Implements `contracts.Writing`; `templates` is the folder of a person's own, `store` has long briefs' words."""

    def __init__(self, registry: Registry, templates: Path, store: Store) -> None:
        self._registry = registry
        self._templates = templates
        self._store = store

    @activity.defn(name="story.template", no_thread_cancel_exception=True)
    @translated
    def template(self, request: contracts.StageRequest) -> TemplateChoice:
        """Stage 0: choose a template."""
        with beating():
            choice = self._writer(request).choose_template(
                self._dressed(request), load_templates(self._templates)
            )
        find_template(choice.selected_template, self._templates)
        return choice

    @activity.defn(name="story.write", no_thread_cancel_exception=True)
    @translated
    def write(self, request: contracts.StageRequest) -> Story:
        """Stage 1: write the story."""
        with beating():
            story = self._writer(request).write_story(
                self._dressed(request), find_template(request.template, self._templates)
            )
            return given_story(trained_story(story, request.brief.tokens), request.brief)

    @activity.defn(name="story.scenes", no_thread_cancel_exception=True)
    @translated
    def plan(self, request: contracts.StageRequest) -> ShotPlan:
        """Stage 2: divide it into shots."""
        if request.story is None:
            raise InvalidRequest("Shots are planned from a story, and there is none.")
        template = find_template(request.template, self._templates)
        with beating():
            writer = self._writer(request)
            planned = writer.plan_shots(self._dressed(request), template, request.story, request.seconds)
            return trained_plan(planned, request.story)

    @activity.defn(name="story.visuals", no_thread_cancel_exception=True)
    @translated
    def visuals(self, request: contracts.StageRequest) -> VisualSpec:
        """Stage 3: say what each picture shows."""
        if request.story is None or request.plan is None:
            raise InvalidRequest("Pictures are specified from a story and its shots, and one is missing.")
        with beating():
            visuals = self._writer(request).specify_visuals(
                self._dressed(request), request.story, request.plan
            )
            trained = trained_visuals(visuals, request.plan, request.story)
            return given_visuals(trained, request.plan, request.brief)

    def _dressed(self, request: contracts.StageRequest) -> Brief:
        return dressed(whole(request.brief, self._store))

    @activity.defn(name="story.note", no_thread_cancel_exception=True)
    @translated
    def note(self, request: contracts.NoteRequest) -> Noted:
        """Read what was said of a shot's picture: which fields it names, and as what."""
        reader = self._registry.find("llm", request.choice.provider)
        if not isinstance(reader, NoteReader):
            raise InvalidRequest(f"{request.choice.provider} writes stories and reads no notes.")
        with beating():
            return reader.read_note(request.shot, request.words)

    def _writer(self, request: contracts.StageRequest) -> StoryWriter:
        return self._registry.find("llm", request.choice.provider)
