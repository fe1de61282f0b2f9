"""Work at vendors that take jobs: asked for once, written down before, found again by whoever is alive."""
