"""Two threads pack parcels while the main one writes invoices: what a profiler of one call stack mixes up, and what one
that leaves out built-in functions does not list (the packers wait in time.sleep)."""
import threading
import time


def pack(parcels):
    for parcel in range(parcels):
        wrap(parcel)
        seal(parcel)


def wrap(parcel):
    return add_up(2000 + parcel)


def seal(parcel):
    time.sleep(0.002)
    return parcel


def write_invoices(count):
    return [add_up(9000 + invoice) for invoice in range(count)]


def add_up(items):
    total = 0
    for item in range(items):
        total += item % 7
    return total


def main():
    packers = [threading.Thread(target=pack, args=(12,)) for _ in range(2)]
    for packer in packers:
        packer.start()
    write_invoices(60)
    for packer in packers:
        packer.join()


if __name__ == "__main__":
    main()
