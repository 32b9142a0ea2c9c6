"""The read store: somebody's bets as columns of integers in one file, worked out from the database and never the truth.

A file holds for one stamp (bets.models.BookStamp) and one time zone; where it does not fit it is made anew, and where
it cannot be made SQL answers. It may be deleted at any time. decisions/0035 says why.
"""
