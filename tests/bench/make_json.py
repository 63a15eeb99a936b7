"""Writes large profiles in JSON, as their tools write them: make_json.py cpuprofile|trace|speedscope|evented|gecko MEGABYTES > FILE"""
import random
import sys

NUMBERS = random.Random(5)
NAMES = [f"{part}_{verb}_{i}" for i in range(60) for part in ("order", "line", "price", "user") for verb in ("parse", "render", "load", "find")]


def until(megabytes, items, write):
    size = 0
    for i, item in enumerate(items):
        text = ("," if i else "") + item
        size += len(text)
        write(text)
        if size >= megabytes << 20:
            return


def cpuprofile(megabytes, write):
    nodes, samples, deltas = 20_000, [], []
    write('{"nodes":[')
    for i in range(1, nodes + 1):
        name = "(root)" if i == 1 else NUMBERS.choice(NAMES)
        parent = f',"parent":{NUMBERS.randrange(max(1, i - 40), i)}' if i > 1 else ""
        write(("," if i > 1 else "") + f'{{"id":{i},"callFrame":{{"functionName":"{name}","scriptId":"{i % 90}","url":"file:///srv/app/{name[:9]}.js",'
              f'"lineNumber":{i % 700},"columnNumber":{i % 80}}},"hitCount":{i % 5}{parent}}}')
    write('],"startTime":1000,"endTime":900000000000,"samples":[')
    until(megabytes // 2, (str(NUMBERS.randrange(2, nodes)) for _ in iter(int, 1)), write)
    write('],"timeDeltas":[')
    until(megabytes // 2, (str(NUMBERS.randrange(20, 2500)) for _ in iter(int, 1)), write)
    write("]}\n")


def trace(megabytes, write):
    def events():
        now = [0.0] * 8
        while True:
            tid = NUMBERS.randrange(8)
            begin = now[tid]
            now[tid] = begin + NUMBERS.randrange(50, 4000) / 16
            yield (f'{{"ph":"X","cat":"cpu_op","name":"{NUMBERS.choice(NAMES)}","pid":71,"tid":{tid},"ts":{begin:.3f},"dur":{now[tid] - begin:.3f},'
                   f'"args":{{"External id":{NUMBERS.randrange(9000)},"Ev Idx":{NUMBERS.randrange(90000)},"shape":[[64,{tid}],[]]}}}}')
            for _ in range(NUMBERS.randrange(3)):
                end = NUMBERS.uniform(begin, now[tid])
                yield f'{{"ph":"X","cat":"cpu_op","name":"{NUMBERS.choice(NAMES)}","pid":71,"tid":{tid},"ts":{begin:.3f},"dur":{end - begin:.3f},"args":{{}}}}'
                begin = end
    write('{"traceEvents":[')
    until(megabytes, events(), write)
    write("]}\n")


def frames(write):
    write('"shared":{"frames":[' + ",".join(f'{{"name":"{name}","file":"/srv/app/{name[:5]}.py","line":{i}}}' for i, name in enumerate(NAMES)) + "]}")


def stacks():
    stack = [0]
    while True:
        del stack[NUMBERS.randrange(max(1, len(stack) - 6), len(stack) + 1):]
        while len(stack) < 40 and NUMBERS.random() < 0.7:
            stack.append(NUMBERS.randrange(len(NAMES)))
        yield stack


def speedscope(megabytes, write):
    write('{"$schema":"https://www.speedscope.app/file-format-schema.json",')
    frames(write)
    write(',"profiles":[{"type":"sampled","name":"main","unit":"seconds","startValue":0,"endValue":1,"samples":[')
    count = 0

    def samples():
        nonlocal count
        for stack in stacks():
            count += 1
            yield "[" + ",".join(map(str, stack)) + "]"
    until(megabytes, samples(), write)
    write('],"weights":[' + ",".join(["0.01"] * count) + "]}]}\n")


def evented(megabytes, write):
    write('{"$schema":"https://www.speedscope.app/file-format-schema.json",')
    frames(write)
    write(',"profiles":[{"type":"evented","name":"main","unit":"microseconds","startValue":0,"endValue":99999999999,"events":[')
    at, opened = 0, []

    def events():
        nonlocal at
        while True:
            at += NUMBERS.randrange(1, 400)
            if opened and (len(opened) > 40 or NUMBERS.random() < 0.5):
                yield f'{{"type":"C","frame":{opened.pop()},"at":{at}.25}}'
            else:
                opened.append(NUMBERS.randrange(len(NAMES)))
                yield f'{{"type":"O","frame":{opened[-1]},"at":{at}.25}}'
    until(megabytes, events(), write)
    write("".join(f',{{"type":"C","frame":{frame},"at":{at}.5}}' for frame in reversed(opened)) + "]}]}\n")


def gecko(megabytes, write):
    rows = 60_000
    prefixes = ["null"] + [str(NUMBERS.randrange(max(0, i - 50), i)) for i in range(1, rows)]
    write('{"meta":{"interval":1,"preprocessedProfileVersion":58,"version":32,"product":"app"},"libs":[],"threads":[')
    for thread in range(4):
        write(("," if thread else "") + f'{{"name":"worker {thread}","pid":"7","tid":{thread},"stackTable":{{"length":{rows},"prefix":[' + ",".join(prefixes)
              + '],"frame":[' + ",".join(str(i % len(NAMES)) for i in range(rows)) + f']}},"frameTable":{{"length":{len(NAMES)},"func":[' +
              ",".join(map(str, range(len(NAMES)))) + f']}},"funcTable":{{"length":{len(NAMES)},"name":[' + ",".join(map(str, range(len(NAMES)))) +
              '],"lineNumber":[' + ",".join(map(str, range(len(NAMES)))) + ']},"samples":{"weightType":"samples","weight":null,"stack":[')
        count = 0

        def samples():
            nonlocal count
            while True:
                count += 1
                yield str(NUMBERS.randrange(rows))
        until(megabytes // 8, samples(), write)
        write('],"time":[' + ",".join(f"{i * 1.01:.2f}" for i in range(count)) + "]}}")
    write('],"shared":{"stringArray":["' + '","'.join(NAMES) + '"]}}\n')


{"cpuprofile": cpuprofile, "trace": trace, "speedscope": speedscope, "evented": evented, "gecko": gecko}[sys.argv[1]](int(sys.argv[2]), sys.stdout.write)
