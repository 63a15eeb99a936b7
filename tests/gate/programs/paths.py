"""Ways through a random graph: the numbers of calls differ from run to run."""
import heapq
import random
import sys

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 10
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 10


def make(nodes, degree):
    return [[(random.randrange(nodes), random.random()) for _ in range(degree)] for _ in range(nodes)]


def relax(queue, lengths, node, length):
    if length < lengths[node]:
        lengths[node] = length
        heapq.heappush(queue, (length, node))


def shortest(graph, start):
    lengths = [1e9] * len(graph)
    queue = []
    relax(queue, lengths, start, 0.0)
    while queue:
        length, node = heapq.heappop(queue)
        if length > lengths[node]:
            continue
        for other, weight in graph[node]:
            relax(queue, lengths, other, length + weight)
    return lengths


def scan(lengths):
    most = 0
    for _ in range(FACTOR):
        for length in lengths:
            if length > most:
                most = length
    return most


def main():
    graph = make(1200, 6)
    for i in range(4):
        lengths = shortest(graph, i)
        for _ in range(4 * TIMES):
            scan(lengths)


main()
