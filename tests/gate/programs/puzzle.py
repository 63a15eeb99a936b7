"""Queens on a board, by recursion: very many short calls."""
import sys

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 10
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 10


def is_free(queens, column):
    row = len(queens)
    for other, at in enumerate(queens):
        if at == column or abs(at - column) == row - other:
            return False
    return True


def place(queens, size, found):
    if len(queens) == size:
        found.append(tuple(queens))
        return
    for column in range(size):
        if is_free(queens, column):
            queens.append(column)
            place(queens, size, found)
            queens.pop()


def score(solution):
    value = 0
    for _ in range(FACTOR):
        for row, column in enumerate(solution):
            value += abs(row - column)
    return value


def mirrored(solution):
    return tuple(reversed(solution))


def main():
    for size in (6, 7, 7):
        found = []
        place([], size, found)
        for solution in found * 12:
            mirrored(solution)
        for solution in (found * 3 * TIMES)[:20 * TIMES]:
            score(solution)


main()
