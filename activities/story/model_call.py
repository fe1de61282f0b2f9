"""One call to a model and what it amounts to: found when it was answered before, else asked, read and kept."""

import time
from collections.abc import Callable
from contextlib import suppress

from activities.contracts import Answer, AskRequest, BadReply, SafetyAnswer, SafetyRequest
from activities.story.answers.unusable import Unusable
from activities.story.safety import guards
from activities.story.stages import stages
from infra.patience import patient
from infra.reading.reader import told_text
from library.assets import Library, lease_key
from library.briefs import pieces, whole
from library.work import Work
from models.errors import StorageError, UnknownOutcome
from models.orders.assets import Asset, Blob, Recipe
from models.story.records import CallRecord
from models.story.results import StageResult
from models.story.stages import Template
from providers.llm.chat import ChatDesk
from providers.llm.messages import ChatRequest, Prompted, Reply
from providers.llm.moderation import moderate

Told = Callable[[], None]
"""What is called while a call goes on."""

MOST_SHOWN = 20_000
"""Characters of a bad answer that go into history and to the model that repairs it."""
KEEPING_S = 60.0
"""Seconds that a store or a database which went away is waited for with an answer in hand."""


class Answering:
    """Asks models by the desk and keeps good answers in the library, so that none is paid twice."""

    def __init__(
        self, desk: ChatDesk, library: Library, templates: Callable[[], tuple[Template, ...]]
    ) -> None:
        self._desk = desk
        self._library = library
        self._templates = templates

    def answer(
        self, request: AskRequest, work: Work, waiting: Told = lambda: None, asking: Told = lambda: None
    ) -> Answer:
        """The result of one part of a stage by one model, or what it gave instead.

        While somebody else asks the same, their answer is waited for; `waiting` is called meanwhile, and
        `asking` before the model is asked. `work` is as fresh as the request.

        Raises:
            ProviderError: the vendor gave no answer.

        """
        templates, request = self._templates(), self._told(request)
        prompted = stages.prompted(request, templates)
        recipe = recipe_of(request, prompted)
        useless: list[Blob] = []

        def find() -> Answer | None:
            asset = self._library.find(recipe, work.fresh, work.use)
            if asset is None:
                return None
            text = self._library.store.read_bytes(asset.blob).decode()
            try:
                result = stages.read(request, text, templates)
            except Unusable:
                useless.append(asset.blob)
                return None
            return Answer(result=result, call=_record(request, answered=request.model.name, cached=True))

        def ask(token: str) -> Answer:
            asking()
            begun = time.monotonic()
            chat = ChatRequest(model=request.model, prompted=prompted, seed=request.brief.seed)
            reply = self._desk.ask(chat)
            record = _record(request, reply, prompted.toon_saved)
            try:
                result = stages.read(request, _usable(reply), templates)
            except Unusable as error:
                bad = BadReply(text=reply.text[:MOST_SHOWN], problem=error.problem, errors=error.errors)
                reason = "; ".join(error.errors)[:300] or _SAID[error.problem]
                return Answer(
                    bad=bad, call=record.model_copy(update={"outcome": error.problem, "reason": reason})
                )
            # The answer is paid for: a full disk, or a store that is away for long, loses the saving of
            # the next film, never this answer.
            with suppress(StorageError), patient(waiting, KEEPING_S):
                blob = self._library.store.put_bytes(reply.text.encode(), ".json")
                asset = Asset(blob=blob, recipe_key=recipe.key(), cost=reply.cost)
                self._library.keep(
                    recipe,
                    asset,
                    work,
                    work_s=time.monotonic() - begun,
                    token=token,
                    useless=useless[-1] if useless else None,
                )
            return Answer(result=result, call=record)

        return self._library.leases.once(lease_key(recipe, work.fresh), find, ask, waiting, work.who)

    def recalled(self, request: AskRequest) -> StageResult | None:
        """What the model gave for just this before, without asking it; None when it was not asked, or is to be again."""
        templates, request = self._templates(), self._told(request)
        asset = self._library.find(recipe_of(request, stages.prompted(request, templates)), request.fresh)
        if asset is None:
            return None
        try:
            return stages.read(request, self._library.store.read_bytes(asset.blob).decode(), templates)
        except Unusable:
            return None

    def _told(self, request: AskRequest) -> AskRequest:
        """The request with the words of its brief, or of the part of them that it is about.

        Raises:
            BadInput: what is stored of the brief is another one.
            StorageError: it cannot be read.

        """
        brief = whole(request.brief, self._library.store)
        if brief.story:
            brief = brief.model_copy(update={"story": told_text(brief.story)})
        if not request.chunks:
            return request.model_copy(update={"brief": brief})
        text = pieces(brief.story, request.chunks)[request.part]
        return request.model_copy(update={"brief": brief.begun(), "text": text})

    def check(self, request: SafetyRequest) -> SafetyAnswer:
        """Which shots may not be drawn, by the guard that the request names.

        Raises:
            ProviderError: the guard gave no answer that can be read.

        """
        guard, shots = request.guard, request.shots
        call = CallRecord(stage="safety", model=guard.name, answered=guard.name)
        if guard.api == "words":
            return SafetyAnswer(blocked=guards.blocked_by_words(shots), call=call)
        if guard.api == "moderation":
            texts, owners = guards.moderation_texts(shots)
            categories = moderate(self._desk, guard.model, texts)
            return SafetyAnswer(blocked=guards.blocked_by_categories(owners, categories), call=call)
        reply = self._desk.ask(ChatRequest(model=guard, prompted=guards.guard_prompted(shots)))
        try:
            blocked = guards.read_guard(shots, _usable(reply))
        except Unusable as error:
            raise UnknownOutcome(f"{guard.name} gave no verdict that can be read ({error}).") from error
        return SafetyAnswer(blocked=blocked, call=_tokens(call, reply))


_SAID = {
    "refused": "the model declined",
    "truncated": "the answer was cut off at the token limit",
    "empty": "the answer was empty",
    "no-json": "the answer held no JSON",
    "broken-json": "the answer's JSON does not parse",
    "wrong-shape": "the answer had another shape than asked for",
    "not-sound": "the answer cannot be filmed",
    "too-long": "the answer was longer than any answer may be",
    "not-utf8": "the answer was not UTF-8 text",
}


def _usable(reply: Reply) -> str:
    if reply.problem:
        raise Unusable(reply.problem, reply.reason or _SAID[reply.problem])
    return reply.text


def recipe_of(request: AskRequest, prompted: Prompted) -> Recipe:
    """What determines a model's answer: everything that it is told."""
    return Recipe(
        kind="llm",
        provider=request.model.name,
        revision="1",
        parameters={
            **prompted.model_dump(mode="json", exclude={"toon_saved"}),
            "output_tokens": request.model.output_tokens,
            "temperature": request.model.temperature,
            "seed": request.brief.seed,
        },
    )


def _record(
    request: AskRequest,
    reply: Reply | None = None,
    saved: int = 0,
    *,
    answered: str = "",
    cached: bool = False,
) -> CallRecord:
    record = CallRecord(
        stage=request.stage,
        part=request.part,
        model=request.model.name,
        answered=answered,
        purpose="repair" if request.bad else "draft",
        cached=cached,
        toon_saved=saved,
    )
    return _tokens(record, reply) if reply else record


def _tokens(record: CallRecord, reply: Reply) -> CallRecord:
    return record.model_copy(
        update={
            "answered": reply.answered or record.model,
            "input_tokens": reply.input_tokens,
            "output_tokens": reply.output_tokens,
            "cost": reply.cost,
        }
    )
