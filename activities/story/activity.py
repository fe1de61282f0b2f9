"""The four stages of a story, as activities."""

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.story.templates import find_template, load_templates
from models.errors import InvalidRequest
from models.story import ScenePlan, Story, TemplateChoice, VisualSpec
from providers.base import StoryWriter
from providers.registry import Registry


class Writing:
    """Implements `contracts.Writing`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @activity.defn(name="story.template", no_thread_cancel_exception=True)
    @translated
    def template(self, request: contracts.StageRequest) -> TemplateChoice:
        """Stage 0: choose a template."""
        with beating():
            choice = self._writer(request).choose_template(request.brief, load_templates())
        find_template(choice.selected_template)
        return choice

    @activity.defn(name="story.write", no_thread_cancel_exception=True)
    @translated
    def write(self, request: contracts.StageRequest) -> Story:
        """Stage 1: write the story."""
        with beating():
            return self._writer(request).write_story(request.brief, find_template(request.template))

    @activity.defn(name="story.scenes", no_thread_cancel_exception=True)
    @translated
    def scenes(self, request: contracts.StageRequest) -> ScenePlan:
        """Stage 2: divide it into scenes."""
        if request.story is None:
            raise InvalidRequest("Scenes are planned from a story, and there is none.")
        template = find_template(request.template)
        with beating():
            writer = self._writer(request)
            return writer.plan_scenes(request.brief, template, request.story, request.seconds)

    @activity.defn(name="story.visuals", no_thread_cancel_exception=True)
    @translated
    def visuals(self, request: contracts.StageRequest) -> VisualSpec:
        """Stage 3: say what each picture shows."""
        if request.story is None or request.scenes is None:
            raise InvalidRequest("Pictures are specified from a story and its scenes, and one is missing.")
        with beating():
            return self._writer(request).specify_visuals(request.brief, request.story, request.scenes)

    def _writer(self, request: contracts.StageRequest) -> StoryWriter:
        writer: StoryWriter = self._registry.find("llm", request.choice.provider)
        return writer
