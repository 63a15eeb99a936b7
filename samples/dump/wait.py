"""What the dumps beside this file are of: a worker that waits and a main thread that works."""
import faulthandler
import sys
import threading

gate = threading.Event()


def serve():
    gate.wait()


def work(depth):
    if depth > 0:
        return work(depth - 1)
    with open(sys.argv[1], "w") as out:
        faulthandler.dump_traceback(file=out, all_threads=True)


threading.Thread(target=serve, name="server").start()
work(int(sys.argv[2]))
gate.set()
