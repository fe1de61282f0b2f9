"""A story put together of what models planned: lengths, words, people, pictures."""
