"""Edge's reading aloud, doubled over a WebSocket, as edge-tts asks it; stricter in that whatever is not known closes the connection.

What it was asked is in `asked`; `goes_wrong` is what it does otherwise than it should.
"""

import json
import re
import threading
import xml.etree.ElementTree as ElementTree
from contextlib import suppress
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from tests.kit.vendors.spoken import as_mp3, said

TICKS = 10_000_000
FORMAT = "audio-24khz-48kbitrate-mono-mp3"
VOICES = {
    "en-US-EmmaMultilingualNeural": "Female",
    "en-US-AndrewMultilingualNeural": "Male",
    "de-DE-KatjaNeural": "Female",
    "de-DE-ConradNeural": "Male",
    "de-AT-JonasNeural": "Male",
}


def listed() -> list[dict[str, Any]]:
    """The voices as the service lists them."""
    return [
        {
            "Name": f"Microsoft Server Speech Text to Speech Voice ({name})",
            "ShortName": name,
            "Gender": gender,
            "Locale": "-".join(name.split("-")[:2]),
            "SuggestedCodec": FORMAT,
            "FriendlyName": f"Microsoft {name}",
            "Status": "GA",
            "VoiceTag": {"ContentCategories": ["General"], "VoicePersonalities": ["Friendly", "Positive"]},
        }
        for name, gender in VOICES.items()
    ]


class Edge:
    """The service."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.crimes: list[str] = []
        self.goes_wrong: list[str] = []
        self._server = serve(self._talk, "127.0.0.1", 0, process_request=self._opened)

    @property
    def address(self) -> str:
        """Where it is, as the variable of its address has it."""
        return f"http://127.0.0.1:{self._server.socket.getsockname()[1]}/readaloud"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()

    def _wrong(self, *hows: str) -> str:
        """What goes wrong now, of these; each once."""
        if self.goes_wrong and self.goes_wrong[0] in hows:
            return self.goes_wrong.pop(0)
        return ""

    def _opened(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        if how := self._wrong("403", "429", "503"):
            return connection.respond(int(how), "")
        if (
            not re.fullmatch(r"[0-9A-F-]{64,128}", query.get("sec-ms-gec", ""))
            or "trustedclienttoken" not in query
        ):
            self.crimes.append(f"no token: {request.path}")
            return connection.respond(403, "")
        if parts.path == "/readaloud/voices/list":
            body = json.dumps(listed()).encode()
            if self._wrong("no-list"):
                return connection.respond(500, "")
            return Response(
                200,
                "OK",
                Headers([("Content-Type", "application/json"), ("Content-Length", str(len(body)))]),
                body,
            )
        if parts.path != "/readaloud/edge/v1" or "connectionid" not in query:
            self.crimes.append(f"no such path: {request.path}")
            return connection.respond(404, "")
        return None

    def _talk(self, connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            config, ssml = (_read(connection.recv()) for _ in range(2))
            options = json.loads(config["body"])["context"]["synthesis"]["audio"]
            if config["path"] != "speech.config" or options["outputFormat"] != FORMAT:
                self.crimes.append(f"no configuration: {config}")
                return
            if options["metadataoptions"]["wordBoundaryEnabled"] != "true":
                self.crimes.append("no boundaries of words were asked for")
            speak = ElementTree.fromstring(ssml["body"])
            voice = speak[0].attrib["name"]
            text = "".join(speak.itertext())
            self.asked.append({"voice": voice, "text": text, **speak[0][0].attrib})
            self._speak(connection, text, voice)

    def _speak(self, connection: ServerConnection, text: str, voice: str) -> None:
        send = connection.send
        send(_text("turn.start", {"context": {"serviceTag": "x"}}))
        send(
            _text("response", {"context": {"serviceTag": "x"}, "audio": {"type": "inline", "streamId": "s"}})
        )
        short = re.sub(r"^.*\((\w+-\w+), (\w+)\)$", r"\1-\2", voice)
        if short in VOICES and not self._wrong("silent"):
            spoken = said(text, short)
            data = as_mp3(spoken.samples)
            for place in range(0, len(data), 4000):
                send(_binary(data[place : place + 4000]))
                if self._wrong("drop"):
                    connection.socket.close()
                    return
            if self._wrong("strange"):
                send(_text("weather", {"it": "rains"}))
                return
            for word, start, end in spoken.words(text):
                times = {"Offset": int(start * TICKS), "Duration": int((end - start) * TICKS)}
                told = {
                    "Type": "WordBoundary",
                    "Data": {**times, "text": {"Text": word, "Length": len(word)}},
                }
                send(_text("audio.metadata", {"Metadata": [told]}))
            send(_binary(b""))
        send(_text("turn.end", {}))


def _read(message: str | bytes) -> dict[str, str]:
    head, _, body = str(message).partition("\r\n\r\n")
    found = re.search(r"^Path:(.+)$", head, re.MULTILINE)
    return {"path": found[1].strip() if found else "", "body": body}


def _text(path: str, body: object) -> str:
    return f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{json.dumps(body)}"


def _binary(data: bytes) -> bytes:
    kind = "Content-Type:audio/mpeg\r\n" if data else ""
    head = f"X-RequestId:1\r\n{kind}X-StreamId:s\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + data
