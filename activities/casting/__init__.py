"""Who makes what, how models write the story, and for how much at most.

Not here: the prices, which providers quote.
"""
