"""Records to JSON and back, checked with a regular expression: hundreds of functions of the library."""
import json
import re
import sys

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 10
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 10
NAME = re.compile(r"^[a-z]+-\d+$")


def price(record):
    total = 0
    for _ in range(24 * FACTOR):
        for line in record["lines"]:
            total += line["count"] * line["cents"]
    return total


def make(i):
    return {"name": "part-%d" % i, "lines": [{"count": j % 5, "cents": 100 + i * j % 83} for j in range(8)]}


def check(record):
    return NAME.match(record["name"]) is not None and all(line["count"] >= 0 for line in record["lines"])


def main():
    for i in range(160):
        text = json.dumps(make(i), sort_keys=True, indent=1)
        record = json.loads(text)
        check(record)
        if i % 20 < TIMES:
            price(record)


main()
