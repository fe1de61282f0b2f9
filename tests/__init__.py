"""The tests, in the project's own folders."""
