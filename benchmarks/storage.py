"""What a big file takes of memory and time on its way to a real S3 server and back.

    python -m benchmarks.storage          # 2 GB
    python -m benchmarks.storage 200      # megabytes

Uses the bucket that LONGTAKE_STORE names, or else a SeaweedFS server of its own. The file is sparse, so that
the disk it comes from does not matter. Prints one line of JSON: megabytes, seconds, and by how many megabytes
the most memory this process ever held grew.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from infra.settings import Settings, load_settings
from infra.storage import Store, open_store
from tests.kit.object_stores import KEY, SECRET, ObjectServer, s3_settings

MB = 1024 * 1024


def main() -> None:
    """Measure once."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 2048
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if load_settings().store:
            print(
                json.dumps(
                    measure(load_settings().model_copy(update={"home": home}), Path(folder), megabytes)
                )
            )
            return
        server = ObjectServer()
        try:
            os.environ |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
            print(json.dumps(measure(s3_settings(server, home), Path(folder), megabytes)))
        finally:
            server.remove()


def measure(settings: Settings, folder: Path, megabytes: int) -> dict[str, float]:
    """Put a sparse file, fetch it as another machine would, and remove it."""
    clip = folder / "clip.mp4"
    with clip.open("wb") as file:
        file.truncate(megabytes * MB)
    store = open_store(settings)
    store.delete(store.put_bytes(b"what every store loads when it is first used", ".txt"))
    before, started = most_memory_mb(), time.perf_counter()
    blob = store.put_file(clip)
    up_s, up_mb = time.perf_counter() - started, most_memory_mb() - before
    try:
        other: Store = open_store(settings.model_copy(update={"home": folder / "other"}))
        started = time.perf_counter()
        other.open_file(blob)
        down_s = time.perf_counter() - started
    finally:
        store.delete(blob)
    return {
        "megabytes": megabytes,
        "up_s": round(up_s, 1),
        "down_s": round(down_s, 1),
        "up_grew_mb": round(up_mb, 1),
        "grew_mb": round(most_memory_mb() - before, 1),
    }


def most_memory_mb() -> float:
    """The most memory this process ever held, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (MB if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
