"""Recursion of every sort: direct and 900 deep, mutual, through a C function, and over a tree."""


def countdown(n):
    return 0 if n == 0 else 1 + countdown(n - 1)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def depth(tree):
    return 1 + max(map(depth, tree)) if tree else 0


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def make_tree(levels):
    return [make_tree(levels - 1) for _ in range(2)] if levels else []


def main():
    countdown(900)
    is_even(300)
    depth(make_tree(6))
    fib(15)


main()
