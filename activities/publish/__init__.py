"""The film's manifest and report."""
