"""From the brief to a shot list: what models are asked, how answers are read, fitted and put together.

`activity.py` is what Temporal calls, `model_call.py` one call to a model; a folder each for what is asked and answered.
Not here: which model comes next and what may be paid (`workflows/story/`), the desk where models are asked
(`providers/llm/`), and the writer that needs none (`providers/offline/outline/`).
"""
