"""The desk where models are asked, which measures each call as OpenTelemetry's conventions for models have it."""

import time

from infra.telemetry.meters import meters
from models.metrics import MODEL_CALLS, TOKENS
from providers.llm.chat import ChatDesk
from providers.llm.messages import ChatRequest, Reply


class MeteredDesk(ChatDesk):
    """Asks as `ChatDesk` does."""

    def ask(self, request: ChatRequest) -> Reply:
        """As `ChatDesk.ask`."""
        model, begun = request.model, time.monotonic()
        labels = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": model.vendor,
            "gen_ai.request.model": model.model,
        }
        try:
            reply = super().ask(request)
        except Exception as error:
            failed = {**labels, "error.type": type(error).__name__}
            meters().observe(MODEL_CALLS, time.monotonic() - begun, failed)
            raise
        meters().observe(MODEL_CALLS, time.monotonic() - begun, labels)
        for kind, tokens in (("input", reply.input_tokens), ("output", reply.output_tokens)):
            meters().observe(TOKENS, tokens, {**labels, "gen_ai.token.type": kind})
        return reply
