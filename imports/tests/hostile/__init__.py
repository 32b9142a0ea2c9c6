"""Files that want to do harm, or were harmed: made from believable exports by a seeded hand.

The same seed gives the same file.

corpus.made(seed)     one damaged file, and how many data rows it has where the damage leaves no doubt
oddities.FILES        files that are no exports at all: archives, pictures, web pages, bombs
checks.*              what must hold for every one of them
"""
