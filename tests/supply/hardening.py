"""hardening.py PROGRAM BUILD-TYPE FLAGS: reads back from the ELF file what compiler and linker were asked for."""
import pathlib
import re
import shutil
import subprocess
import sys

PATH = "/usr/local/bin:/usr/bin:/bin"


def readelf(program, *options):
    command = ["readelf", "--wide", *options, program]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": PATH}).stdout


def findings_of(program, fortified):
    header = readelf(program, "--file-header")
    segments = readelf(program, "--program-headers")
    dynamic = readelf(program, "--dynamic")
    # Names that the program wants from libraries, without their versions. A static program wants none any more, so it
    # is asked of the archive beside it.
    is_static = not re.search(r"^ +INTERP ", segments, re.M)
    symbols = readelf(pathlib.Path(program).with_name("libprof2graph.a"), "--syms") if is_static else readelf(program, "--dyn-syms")
    wanted = {match.group(1) for match in re.finditer(r" UND (\w+)", symbols)}
    notes = readelf(program, "--notes")

    # Flags of each kind of segment: the words between sizes and alignment, such as "RW" or "R E".
    stack = re.search(r"^ +GNU_STACK +(?:0x\w+ +){5}([RWE ]+?) +0x", segments, re.M)
    writable_code = re.search(r"^ +LOAD +(?:0x\w+ +){5}RWE", segments, re.M)
    flags_1 = re.search(r"\(FLAGS_1\) +Flags: (.*)", dynamic)
    flags = flags_1.group(1).split() if flags_1 else []

    yield "a position independent executable (PIE)", re.search(r"Type: +DYN", header) and "PIE" in flags
    yield "all symbols bound at start (BIND_NOW)", "NOW" in flags
    yield "tables read-only after that (GNU_RELRO)", re.search(r"^ +GNU_RELRO ", segments, re.M)
    yield "a stack that cannot be executed", stack and "E" not in stack.group(1)
    yield "no memory that is both writable and executable", not writable_code
    yield "no RPATH or RUNPATH", not re.search(r"\((RPATH|RUNPATH)\)", dynamic)
    yield "no relocations in code (TEXTREL)", "TEXTREL" not in dynamic
    yield "stack protector (__stack_chk_fail)", "__stack_chk_fail" in wanted
    yield "a build id", "Build ID:" in notes
    if "X86-64" in header:
        # The linker marks the file only where libc's own start files are marked, which Debian's are not.
        with open(program, "rb") as file:
            yield "landing marks for indirect jumps (endbr64)", file.read().count(b"\xf3\x0f\x1e\xfa") > 100
    if fortified:
        yield "checked versions of libc's functions (FORTIFY)", {name for name in wanted if re.fullmatch(r"__\w+_chk", name)}


def main():
    program, build_type, flags = sys.argv[1:]
    if "-fsanitize" in flags:
        print("SKIPPED: sanitizers bring their own checks")
        return 77
    if shutil.which("readelf", path=PATH) is None:
        print("SKIPPED: readelf (Debian: binutils) is not installed")
        return 77
    missing = 0
    for what, there in findings_of(program, fortified=build_type != "Debug"):
        print(("ok       " if there else "MISSING  ") + what)
        missing += not there
    return 1 if missing else 0


sys.exit(main())
