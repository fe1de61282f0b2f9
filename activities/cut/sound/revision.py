"""Which way of mixing this is."""

MIX_REVISION = "3"
"""Goes up when the same timeline would sound otherwise; part of the recipes of a film's sound."""
