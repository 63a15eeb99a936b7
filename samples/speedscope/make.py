"""Writes profiles.speedscope.json: one file with a profile of each kind and unit, members not in the usual order."""
import json
import pathlib

FRAMES = [{"name": "main", "file": "app.rb", "line": 3}, {"name": "parse", "file": "app.rb", "line": 10}, {"name": "read"},
          {"name": "parse", "file": "app.rb", "line": 10}]
SAMPLED = {"type": "sampled", "name": "Thread 1 \"main\"", "unit": "seconds", "startValue": 0, "endValue": 0.51,
           "samples": [[0, 1], [0, 1, 2], [], [0, 3, 2], [0]], "weights": [0.2, 0.0625, 0.01, 0.1375, 0.1]}
EVENTED = {"events": [{"type": "O", "frame": 0, "at": 1.5}, {"type": "O", "frame": 1, "at": 2}, {"type": "C", "frame": 1, "at": 6.25},
                      {"type": "O", "frame": 2, "at": 6.25}, {"at": 7, "type": "C", "frame": 2}, {"type": "C", "frame": 0, "at": 9}],
           "endValue": 10, "startValue": 1, "unit": "milliseconds", "name": "worker", "type": "evented"}
MEMORY = {"type": "sampled", "name": "allocations", "unit": "bytes", "startValue": 0, "endValue": 4608, "weights": [4096, 512],
          "samples": [[0, 1], [0]]}
FILE = {"exporter": "hand", "name": "three", "activeProfileIndex": 0, "profiles": [SAMPLED, EVENTED, MEMORY], "shared": {"frames": FRAMES},
        "$schema": "https://www.speedscope.app/file-format-schema.json"}
(pathlib.Path(__file__).parent / "profiles.speedscope.json").write_text(json.dumps(FILE, indent=1) + "\n")
