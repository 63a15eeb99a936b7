"""A second implementation of every figure: slow, obvious, and written from the documentation, not from the program.

A profile is a list of stacks or two dicts of calls, a cost is a Python integer, and each question is one loop over all
of it. Nothing here is fast, shared with the program, or clever; where the two differ, one of them is wrong.
"""
