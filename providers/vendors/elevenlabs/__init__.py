"""ElevenLabs: its voices and its speech, asked by its own library.

Not here: what its models cost and take, which `speech.toml` beside this says.
"""
