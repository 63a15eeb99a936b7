"""What the profiles of test_pstats_printing.py are of: every kind of function. Runs under any Python from 2.6."""
import re


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def is_even(n):
    return n == 0 or is_odd(n - 1)


def is_odd(n):
    return n != 0 and is_even(n - 1)


def numbers(n):
    for i in range(n):
        yield i * i


class Shape(object):
    count = 0

    def __init__(self, size):
        self.size = size
        Shape.count += 1

    @property
    def area(self):
        return self.size ** 2

    @staticmethod
    def unit():
        return Shape(1)

    @classmethod
    def twice(cls, size):
        return cls(size * 2)

    def __lt__(self, other):
        return self.area < other.area


class Square(Shape):
    def __init__(self, size):
        Shape.__init__(self, size)

    def __call__(self, times):
        return [self.twice(i).area for i in range(times)]


def first(): return second()  # one line, several functions: same file, different names
def second(): return (lambda x: x)(1) + (lambda x: x + 1)(1)


def fails(depth):
    if depth == 0:
        raise ValueError("expected")
    fails(depth - 1)


def work():
    total = 0
    for i in range(2000):
        total += i % 7
    return total


def idle():
    pass


def main():
    fib(12)
    is_even(30)
    sum(numbers(50))
    shapes = [Square(i % 5) for i in range(20)] + [Shape.unit()]
    sorted(shapes)
    sorted(range(10), key=lambda i: -i)
    max(map(len, ["a", "bb", "ccc"]))
    Square(2)(3)
    first()
    for _ in range(10):
        work()
        idle()
    try:
        fails(5)
    except ValueError:
        pass
    re.sub("a+", lambda match: match.group().upper(), "banana")
    "-".join(str(i) for i in range(5)).split("-")


if __name__ == "__main__":
    main()
