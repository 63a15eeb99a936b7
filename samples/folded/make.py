#!/usr/bin/env python3
"""Writes the sample stacks in this folder; same bytes every time.

No profiler runs here. Each sample is a walk through a small call tree that is written down below, spelled as the
program named in its file name spells frames, so that each way of writing folded stacks has a file of its own.
"""
import os
import random

FOLDER = os.path.dirname(os.path.abspath(__file__))

# A function and what it calls, with the chance of each call; "" is to stay in the function itself.
SERVER = {
    "": {"start_thread": 1},
    "start_thread": {"serve": 1},
    "serve": {"accept": 1, "handle": 9},
    "accept": {"": 1},
    "handle": {"parse": 3, "query": 4, "render": 2, "": 1},
    "parse": {"decode": 2, "": 1},
    "decode": {"": 1},
    "query": {"execute": 5, "decode": 1},
    "execute": {"read": 3, "": 2},
    "read": {"": 1},
    "render": {"render_block": 3, "": 1},
    "render_block": {"render_block": 2, "escape": 2, "": 1},
    "escape": {"": 1},
}

SPELLINGS = {
    "perf": {
        "start_thread": "server;start_thread", "serve": "Server::serve(int)", "accept": "__accept4_[k]",
        "handle": "Server::handle(Request const&)", "parse": "std::vector<Field, std::allocator<Field> >::push_back(Field&&)",
        "decode": "utf8::operator<<(std::ostream&, Text const&)", "query": "sqlite3_step", "execute": "[libsqlite3.so.0.8.6]",
        "read": "read;entry_SYSCALL_64_after_hwframe_[k];vfs_read_[k]", "render": "Template::render() const",
        "render_block": "Template::render_block(Block const&)", "escape": "escape_html[abi:cxx11](std::string_view)_[i]",
    },
    "py-spy": {
        "start_thread": 'process 4711:"python server.py";thread (0x7F3A): worker', "serve": "serve (server.py:88)",
        "accept": "accept (socket.py:293)", "handle": "handle (server.py:41)", "parse": "parse (app/forms.py:12)",
        "decode": "<lambda> (app/forms.py:30)", "query": "query (app/db.py:7)", "execute": "<module> (app/models/__init__.py:1)",
        "read": "read (libsqlite3.so.0.8.6)", "render": "render (app/view.py:5)", "render_block": "block (app/view.py:19)",
        "escape": "escape (<frozen html>:26)",
    },
    "java": {
        "start_thread": "java;start_thread;java/lang/Thread.run_[j]", "serve": "com/example/Server.serve_[j]",
        "accept": "sun/nio/ch/Net.accept_[0]", "handle": "com/example/Server$Handler.handle_[j]",
        "parse": "com/example/Forms.parse_[1]", "decode": "java/net/URLDecoder.decode_[i]",
        "query": "com/example/Db.lambda$query$0_[j]", "execute": "org/sqlite/core/DB.execute_[j]", "read": "vfs_read_[k]",
        "render": "com/example/View.render_[j]", "render_block": "com/example/View.block_[j]",
        "escape": "java/lang/StringBuilder.append_[i]",
    },
    "austin": {
        "start_thread": "P4711;T0:4712", "serve": "server.py:serve:88", "accept": "/usr/lib/python3.11/socket.py:accept:293",
        "handle": "server.py:handle:41", "parse": "app/forms.py:parse:12", "decode": "app/forms.py:<lambda>:30",
        "query": "app/db.py:query:7", "execute": "app/models/__init__.py:<module>:1", "read": "<frozen io>:read:10",
        "render": "app/view.py:render:5", "render_block": "app/view.py:block:19", "escape": "html/__init__.py:escape:12",
    },
}


def walk(spelling, samples, seed):
    """As many stacks as samples, in the order of a run: each begins where the one before was left."""
    rng = random.Random(seed)
    for _ in range(samples):
        stack, at = [], ""
        while True:
            choice = rng.choices(list(SERVER[at]), list(SERVER[at].values()))[0]
            if choice == "" or len(stack) > 30:
                break
            stack.append(spelling[choice])
            at = choice
        yield ";".join(stack)


def collapse(stacks):
    counts = {}
    for stack in stacks:
        counts[stack] = counts.get(stack, 0) + 1
    return counts


def write(name, text, encoding="utf-8"):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(text.encode(encoding))


def lines(counts, count="%s %d\n"):
    return "".join(count % item for item in counts.items())


def main():
    perf = collapse(walk(SPELLINGS["perf"], 2000, 1))
    write("perf.folded", lines(dict(sorted(perf.items()))))
    write("py-spy.folded", lines(collapse(walk(SPELLINGS["py-spy"], 1000, 2))))
    write("java.collapsed", lines(collapse(walk(SPELLINGS["java"], 1000, 3))))
    # austin writes a line a sample, in microseconds, between comments.
    rng = random.Random(4)
    header = "# austin: 3.6.0\n# interval: 10000\n# mode: wall\n\n"
    samples = "".join("%s %d\n" % (stack, rng.randint(9900, 10400)) for stack in walk(SPELLINGS["austin"], 150, 4))
    write("austin.folded", header + samples + "\n# duration: 1515000\n")
    # Odd ones.
    few = collapse(walk(SPELLINGS["py-spy"], 60, 5))
    write("fractions.folded", "# unit: s\n" + "".join("%s %.4f\n" % (s, n * 0.0125) for s, n in few.items()))
    write("crlf-tab.folded", "\ufeff" + lines(few, "%s\t%d\r\n"))
    write("utf-16.folded", "\ufeff" + lines({k.replace("worker", "Arbeiter größer €"): v for k, v in few.items()}), "utf-16-le")
    write("recursion.folded", "".join(
        "main;%s%s %d\n" % (";".join(["even", "odd"] * depth), ";log" if depth % 3 == 0 else "", depth + 1)
        for depth in range(1, 26)))
    write("trouble.folded", "a 5\na-b;x 3\na;x 2\nmain;Thread 1 500\n\n# comment 7\nf::<[u8; 8]>;g 1\na;;b 1\n"
                            "no count\nminus -3\n</text><script>alert(1)</script>;\"];]]>&amp; 4\n\u202egnp.exe 1\n")


if __name__ == "__main__":
    main()
