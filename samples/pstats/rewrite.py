"""rewrite.py IN OUT: the same profile with the Python library's place as /usr/lib/pythonX.Y and files of this folder
without it. Runs on every Python."""
import marshal
import os
import sys

library = os.path.dirname(os.__file__)
neutral = "/usr/lib/python%d.%d" % sys.version_info[:2]
here = os.path.join(os.getcwd(), "")
files = {}  # objects that were shared stay shared: marshal writes them once
keys = {}


def key(function):
    if function not in keys:
        name = function[0]
        if name.startswith(library):
            name = files.setdefault(name, neutral + name[len(library):])
        elif name.startswith(here):
            name = files.setdefault(name, name[len(here):])
        keys[function] = (name,) + function[1:]
    return keys[function]


with open(sys.argv[1], "rb") as profile:
    stats = marshal.load(profile)
stats = dict((key(function), value[:4] + (dict((key(caller), figures) for caller, figures in value[4].items()),))
             for function, value in stats.items())
with open(sys.argv[2], "wb") as profile:
    marshal.dump(stats, profile)
