"""The command `longtake` itself, by the clock that its environment sets: `python -m tests.kit.hosts.command worker cpu`."""

from tests.kit.hosts.clocks import mend_sleep

mend_sleep()

from studio.__main__ import main  # noqa: E402 - whoever waits has to find the mended sleep

if __name__ == "__main__":
    main()
