"""What the words mean, and the pure rules over them: frozen values, functions of values alone.

Not here: files, clocks, random, Temporal, vendors; whoever needs those is handed a value.
"""
