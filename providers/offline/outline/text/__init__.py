"""What a person's text says: sentences, clauses, language, places, what tells most.

Not here: who is in it (`people/`, beside this folder).
"""
