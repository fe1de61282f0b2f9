"""Edge TTS: Microsoft's voices as its browser reads pages aloud, asked by the library `edge-tts`.

Not here: an account, a key or a price: there is none.
"""
