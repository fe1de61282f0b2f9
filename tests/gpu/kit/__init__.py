"""Tiny pipelines of random weights, one module a family, and what the tests on them share."""
