"""An OpenAI-compatible server on a real socket that is stricter than vendors and answers by a script.

    with llm_server([error(429, "slow down"), said('{"title": "A"}')]) as server:
        ...  # ask server.base_url with the key KEY
        assert len(server.calls) == 2

A script is a callable that gets each request's JSON body, or a list of answers given in turn. A request
that a strict vendor would refuse gets 400 or 401, is not counted as a call, and says why in `refusals`.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-0123456789abcdef"
"""The key that the server wants, unless told otherwise."""


@dataclass(frozen=True)
class Answer:
    """What goes back. `cut` closes the connection halfway through the body; `slow` never answers at all."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    slow: bool = False


Script = Callable[[dict[str, Any]], Answer] | Iterable[Answer]


def said(
    text: str | None,
    model: str = "test-model",
    prompt_tokens: int = 100,
    completion_tokens: int = 50,
    cost: float | None = None,
    finish: str | None = "stop",
    headers: Mapping[str, str] | None = None,
    **message: Any,
) -> Answer:
    """A completion of `text`; `message` adds fields beside the text, such as `refusal`."""
    usage: dict[str, Any] = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }
    if cost is not None:
        usage["cost"] = cost
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, **message},
        "finish_reason": finish,
    }
    completion = {
        "id": "gen-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [choice],
        "usage": usage,
    }
    return _json(200, completion, headers)


def moderated(*results: Mapping[str, float]) -> Answer:
    """A moderation of as many texts as there are results: the score of each flagged category."""
    answer = {
        "id": "modr-1",
        "model": "omni-moderation-latest",
        "results": [
            {
                "flagged": bool(scores),
                "categories": {"hate": False, **dict.fromkeys(scores, True)},
                "category_scores": {"hate": 0.01, **scores},
            }
            for scores in results
        ],
    }
    return _json(200, answer)


def error(
    status: int,
    message: str = "no",
    headers: Mapping[str, str] | None = None,
    body: object = None,
    **details: Any,
) -> Answer:
    """A vendor's error. `details` go into the error object; `body` replaces the whole JSON body."""
    return _json(status, {"error": {"message": message, **details}} if body is None else body, headers)


def raw(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Exactly these bytes."""
    return Answer(status, body, {"Content-Type": "application/json", **(headers or {})})


def cut(answer: Answer | None = None) -> Answer:
    """An answer whose connection is closed halfway through its body."""
    whole = answer or said("This sentence is never heard to its end.")
    return Answer(whole.status, whole.body, whole.headers, cut=True)


def slow() -> Answer:
    """No answer for as long as the server runs."""
    return Answer(slow=True)


class LlmServer(ThreadingHTTPServer):
    """The server: `base_url` to ask, `calls` with the bodies it accepted, `headers` with theirs."""

    daemon_threads = True

    def __init__(self, script: Script, key: str, *, bounded: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.refusals: list[str] = []
        self.key = key
        self.bounded = bounded
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._script = script if callable(script) else _in_turn(iter(script))

    @property
    def base_url(self) -> str:
        """The address that a vendor's base URL is set to."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def answer(self, body: dict[str, Any], headers: dict[str, str]) -> Answer:
        """Count the call and answer it by the script, one at a time."""
        with self._lock:
            self.calls.append(body)
            self.headers.append(headers)
            return self._script(body)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is nothing to report."""


@contextmanager
def llm_server(script: Script, *, key: str = KEY, bounded: bool = False) -> Iterator[LlmServer]:
    """Serve until the block ends. An empty `key` lets everybody in; `bounded` allows bounds in schemas."""
    server = LlmServer(script, key, bounded=bounded)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Answer:
    return raw(json.dumps(body).encode(), status, headers)


def _in_turn(answers: Iterator[Answer]) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: next(answers, error(400, "the script has no more answers"))


class _Handler(BaseHTTPRequestHandler):
    server: LlmServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.key and self.headers.get("Authorization") != f"Bearer {self.server.key}":
            return self._refuse(401, "that is not the key")
        try:
            body = json.loads(data)
            _check(self.path, body, bounded=self.server.bounded)
        except (ValueError, KeyError, TypeError) as refusal:
            return self._refuse(400, f"{type(refusal).__name__}: {refusal}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self._send(self.server.answer(body, headers))

    def _refuse(self, status: int, why: str) -> None:
        self.server.refusals.append(why)
        self._send(error(status, why))

    def _send(self, answer: Answer) -> None:
        if answer.slow:
            self.server.closing.wait()
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.close_connection = self.close_connection or answer.cut

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet."""


_FIELDS = {
    *("model", "messages", "max_tokens", "max_completion_tokens", "temperature", "seed", "response_format"),
    *("provider", "reasoning", "reasoning_effort", "metadata"),
}
_BOUNDS = {"minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"}
_KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf"),
    *("$ref", "$defs", "description"),
}


def _check(path: str, body: dict[str, Any], *, bounded: bool) -> None:
    """Raise when a strict vendor would refuse the request."""
    if path == "/v1/moderations":
        _only("the request", body, {"model", "input"})
        _want(bool(body["model"]) and all(isinstance(text, str) and text for text in body["input"]), "input")
        return
    _want(path == "/v1/chat/completions", f"there is nothing at {path}")
    _only("the request", body, _FIELDS)
    _want(isinstance(body["model"], str) and bool(body["model"]), "model is a name")
    _want(bool(body["messages"]), "messages are there")
    for message in body["messages"]:
        _only("a message", message, {"role", "content"})
        _want(message["role"] in ("system", "user", "assistant"), "a message has a role")
        _want(isinstance(message["content"], str) and bool(message["content"]), "a message has content")
    limits = [body[name] for name in ("max_tokens", "max_completion_tokens") if name in body]
    _want(len(limits) == 1 and isinstance(limits[0], int) and limits[0] >= 16, "one limit of tokens")
    _want(0 <= body.get("temperature", 1) <= 2, "temperature is between 0 and 2")
    _want(isinstance(body.get("seed", 0), int), "seed is a whole number")
    wanted = body.get("response_format")
    if wanted and wanted["type"] == "json_object":
        _only("response_format", wanted, {"type"})
        _want(
            any("JSON" in message["content"] for message in body["messages"]),
            "JSON mode is asked for in words",
        )
    elif wanted:
        _want(wanted["type"] == "json_schema", "response_format has a type")
        named = wanted["json_schema"]
        _only("json_schema", named, {"name", "strict", "schema"})
        _want(bool(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", named["name"])), "a schema has a name")
        _want(named["strict"] is True, "a schema is strict")
        _want(named["schema"]["type"] == "object", "the root of a schema is an object")
        _check_schema(named["schema"], set(named["schema"].get("$defs", {})), bounded=bounded)


def _check_schema(node: dict[str, Any], names: set[str], *, bounded: bool) -> None:
    _only("a schema", node, _KEYWORDS | (_BOUNDS if bounded else set()))
    if "$ref" in node:
        _only("a reference", node, {"$ref"})
        _want(node["$ref"].removeprefix("#/$defs/") in names, f"{node['$ref']} is defined")
    if node.get("type") == "object":
        _want(node["additionalProperties"] is False, "an object is closed")
        _want(sorted(node["required"]) == sorted(node["properties"]), "every property is required")
    children = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", [])]
    for child in [*children, *([node["items"]] if "items" in node else [])]:
        _check_schema(child, names, bounded=bounded)


def _only(what: str, found: dict[str, Any], known: set[str]) -> None:
    _want(set(found) <= known, f"{what} has no unknown fields: {sorted(set(found) - known)}")


def _want(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(rule)
