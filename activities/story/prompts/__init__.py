"""What models are told: instructions, the story so far, tables, hints from the text."""
