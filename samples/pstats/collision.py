"""Two functions that profilers cannot tell apart: same file, line and name. cProfile keeps the figures of one of them and
the calls of both, so that a call takes longer than its caller."""


def burn(n):
    return sum(i * i for i in range(n))


first, second = (lambda: burn(3000)), (lambda: burn(3000))


def main():
    for _ in range(5):
        first()
        second()


main()
