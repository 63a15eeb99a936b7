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
    kept = []
    for order in orders:
        for other in kept[:60]:
            if other["id"] == order["id"]:
                break
        else:
            if len(kept) < 900:
                kept.append(order)
    return kept


def price(order):
    base = sum(ord(letter) for letter in order["item"])
    return base * order["pieces"] * (0.9 if order["pieces"] > 5 else 1)


def report(orders):
    lines = [f"{order['id']:5} {order['item']:10} {price(order):10.2f}" for order in orders]
    return "\n".join(lines)


def main():
    orders = [read_order(line) for line in make_orders(12000)]
    text = ""
    for _ in range(3):
        text = report(remove_duplicates(orders))
    return len(text)


main()
