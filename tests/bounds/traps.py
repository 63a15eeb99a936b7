"""Well-formed inputs that cost more than they should where an algorithm is careless. Each takes about `size` bytes."""
import itertools
import marshal
import random
import struct

PRIME = 2654435761


# ---- Folded stacks -----------------------------------------------------------------------------------------------------

def one_deep_stack(size):
    return b"f;" * (size // 2 - 2) + b"g 1\n"


def one_deep_stack_of_different_names(size):
    return b";".join(b"%x" % i for i in range(size // 6)) + b" 1\n"


def deep_stacks_that_grow(size):
    """Each line is longer by a frame than the one before: the sum is quadratic in the number of lines, and the tree is not."""
    lines, length, text = [], 0, b"f"
    while length < size:
        lines.append(text + b" 1\n")
        length += len(lines[-1])
        text += b";f"
    return b"".join(lines)


def equal_names(size):
    return b"main;work 1\n" * (size // 12)


def different_names_with_one_beginning(size):
    beginning = b"n" * 64
    return b"".join(b"%s%06x 1\n" % (beginning, i) for i in range(size // 73))


def long_names(size):
    """One of 1/16 of the file on each line."""
    name = b"x" * (size // 16)
    return b"".join(b"main;%s%d 1\n" % (name, i) for i in range(16))


def semicolons(size):
    return b";" * (size - 4) + b" 1\n"


def lines_of_semicolons(size):
    return b";;;;;;;;;;;;;; 1\n" * (size // 17)


def roots(size):
    return b"".join(b"r%x 1\n" % i for i in range(size // 8))


def brackets(size):
    half = size // 4
    return b"main;" + b"(" * half + b";" + b"<" * half + b";" + b"f(" * (half // 4) + b")" * (half // 4) + b";" + b"a<" * (half // 2) + b" 1\n"


def colons(size):
    return b"main;" + b"1:" * (size // 4) + b"a;" + b"a::" * (size // 6) + b" 1\n"


def dots_and_slashes(size):
    return b"main;" + b"a.b/" * (size // 8) + b";" + b"a at 0x1" * (size // 16) + b" 1\n"


def one_function_in_many_places(size):
    """The recursion of two functions in every order: what sums a function's cost has to look at each place once."""
    numbers = random.Random(7)
    return b"".join(b";".join(numbers.choice((b"a", b"b")) for _ in range(20)) + b" 1\n" for _ in range(size // 42))


def caller_and_callee_pairs(size):
    numbers = random.Random(3)
    return b"".join(b"f%x;f%x;f%x 1\n" % (numbers.randrange(3000), numbers.randrange(3000), numbers.randrange(3000)) for _ in range(size // 16))


def ill_formed_names(size):
    return b"".join(b"\xff%06x 1\n" % i for i in range(size // 10))


def numbers(size):
    return b"a;b 999999999999\n" * (size // 34) + b"a;c 0.0000000000000001\n" * (size // 46)


def comments(size):
    return b"# mode: wall\n" * (size // 13) + b"a 1\n"


def blank_lines(size):
    return b"\n" * (size - 4) + b"a 1\n"


def many_bad_lines(size):
    return b"no count here\n" * (size // 14) + b"a 1\n"


# ---- pstats --------------------------------------------------------------------------------------------------------------

def text(data):
    return b"s" + struct.pack("<I", len(data)) + data


def flat(data):
    """As 's' with a slot that later references name."""
    return b"\xf3" + struct.pack("<I", len(data)) + data


def reference(slot):
    return b"r" + struct.pack("<I", slot)


def integer(value):
    return b"i" + struct.pack("<i", value)


FIGURES = integer(1) + integer(1) + b"g" + struct.pack("<d", 0.001) + b"g" + struct.pack("<d", 0.002)
NO_CALLERS = b"{0"


def function(file, line, name, callers=NO_CALLERS):
    return b")\x03" + file + integer(line) + name + b")\x05" + FIGURES + callers


def pstats_of(functions):
    return b"{" + b"".join(functions) + b"0"


def functions_of_one_long_name(size):
    """Half of the file is a name, and every function has it: by reference, in five bytes."""
    count = size // 2 // len(function(reference(0), 0, reference(0)))
    return pstats_of([function(flat(b"x" * (size // 2)), 0, reference(0))] + [function(reference(0), i, reference(0)) for i in range(1, count)])


def functions_of_one_code_object(size):
    """The same with a code object, whose name is made of its parts each time that it is read."""
    code = b"\xe3" + bytes(16) + b"s\x01\0\0\0\0" + b")\0" * 5 + flat(b"f.py") + flat(b"n" * (size // 2)) + struct.pack("<i", 1) + b"s\0\0\0\0"
    count = size // 2 // len(function(reference(0), 0, reference(0)))
    return pstats_of([function(flat(b"f"), 0, code)] + [function(reference(0), i, reference(1)) for i in range(1, count)])


def callers_by_reference(size):
    """A dict of callers that many functions share."""
    half = size // 2
    callers = b"\xfb" + b"".join(b")\x03" + text(b"f") + integer(i) + text(b"g") + b")\x04" + FIGURES for i in range(half // 55)) + b"0"
    return pstats_of([function(text(b"f"), 0, text(b"first"), callers)] + [function(text(b"h"), i, text(b"n"), reference(0)) for i in range(half // 60)])


def functions_in_a_ring(size):
    """Everybody calls the next one and the last the first: one loop."""
    count = size // 90
    return marshal.dumps({("f", i, "n"): (1, 1, 0.001, 0.002, {("f", (i - 1) % count, "n"): (1, 1, 0.001, 0.002)}) for i in range(count)}, 2)


def functions_that_call_themselves_and_others(size):
    """A dense graph: n functions with n edges each."""
    count = max(2, int((size / 50) ** 0.5))
    keys = [("f", i, "n") for i in range(count)]
    return marshal.dumps({key: (count, 1, 0.001, 0.1, {other: (1, 1, 0.001, 0.002) for other in keys}) for key in keys}, 2)


def layers_of_calls(size):
    """Four functions a layer, each called by all of the layer above: 4^depth stacks."""
    count = size // 260
    keys = [("f", i, "n") for i in range(count)]
    return marshal.dumps({key: (4, 4, 0.001, 1.0, {keys[4 * (i // 4 - 1) + k]: (1, 1, 0.001, 0.002) for k in range(4)} if i >= 4 else {})
                          for i, key in enumerate(keys)}, 2)


def chain_of_calls(size):
    count = size // 90
    return marshal.dumps({("f", i, "n"): (1, 1, 0.001, 1.0 - i * 1e-9, {("f", i - 1, "n"): (1, 1, 0.001, 1.0 - i * 1e-9)} if i else {}) for i in range(count)}, 2)


def one_caller_of_all(size):
    main = ("m", 0, "main")
    return marshal.dumps({main: (1, 1, 0.1, 9.0, {}), **{("f", i, "n"): (1, 1, 0.001, 0.002, {main: (1, 1, 0.001, 0.002)}) for i in range(size // 90)}}, 2)


def skipped_tuples(size):
    """What no profile has is read over: tuples in tuples, as wide and as deep as they may be."""
    return b"{)\x01" + text(b"x") + (b")\x01" * 1900 + b"N") + b")\x01" + text(b"y") + b"(" + struct.pack("<i", size) + b"N" * size + b"0"


def long_integers(size):
    digits = size // 2
    return pstats_of([b")\x03" + text(b"f") + integer(0) + text(b"n") + b")\x05" + b"l" + struct.pack("<i", digits) + b"\x01\0" * digits + integer(1) + b"g" * 1 +
                      struct.pack("<d", 1.0) + b"g" + struct.pack("<d", 1.0) + NO_CALLERS])


FOLDED = [one_deep_stack, one_deep_stack_of_different_names, deep_stacks_that_grow, equal_names, different_names_with_one_beginning, long_names, semicolons,
          lines_of_semicolons, roots, brackets, colons, dots_and_slashes, one_function_in_many_places, caller_and_callee_pairs, ill_formed_names, numbers, comments,
          blank_lines, many_bad_lines]
PSTATS = [functions_of_one_long_name, functions_of_one_code_object, callers_by_reference, functions_in_a_ring, functions_that_call_themselves_and_others,
          layers_of_calls, chain_of_calls, one_caller_of_all, skipped_tuples, long_integers]
