"""worker.py ORDERS FETCHES: one of several workers of a queue, each of which runs a copy of its own."""
import sys
import time


def price(order):
    return sum(item * item % 97 for item in range(100 + order % 40))


def fetch(page):
    time.sleep(0.002)
    return page


def work(orders, fetches):
    total = 0
    for page in range(fetches):
        total += fetch(page)
    for order in range(orders):
        total += price(order)
    return total


if __name__ == "__main__":
    work(int(sys.argv[1]), int(sys.argv[2]))
