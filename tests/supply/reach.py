"""reach.py PROGRAM: what the program touches, read off its system calls by strace.

It starts no process and opens no connection; it writes only what was named; it reads only what was named, libraries,
and, for PNG and PDF, what Cairo and fontconfig read (their configuration, fonts of the machine and of the home folder).
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
BUDGET = "fail_on = ['total > +500%']\n"
LIBRARIES = ("/lib/", "/lib64/", "/usr/lib/", "/usr/local/lib/", "/etc/ld.so.", "/proc/self/",
             "/sys/devices/system/cpu/")
CAIRO = ("/etc/localtime", "/etc/fonts/", "/usr/share/fontconfig/", "/usr/share/fonts", "/usr/local/share/fonts",
         "/usr/share/X11/fonts", "/var/cache/fontconfig/", "HOME/.fontconfig", "HOME/.cache/fontconfig", "HOME/.fonts",
         "HOME/.local/share/fonts", "HOME/.config/fontconfig")
CHANGES = ("open", "openat", "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "link",
           "linkat", "symlink", "symlinkat", "chmod", "truncate")
# Command lines in a folder that has run.prof, run.folded, budget.toml and mine.toml.
CASES = [
    ["run.prof", "-o", "out.svg"], ["run.folded", "-V", "flame", "-o", "out.svg"], ["run.prof", "-T", "json"],
    ["run.prof", "-T", "dot"], ["run.prof", "-V", "table"], ["run.prof", "--theme", "mine.toml", "-o", "out.svg"],
    ["run.prof", "--layout", "dot", "-o", "out.svg"], ["run.prof", "-o", "out.png"], ["run.prof", "-o", "out.pdf"],
    ["diff", "run.prof", "run.prof", "--budget", "budget.toml", "--junit", "out.xml", "-o", "out.svg"],
    ["--help"], ["--version", "--verbose"], ["nowhere.prof"],
]


def traced(program, arguments, folder, home):
    log = home / "calls"
    command = ["strace", "-f", "-qq", "-s", "4096", "-o", str(log), "-e", "signal=none",
               "-e", "trace=%network,%file,execve,execveat,fork,vfork", program, *arguments]
    subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=120, env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C"})
    return [line.split(None, 1)[1] for line in log.read_text(errors="replace").splitlines()]


def allowed_to_read(path, arguments, folder, home):
    if path in arguments or path.startswith(str(folder)) and path[len(str(folder)) + 1:] in arguments:
        return True
    draws_with_fonts = any(argument.endswith((".png", ".pdf")) for argument in arguments) or "--version" in arguments
    beginnings = LIBRARIES + (tuple(name.replace("HOME", str(home)) for name in CAIRO) if draws_with_fonts else ())
    return path.startswith(beginnings)


def findings_of(program, arguments, folder, home):
    outputs = [argument for argument in arguments if argument.startswith("out.")]
    findings = []
    calls = traced(program, arguments, folder, home)
    if not any(call.startswith("execve(") for call in calls):
        return [f"{arguments}: strace saw nothing"]
    for call in calls[1:]:  # the first is the start of the program itself
        name = call.split("(", 1)[0]
        paths = re.findall(r'"((?:[^"\\]|\\.)*)"', call)
        if name in ("execve", "execveat", "fork", "vfork"):
            findings.append(f"{arguments}: a process: {call}")
        elif name in ("socket", "connect", "bind", "sendto", "socketpair", "listen"):
            findings.append(f"{arguments}: a connection: {call}")
        elif name in ("open", "openat") and "O_PATH" in call:
            pass  # where an output goes is found with it, and nothing can be read
        elif name in ("open", "openat") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", call):
            if "ENOENT" not in call and not all(allowed_to_read(p, arguments, folder, home) for p in paths):
                findings.append(f"{arguments}: reads: {call}")
        elif name in CHANGES:
            # A temporary file is named after its output.
            if not all(any(pathlib.Path(p).name.startswith(out) for out in outputs) or
                       p.startswith(str(home) + "/.cache/fontconfig") for p in paths):
                findings.append(f"{arguments}: changes: {call}")
    return findings


def main():
    program = os.path.abspath(sys.argv[1])
    works = shutil.which("strace") and subprocess.run(["strace", "-qq", "-o", os.devnull, "true"],
                                                      stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not works:
        print("SKIPPED: there is no strace, or it may not trace here")
        return 77
    findings = []
    with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
        root = pathlib.Path(name).resolve()
        folder, home = root / "work", root / "home"
        folder.mkdir()
        home.mkdir()
        shutil.copy(SAMPLES / "pstats" / "workload.prof", folder / "run.prof")
        shutil.copy(SAMPLES / "folded" / "py-spy.folded", folder / "run.folded")
        shutil.copy(SAMPLES.parent / "themes" / "gray.toml", folder / "mine.toml")
        (folder / "budget.toml").write_text(BUDGET)
        for arguments in CASES:
            findings += findings_of(program, arguments, folder, home)
    for finding in findings:
        print(finding)
    print(f"{len(CASES)} command lines, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
