"""The stretches of a long story, as activities."""

from pathlib import Path, PurePath

from pydantic import TypeAdapter, ValidationError
from temporalio import activity

from activities import contracts
from activities.asset_work import film_here
from activities.failures import translated
from activities.heartbeat import beating
from activities.story.prompts.long_text import reading_plan
from activities.stretches.division import Part, divided, stretch_brief
from activities.stretches.outline import outlined
from library.assets import Library
from library.briefs import pieces, put_aside, whole
from models.brief import Brief
from models.errors import BadInput
from models.orders.assets import Blob
from models.places import stretch_paper
from models.story.order import WrittenStory
from models.story.stages import Character
from models.story.stretches import Stretch, StretchLeft, known_with, story_of, written_shots
from providers.registry import Registry

_PEOPLE = TypeAdapter(tuple[Character, ...])


class Stretching:
    """Implements `contracts.Stretching`; `templates` is the folder of a person's own."""

    def __init__(self, registry: Registry, templates: Path, library: Library) -> None:
        self._registry = registry
        self._templates = templates
        self._library = library
        self._store = library.store

    @activity.defn(name="stretches.divide", no_thread_cancel_exception=True)
    @translated
    def divide(self, request: contracts.ToStretch) -> contracts.Stretches:
        """Divide a story into stretches, and store what each has of the text."""
        with beating():
            brief = whole(request.brief, self._store)
            parts = divided(brief, request.seconds, by_models=request.by_models)
            return contracts.Stretches(
                stretches=tuple(
                    part.stretch.model_copy(
                        update={"words": self._filed(part.stretch, "text.txt", part.text.encode())}
                    )
                    if part.text
                    else part.stretch
                    for part in parts
                )
            )

    @activity.defn(name="stretches.ready", no_thread_cancel_exception=True)
    @translated
    def ready(self, request: contracts.StretchRequest) -> contracts.StretchReady:
        """Store the brief by which models write a stretch."""
        with beating():
            brief = self._brief(request)
            chunks = reading_plan(brief.story).chunks if brief.story else 0
            light = put_aside(brief, self._store, above=0)
            if light.material:
                self._library.file(
                    film_here(), stretch_paper(request.stretch.number, "brief.json"), light.material.blob
                )
            return contracts.StretchReady(
                brief=light,
                chunks=chunks,
                pieces=len(pieces(brief.story, chunks)) if chunks else 0,
            )

    @activity.defn(name="stretches.outline", no_thread_cancel_exception=True)
    @translated
    def outline(self, request: contracts.StretchRequest) -> StretchLeft:
        """Write a stretch by a writer that needs no model, and keep it."""
        with beating():
            brief = self._brief(request)
            writer = self._registry.find("llm", request.choice.provider)
            document, notes = outlined(brief, request.stretch.seconds, writer, self._templates)
            story = WrittenStory(document=document, shots=written_shots(document), notes=notes)
            return self._kept(request, story)

    @activity.defn(name="stretches.keep", no_thread_cancel_exception=True)
    @translated
    def keep(self, done: contracts.StretchWritten) -> StretchLeft:
        """Keep a stretch that models wrote."""
        with beating():
            return self._kept(done.request, done.written)

    def _kept(self, request: contracts.StretchRequest, written: WrittenStory) -> StretchLeft:
        document = written.document
        story = story_of(document)
        known = known_with(self._known(request), story.characters)
        return StretchLeft(
            number=request.stretch.number,
            words=self._filed(request.stretch, "story.json", written.model_dump_json().encode()),
            known=self._filed(request.stretch, "known.json", _PEOPLE.dump_json(known)),
            shots=len(written.shots),
            title=document.title,
            mood=story.mood,
            language=story.language,
            template=document.template.selected_template if document.template else "",
            notes=written.notes,
        )

    def _filed(self, stretch: Stretch, name: str, text: bytes) -> Blob:
        blob = self._store.put_bytes(text, PurePath(name).suffix)
        self._library.file(film_here(), stretch_paper(stretch.number, name), blob)
        return blob

    def _brief(self, request: contracts.StretchRequest) -> Brief:
        """The brief of a stretch, with its words."""
        brief, words = whole(request.brief, self._store), request.stretch.words
        text = self._store.read_bytes(words).decode() if words else ""
        return stretch_brief(brief, Part(request.stretch, text), request.overview, self._known(request))

    def _known(self, request: contracts.StretchRequest) -> tuple[Character, ...]:
        """Who is known before a stretch."""
        if request.known is None:
            return request.overview.characters
        try:
            return _PEOPLE.validate_json(self._store.read_bytes(request.known))
        except ValidationError as error:
            raise BadInput("The film's stored story cannot be read: make the film anew.") from error
