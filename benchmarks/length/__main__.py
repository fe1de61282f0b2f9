"""`python -m benchmarks.length [SHOTS …]`, as `benchmarks/length/films.py`."""

import asyncio

from benchmarks.length.films import main

if __name__ == "__main__":
    asyncio.run(main())
