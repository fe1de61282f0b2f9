"""Two runs on one card: the second waits for it while the first is at its steps."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from providers.base import Progress
from providers.open_models.bay import Bay
from providers.open_models.entry import OpenModel
from tests.gpu.kit.at_work import Killed

LONG_S = 60
FRONT, BEHIND = "front", "behind"


def both(
    front: Callable[[Progress], bytes], behind: Callable[[Progress], bytes], *, kills: bool = False
) -> list[Any]:
    """What the runs give, which are given a bench's progress; where it `kills`, the second is cancelled while it waits."""
    begun, waits, over = threading.Event(), threading.Event(), threading.Event()

    def in_front(share: float) -> None:
        begun.set()
        if share > 0:
            assert (over if kills else waits).wait(LONG_S)

    def waiting(share: float) -> None:
        waits.set()
        if kills:
            raise Killed

    with _thread(FRONT) as first, _thread(BEHIND) as second:
        made: list[Future[bytes]] = [first.submit(front, in_front)]
        assert begun.wait(LONG_S)
        made.append(second.submit(behind, waiting))
        made[1].add_done_callback(lambda _: over.set())
    return [one.exception() or one.result() for one in made]


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=name)


class Encodings:
    """Which of the two runs encoded what, of a pipeline that is loaded in a bay."""

    def __init__(self, bay: Bay, model: OpenModel, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, str]] = []
        self.fails: BaseException | None = None
        with bay.at_work(model, lambda: None) as loaded:
            kind = type(loaded.pipeline)
        encode = kind.encode_prompt

        def watched(pipeline: Any, *given: Any, **named: Any) -> Any:
            prompt = named["prompt"] if "prompt" in named else given[0]
            said = prompt if isinstance(prompt, str) else " ".join(prompt)
            who = threading.current_thread().name.rsplit("_", 1)[0]
            self.asked.append((who, said))
            if self.fails and who == FRONT and "second" in said:
                raise self.fails
            return encode(pipeline, *given, **named)

        patch.setattr(kind, "encode_prompt", watched)

    def of(self, words: str) -> list[str]:
        """Who encoded what has these words in it."""
        return [who for who, said in self.asked if words in said]
