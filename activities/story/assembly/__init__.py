"""A story put together of what models planned: lengths, words, people, pictures.

Not here: what they are asked (`activities/story/prompts/`).
"""
