"""OpenAI's speech models, as data.

Not here: how they are asked (`speech/openai_shape.py`), and its models that write (`providers/llm/`).
"""
