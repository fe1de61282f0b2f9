"""Who is at the keyboard, and whether anybody is."""

import getpass
import sys


def who() -> str:
    """The login name of the person who decides; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def someone_is_there() -> bool:
    """Whether questions can be asked: stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()
