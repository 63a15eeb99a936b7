"""Reads an order log, works out each order's price formula and prints a report. Runs on Python 2.7 to 3.x and PyPy."""
from __future__ import division, print_function

import re

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(.))")
LINE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d) (?P<customer>\w+) (?P<kind>\w+): (?P<formula>.*)")
FORMULAS = ("12.5 * (3 + 4)", "99 - 2 * (1 + (5 - 2) * 4)", "7 * 7 + 6 / 2", "((120 - 20) * (1 + 3)) / 8")


class Parser(object):
    """Recursive descent: sum, product, factor."""

    def __init__(self, text):
        self.tokens = [number or sign for number, sign in TOKEN.findall(text)]
        self.position = 0

    def peek(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self):
        token = self.peek()
        self.position += 1
        return token

    def sum(self):
        value = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.product()
        return value

    def product(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.factor()
            else:
                value /= self.factor()
        return value

    def factor(self):
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take()
            return value
        return float(token)


class Order(object):
    discount = 0.0

    def __init__(self, day, customer, formula):
        self.day = day
        self.customer = customer
        self.formula = formula

    def price(self):
        return round(Parser(self.formula).sum() * (1 - self.discount), 2)


class BulkOrder(Order):
    discount = 0.15

    def price(self):
        return max(Order.price(self), 5.0)


def order_log(count):
    customers = ("ada", "grace", "edsger", "barbara", "donald")
    for i in range(count):
        kind = "bulk" if i % 3 == 0 else "single"
        yield "2024-%02d-%02d %s %s: %s" % (
            i % 12 + 1, i % 28 + 1, customers[i * 7 % 5], kind, FORMULAS[i % len(FORMULAS)])


def parse_order(line):
    fields = LINE.match(line).groupdict()
    cls = BulkOrder if fields["kind"] == "bulk" else Order
    return cls(fields["day"], fields["customer"], fields["formula"])


def group_by_customer(orders):
    groups = {}
    for order in orders:
        groups.setdefault(order.customer, []).append(order)
    return groups


def bar(value, largest, width=30):
    return "#" * int(width * value / largest)


def report(groups):
    totals = dict((customer, sum(order.price() for order in orders)) for customer, orders in groups.items())
    largest = max(totals.values())
    lines = []
    for customer in sorted(totals, key=lambda name: (-totals[name], name)):
        months = sorted(set(order.day[:7] for order in groups[customer]))
        lines.append("%-8s %12.2f %s %s" % (customer, totals[customer], bar(totals[customer], largest), months[-1]))
    return "\n".join(lines)


def main():
    orders = [parse_order(line) for line in order_log(400)]
    print(report(group_by_customer(orders)))


if __name__ == "__main__":
    main()
