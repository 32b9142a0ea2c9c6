"""Coach and client: invitation, consent, and a view of the client's book in which nobody can be recognised.

See docs/decisions/0034-coach.md.
"""
