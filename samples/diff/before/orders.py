"""A small shop: reads orders, removes duplicates, prices them, prints a report."""
import json
import random


def make_orders(count):
    numbers = random.Random(7)
    return [json.dumps({"id": i % 900, "item": f"item{numbers.randrange(40)}", "pieces": numbers.randrange(1, 9)})
            for i in range(count)]


def read_order(line):
    order = json.loads(line)
    order["item"] = order["item"].upper()
    return order


def remove_duplicates(orders):
    seen = set()
    kept = []
    for order in orders:
        if order["id"] not in seen:
            seen.add(order["id"])
            kept.append(order)
    return kept


def check_sum(order):
    total = 0
    for letter in json.dumps(order):
        total = (total * 31 + ord(letter)) % 65521
    return total


def price(order):
    base = sum(ord(letter) for letter in order["item"])
    return base * order["pieces"] * (0.9 if order["pieces"] > 5 else 1)


def report(orders):
    lines = [f"{order['id']:5} {order['item']:10} {price(order):10.2f} {check_sum(order):5}" for order in orders]
    return "\n".join(lines)


def main():
    orders = [read_order(line) for line in make_orders(12000)]
    text = ""
    for _ in range(3):
        text = report(remove_duplicates(orders))
    return len(text)


main()
