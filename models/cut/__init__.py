"""The cut: frame size and delivery, transitions, lengths, the cut list, when words are heard, the timeline.

Not here: pictures and sound themselves (`activities/cut/`, `infra/media/`).
"""
