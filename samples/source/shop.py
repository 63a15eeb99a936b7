"""A till: adds up carts, sorts them and prints receipts. Nothing in it is clever, so that its lines differ in cost."""
import sys
import time


def price_of(item):
    total = 0
    for digit in str(item * 7919):
        total = total * 3 + int(digit)
    return total % 500 + 1


def discount(prices):
    best = 0
    for i, first in enumerate(prices):
        for second in prices[i + 1:]:
            best = max(best, first + second)
    return best // 10


def receipt(items):
    prices = [price_of(item) for item in items]
    lines = [f"{item:6d} {price:6d}" for item, price in zip(items, prices)]
    lines.sort(key=lambda line: line[::-1])
    return "\n".join(lines), sum(prices) - discount(prices)


def main(seconds):
    end = time.monotonic() + seconds
    carts = 0
    while time.monotonic() < end:
        receipt(range(carts, carts + 60))
        carts += 1
    print(carts, "carts")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2)
