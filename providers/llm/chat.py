"""The desk where models are asked: one request, one reply or one named error. It never asks twice."""

import json
import re
from typing import Any

from infra.telemetry.genai import asked, message
from infra.telemetry.spans import Mark
from infra.telemetry.variables import content_wanted
from models.story.plan import ModelChoice
from providers.llm.catalogue import Catalogue
from providers.llm.catalogue_models import Resolved
from providers.llm.messages import ChatRequest, Reply
from providers.llm.replies import Asked, reply_of
from providers.llm.strict_schema import strict_schema
from providers.vendors.client import VendorClient
from providers.vendors.clients import Clients
from providers.vendors.exchange import Post


class ChatDesk:
    """Asks the models of a catalogue, each by the client of its vendor."""

    def __init__(self, catalogue: Catalogue, clients: Clients) -> None:
        self.catalogue = catalogue
        self.clients = clients

    def has_key(self, vendor_name: str) -> bool:
        """Whether a vendor can be asked: it needs no key, or its key is there."""
        return self.clients.has_key(vendor_name)

    def ask(self, request: ChatRequest) -> Reply:
        """Ask once, by exactly one POST; waits as long as the vendor's `read_timeout_s`.

        A reply that came and is of no use is a `Reply` with a `problem`.

        Raises:
            ProviderError: the vendor gave no answer; the type says whether asking again may help.
            BadInput: the model's vendor or its address is not known.

        """
        resolved = self.catalogue.resolve(request.model.name)
        client = self.clients.of(resolved.vendor.name)
        body = self._body(resolved, request)
        values = {"gen_ai.output.type": "text" if request.prompted.json_schema is None else "json"}
        with asked("chat", resolved.vendor.name, resolved.card.id, values) as mark:
            came = client.post(Post("/chat/completions", body, request.model.model))
            reply = reply_of(self.asked(client, request.model), came)
            _tell(mark, request, reply)
        return reply

    def asked(self, client: VendorClient, model: ModelChoice) -> Asked:
        """Who is asked, for reading what comes back."""
        return Asked(
            client.vendor,
            model,
            lambda read, wrote: self.catalogue.cost(client.vendor.name, model.model, read, wrote),
            client.clean,
        )

    def _body(self, resolved: Resolved, request: ChatRequest) -> dict[str, Any]:
        """What is posted; its order of keys never changes, for response caches go by the bytes."""
        vendor, card, model = resolved.vendor, resolved.card, request.model
        messages = [message.model_dump() for message in request.prompted.messages]
        most = min(model.output_tokens, card.max_output or model.output_tokens)
        body: dict[str, Any] = {"model": card.id, "messages": messages, vendor.tokens_field: most}
        if model.temperature is not None and card.temperature:
            body["temperature"] = model.temperature
        if vendor.seed == "parameter":
            body["seed"] = request.seed
        elif vendor.seed == "metadata" and request.seed:
            body["metadata"] = {"seed": str(request.seed)}
        schema = request.prompted.json_schema
        if schema is not None and model.structured == "schema":
            named = {
                "name": re.sub(r"[^a-zA-Z0-9_-]", "_", request.prompted.schema_name)[:64],
                "strict": True,
                "schema": strict_schema(schema, bounded=vendor.bounded_schema),
            }
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema is not None:
            shape = json.dumps(strict_schema(schema, bounded=True), ensure_ascii=False, separators=(",", ":"))
            messages[-1]["content"] += f"\n\nAnswer with one JSON object alone, of this JSON schema:\n{shape}"
            if model.structured == "json":
                body["response_format"] = {"type": "json_object"}
        body |= {**vendor.body, **card.body}
        price = self.catalogue.price(vendor.name, card.id) if vendor.max_price else None
        if price:
            rates = price.rates(model.input_tokens)
            body["provider"] = {
                **body.get("provider", {}),
                "max_price": {"prompt": float(rates[0]), "completion": float(rates[1])},
            }
        return body


def _tell(mark: Mark, request: ChatRequest, reply: Reply) -> None:
    """Tell of an answer, and of its words and the question's only where they are wanted."""
    if not mark.taken:
        return
    mark.tell(
        {
            "gen_ai.response.model": reply.answered,
            "gen_ai.usage.input_tokens": reply.input_tokens,
            "gen_ai.usage.output_tokens": reply.output_tokens,
            "longtake.cost.usd": float(reply.cost),
        }
    )
    if reply.problem:
        mark.fail(reply.problem)
    if content_wanted():
        question = "\n\n".join(each.content for each in request.prompted.messages)
        mark.tell({"gen_ai.input.messages": message("user", question)})
        mark.tell({"gen_ai.output.messages": message("assistant", reply.text)})
