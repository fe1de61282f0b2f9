"""`python -m studio`, and what the program `longtake` runs: Ctrl-C is heard before anything heavy is imported."""

from studio.cli.interruption import end_at_once

end_at_once()


def main() -> None:
    """Run the command line and leave with its exit code."""
    from studio.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
