"""Speech models of vendors: what each takes, how it is told, what it costs, as data; and those that are asked as OpenAI's are.

Not here: ElevenLabs and Edge, which are asked by libraries of their own (`elevenlabs/`, `edge/`).
"""
