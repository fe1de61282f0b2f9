"""Who is at the keyboard, and whether anybody is."""

import getpass
import sys

from studio.service.requests.request import Approve


def who() -> str:
    """The login name of the person who decides; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def someone_is_there() -> bool:
    """Whether questions can be asked: stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def who_approves(approve: Approve | None, *, detach: bool) -> Approve:
    """How a storyboard is approved: as was said, else asked on a terminal, else left to others."""
    if approve is not None:
        return approve
    return "ask" if someone_is_there() and not detach else "wait"
