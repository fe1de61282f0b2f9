"""Spans of calls to an object store: which call, and what came of it; no key, no name of an object and no signed address."""

from http import HTTPStatus
from typing import Any

from infra.telemetry.spans import Mark, begun, on


def listen(client: Any) -> None:  # noqa: ANN401 - boto3 makes its clients' classes at run time
    """Have a client's calls heard, where spans are made; each belongs to whoever calls, and is none where nobody has a span."""
    if not on():
        return
    events = client.meta.events
    events.register("before-call.s3", _begin)
    events.register("after-call.s3", _end)
    events.register("after-call-error.s3", _fail)


def _begin(model: Any, params: Any, context: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - botocore's event
    host = str(params.get("url", "")).partition("://")[2].partition("/")[0]
    values = {"rpc.system": "aws-api", "rpc.service": "S3", "rpc.method": model.name, "server.address": host}
    context["longtake_span"] = begun(f"S3.{model.name}", "client", values)


def _end(http_response: Any, context: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - botocore's event
    if mark := _mark(context):
        status = http_response.status_code
        mark.tell({"http.response.status_code": status})
        if status >= HTTPStatus.BAD_REQUEST:
            mark.fail(str(status))
        mark.end()


def _fail(exception: BaseException, context: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - as above
    if mark := _mark(context):
        mark.fail(type(exception).__name__)
        mark.end()


def _mark(context: dict[str, Any]) -> Mark | None:
    found = context.pop("longtake_span", None)
    return found if isinstance(found, Mark) else None
