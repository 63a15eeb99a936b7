"""Words of a text counted, sorted and joined: much work in built-in functions."""
import sys

FACTOR = int(sys.argv[1]) if len(sys.argv) > 1 else 10  # tenths of the cost of a call of weigh()
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 10   # tenths of the number of calls of weigh()


def weigh(word):
    value = 0
    for _ in range(FACTOR):
        for letter in word:
            value = (value * 31 + ord(letter)) % 65521
    return value


def make_text(words):
    state = 1
    text = []
    for _ in range(words):
        state = (state * 1103515245 + 12345) % 2147483648
        text.append("w%d" % (state % 997))
    return " ".join(text)


def count(text):
    found = {}
    for word in text.split():
        found[word] = found.get(word, 0) + 1
    return found


def lengths(words):
    return [len(word) for word in words]


def ordered(found):
    return sorted(found, key=lambda word: (-found[word], word))


def main():
    for _ in range(4):
        text = make_text(2000)
        found = count(text)
        words = ordered(found)
        lengths(words * 20)
        for word in (words * 2)[:60 * TIMES]:
            weigh(word)


main()
