"""What is heard of a whole film beside its voices: its score, and the sounds of its scenes.

Not here: how they are mixed (`activities/cut/sound/`), and voices, which are their shots' (`workflows/shots/`).
"""
