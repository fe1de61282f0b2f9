"""`python -m studio`, and what the program `longtake` runs: Ctrl-C is heard before anything heavy is imported."""

import gc

from studio.cli.interruption import end_at_once

end_at_once()

# What a command reads of a long film are hundreds of thousands of objects, and all of them stay: with Python's 700,
# looking for garbage among them takes longer than reading them.
gc.set_threshold(50_000)


def main() -> None:
    """Run the command line and leave with its exit code."""
    from studio.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
