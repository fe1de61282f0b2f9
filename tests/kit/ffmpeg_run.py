"""ffmpeg as tests use it: run to its end, for media to try things on."""

from collections.abc import Sequence

from infra.media.ffmpeg import started


def run(args: Sequence[str], *, what: str) -> None:
    """Run ffmpeg with `args`; `what` names the work in an error."""
    with started(args, what=what) as work:
        work.check()
