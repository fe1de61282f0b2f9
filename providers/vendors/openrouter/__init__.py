"""OpenRouter: pictures that are answered at once, and clips that are jobs, of many makers under one key.

Not here: models that write (`providers/llm/`).
"""
