"""Writes chunks.json: what Chromium's performance panel leaves of V8's sampler, in small. Two processes, one id."""
import json
import pathlib

HERE = pathlib.Path(__file__).parent


def event(name, pid, tid, ts, data, phase="P"):
    return {"args": {"data": data}, "cat": "disabled-by-default-v8.cpu_profiler", "id": "0x1", "name": name, "ph": phase, "pid": pid,
            "tid": tid, "ts": ts}


def name_of(kind, pid, tid, name):
    return {"args": {"name": name}, "cat": "__metadata", "name": kind, "ph": "M", "pid": pid, "tid": tid, "ts": 0}


def node(number, function, url="", line=-1, parent=None):
    call = {"codeType": "JS", "functionName": function, "scriptId": 7}
    if url:
        call |= {"url": url, "lineNumber": line, "columnNumber": 3}
    return {"callFrame": call, "id": number} | ({"parent": parent} if parent else {})


PAGE = "https://shop.example/app.js"
FIRST = [node(1, "(root)"), node(2, "(program)", parent=1), node(3, "(idle)", parent=1), node(4, "(garbage collector)", parent=1),
         node(5, "render", PAGE, 11, 1), node(6, "layout", PAGE, 40, 5)]
EVENTS = [
    event("Profile", 41, 41, 1000, {"startTime": 1000}),
    # Out of order, as pieces are.
    event("ProfileChunk", 41, 44, 9000, {"cpuProfile": {"nodes": [node(7, "", PAGE, 60, 6)], "samples": [7, 4, 2]}, "timeDeltas": [150, 200, 100]}),
    event("ProfileChunk", 41, 44, 5000, {"cpuProfile": {"nodes": FIRST, "samples": [5, 6, 6, 3]}, "timeDeltas": [10, 125.5, 130, 90]}),
    event("Profile", 42, 42, 1500, {"startTime": 1500}),
    event("ProfileChunk", 42, 45, 6000, {"cpuProfile": {"nodes": [node(1, "(root)"), node(5, "onmessage", "worker.js", 2, 1)], "samples": [5, 5]},
                                         "timeDeltas": [5, 300]}),
    {"cat": "devtools.timeline", "name": "RunTask", "ph": "X", "pid": 41, "tid": 41, "ts": 1000, "dur": 700, "args": {}},
    {"cat": "devtools.timeline", "name": "FunctionCall", "ph": "X", "pid": 41, "tid": 41, "ts": 1100.25, "dur": 500, "args": {"data": {"frame": "A"}}},
    name_of("process_name", 41, 0, "Renderer"), name_of("thread_name", 41, 41, "CrRendererMain"), name_of("thread_name", 42, 42, "DedicatedWorker thread"),
]
lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in EVENTS)
(HERE / "chunks.json").write_text('{"traceEvents":[' + lines + '],\n"metadata":{"source":"DevTools"}}\n')
