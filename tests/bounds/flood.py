"""Names whose hashes are equal for somebody who knows the program's source, unless that is not enough to know."""
import struct

from traps import function, pstats_of, text

# The constants of base/hash.h that a name can hold: where one meets its like, a product is zero and forgets what was hashed.
CONSTANTS = {"block": 0xa0761d6478bd642f, "last": 0xe7037ed1a0b428db, "size": 0x8ebc6af09c88c6e3}


def names(size, constant):
    """The first half of a block cancels the constant; the second half and what follows are anything."""
    cancel = struct.pack("<Q", constant)
    for i in range(size // 75):
        yield cancel + b"%08x" % i + b"tail"


def cancelled_blocks(size):
    return pstats_of([function(text(b"f"), 1, text(name)) for name in names(size, CONSTANTS["block"])])


def cancelled_ends(size):
    return pstats_of([function(text(b"f"), 1, text(b"%08x" % i + struct.pack("<Q", CONSTANTS["last"])[:7])) for i in range(size // 70)])


def cancelled_sizes(size):
    return pstats_of([function(text(b"f"), 1, text(b"%08x" % i + struct.pack("<Q", CONSTANTS["size"] ^ 16)[:7])) for i in range(size // 70)])


PSTATS_FLOODS = [cancelled_blocks, cancelled_ends, cancelled_sizes]


def cancelled_stacks(size):
    """In folded stacks the same bytes are no UTF-8; names that are not have a table of their own."""
    return b"".join(name + b" 1\n" for name in names(size * 3, CONSTANTS["block"]))[:size - size % 23]
