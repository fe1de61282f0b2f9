"""What models are told: instructions, the story so far, tables, hints from the text.

Not here: which stage tells them what (`activities/story/stages/`).
"""
