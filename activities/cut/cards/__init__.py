"""The film's cards: title, end, and the slate of a missing shot."""
