"""The magic of IPython and Jupyter: the picture stands below the cell, as SVG, without a server.

    %load_ext prof2graph
    %prof2graph --file run.prof -V flame
    %%prof2graph -V flame
    what_is_profiled()

What stands behind the name are the options of the command line."""
import cProfile
import shlex
import sys

import prof2graph

USAGE = """%prof2graph --file FILE [OPTION...] draws a file. %%prof2graph [OPTION...] runs the cell below it under
cProfile and draws that. Options are those of the program, such as -V flame, --mine or --max-nodes 20."""


class Picture:
    """An SVG that a notebook shows, and a terminal names."""

    def __init__(self, svg):
        self.svg = svg

    def _repr_svg_(self):
        return self.svg

    def __repr__(self):
        return "<prof2graph: an SVG of %d bytes; see it in a notebook>" % len(self.svg)


def _split(line):
    """(FILE or None, the other arguments)"""
    try:
        words, files, rest = iter(shlex.split(line)), [], []
    except ValueError as error:
        raise _usage("%s: %s" % (line, error))
    for word in words:
        if word == "--file":
            files.append(next(words, None))
        elif word.startswith("--file="):
            files.append(word[len("--file="):])
        else:
            rest.append(word)
    if len(files) > 1 or files in ([None], [""]):
        raise _usage("--file takes one name. " + USAGE)
    word = prof2graph.output_option(rest)
    if word is not None:
        raise _usage("%s has no place here: the picture is shown, as SVG. %s" % (word, USAGE))
    return (files or [None])[0], rest


def _usage(message):
    from IPython.core.error import UsageError
    return UsageError(message)


def _draw(arguments, stdin=None):
    try:
        code, out, said = prof2graph.run(["draw", "-T", "svg"] + arguments, stdin)
    except prof2graph.Error as error:
        raise _usage(str(error))
    if code != 0 or not out:
        raise _usage(said or "prof2graph ended with code %d and wrote nothing" % code)
    if said:
        print(said, file=sys.stderr)
    return Picture(out.decode("utf-8"))


def _profile(shell, cell):
    profile = cProfile.Profile()
    transform = getattr(shell, "transform_cell", None) or shell.input_transformer_manager.transform_cell
    code = compile(transform(cell), "<cell>", "exec")
    profile.runctx(code, shell.user_ns, shell.user_ns)
    return prof2graph._bytes_of(profile)


def load_ipython_extension(shell):
    def magic(line, cell=None):
        file, arguments = _split(line)
        if cell is None:
            if file is None:
                raise _usage(USAGE)
            return _draw(arguments + ["--", "./" + file if not file.startswith("/") else file])
        if file is not None:
            raise _usage("a cell is run, a --file is drawn: not both. " + USAGE)
        return _draw(arguments + ["--", "-"], _profile(shell, cell))

    magic.__doc__ = USAGE
    shell.register_magic_function(magic, magic_kind="line_cell", magic_name="prof2graph")
