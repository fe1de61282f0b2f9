"""The film's sound: voices, music and effects measured, balanced, mixed."""
