"""A heat equation on a small grid: few calls, long loops."""
import sys

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 10
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 10
SIZE = 40


def step(grid):
    new = [row[:] for row in grid]
    for y in range(1, SIZE - 1):
        above, row, below = grid[y - 1], grid[y], grid[y + 1]
        for x in range(1, SIZE - 1):
            new[y][x] = (above[x] + below[x] + row[x - 1] + row[x + 1]) / 4
    return new


def energy(grid):
    total = 0.0
    for _ in range(FACTOR):
        for row in grid[::2]:
            for value in row:
                total += value * value
    return total


def edges(grid):
    return sum(grid[0]) + sum(grid[-1]) + sum(row[0] + row[-1] for row in grid)


def smoothed(grid):
    return [[round(value, 3) for value in row] for row in grid]


def main():
    grid = [[float((x * y) % 7) for x in range(SIZE)] for y in range(SIZE)]
    for i in range(90):
        grid = step(grid)
        edges(grid)
        if i % 15 == 0:
            smoothed(grid)
        if i % 20 < TIMES:
            energy(grid)


main()
