"""The variations: each gives a run of the same job that has to print the same bytes."""
import gzip
import marshal
import os
import pathlib
import random
import shutil
import subprocess
import sys

PERTURB = (1, 85, 255)
LOCALES = ("de_DE", "tr_TR")
SANITIZERS = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}


class NotForThis(Exception):
    """The variation makes no sense for this input."""


class Run:
    """One process, as it would be without a variation."""

    def __init__(self, job, space):
        self.job, self.space = job, space
        self.prefix, self.options, self.files = [], list(job.options), list(job.files)
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(space / "home"),
                            "FONTCONFIG_FILE": str(space / "fonts.conf"), **SANITIZERS}
        self.folder, self.stdin, self.umask = space / "inputs", None, 0o022

    def command(self, binary):
        words = [word for option in self.options for word in option]
        return [*self.prefix, binary, *(["diff"] if self.job.diff else []), *words, *self.files]

    def copies(self, name, change):
        """The inputs under the same names in another folder, their bytes changed by `change`; made once."""
        folder = self.space / name
        for file in self.files:
            path = folder / file
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.with_suffix(".new").write_bytes(change((self.space / "inputs" / file).read_bytes()))
                path.with_suffix(".new").rename(path)
        self.folder = folder


def fonts(space):
    """The machine's fonts and rules, with a cache that nobody else writes, filled before the first run. (fontconfig
    takes the newest of all caches that it is told of, so /etc/fonts/fonts.conf, which names more, stays out.)"""
    (space / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>'
        f'<dir>/usr/local/share/fonts</dir><cachedir>{space}/font-cache</cachedir>'
        '<include ignore_missing="yes">/etc/fonts/conf.d</include></fontconfig>\n')
    if shutil.which("fc-cache"):
        subprocess.run(["fc-cache"], env={**os.environ, "FONTCONFIG_FILE": str(space / "fonts.conf")}, capture_output=True)


def environment(**changes):
    """A variation that sets variables, or removes those that are None."""
    def vary(run):
        run.environment.update(changes)
        run.environment = {name: value for name, value in run.environment.items() if value is not None}
    return vary


def option(*words):
    return lambda run: run.options.append(words)


def prefix(*words):
    def vary(run):
        run.prefix = list(words)
    return vary


def umask(mask):
    def vary(run):
        run.umask = mask
    return vary


def other_order(run):
    run.options.reverse()


def options_last(run):
    # Words in front of the files, files in front of the words.
    words, run.options = run.options, []
    run.files += [word for option_words in words for word in option_words]


def from_root(run):
    run.folder, run.files = pathlib.Path("/"), [str(run.space / "inputs" / file) for file in run.files]


def symlinked(run):
    run.files = [str(run.space / "link" / file) for file in run.files]


def compressed(suffix, change):
    def vary(run):
        run.copies(suffix, change)
    return vary


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def stdin(run):
    run.stdin, run.files = (run.folder / run.files[0]).read_bytes(), ["-"]


def shuffled_text(data, seed):
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    bytes_ = data.decode("utf-16").encode() if wide else data
    mark = b"\xef\xbb\xbf" if bytes_.startswith(b"\xef\xbb\xbf") else b""
    lines = [line + b"\n" for line in bytes_[len(mark):].removesuffix(b"\n").split(b"\n")]
    head = [line for line in lines if line.startswith(b"#")]  # austin's metadata come first
    rest = [line for line in lines if not line.startswith(b"#")]
    random.Random(seed).shuffle(rest)
    out = mark + b"".join(head + rest)
    return out.decode().encode("utf-16") if wide else out


def shuffled_dict(data, seed):
    """The pstats dump with its functions, and the callers of each, written in another order."""
    generator = random.Random(seed)

    def shuffle(entries):
        items = list(entries.items())
        generator.shuffle(items)
        return dict(items)

    def shuffle_row(row):
        has_callers = isinstance(row, tuple) and len(row) == 5 and isinstance(row[4], dict)
        return (*row[:4], shuffle(row[4])) if has_callers else row

    functions = {key: shuffle_row(row) for key, row in marshal.loads(data).items()}
    return marshal.dumps(shuffle(functions))


def shuffled_data(data, seed):
    if data[:1] not in b"{\xfb":
        return shuffled_text(data, seed)
    # In a process of its own: code objects of another Python are refused, or take the interpreter with them.
    made = subprocess.run([sys.executable, "-B", __file__, str(seed)], input=data, capture_output=True)
    if made.returncode != 0:
        raise NotForThis
    return made.stdout


def shuffled(seed):
    return lambda run: run.copies(f"shuffled-{seed}", lambda data: shuffled_data(data, seed))


def locales(space):
    """Variations for LC_ALL; what the machine does not have is made by localedef."""
    have = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.lower().replace("utf-8", "utf8").split()
    out, missing = {}, []
    for name in LOCALES:
        extra = {}
        if f"{name.lower()}.utf8" not in have:
            folder = space / "locales"
            folder.mkdir(exist_ok=True)
            made = subprocess.run(["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")], capture_output=True) \
                if shutil.which("localedef") else None
            if made is None or not (folder / f"{name}.UTF-8" / "LC_NUMERIC").exists():
                missing.append(name)
                continue
            extra = {"LOCPATH": str(folder)}
        out[f"LC_ALL={name}.UTF-8"] = environment(LC_ALL=f"{name}.UTF-8", LANG=f"{name}.UTF-8", LANGUAGE=name[:2], **extra)
    return out, missing


def anywhere(space):
    """{name: variation} of what may change not a byte of stdout nor of stderr."""
    made, missing = locales(space)
    (space / "home").mkdir()
    (space / "link").symlink_to(space / "inputs")
    out = {
        **made,
        "TZ=Asia/Kathmandu": environment(TZ="Asia/Kathmandu"), "TZ unset": environment(TZ=None),
        "no locale": environment(LC_ALL=None), "HOME unset": environment(HOME=None),
        "HOME not there": environment(HOME="/nonexistent"), "HOME not writable": environment(HOME="/proc"),
        "a small dumb terminal": environment(COLUMNS="20", LINES="5", TERM="dumb"),
        "a large one": environment(COLUMNS="300", TERM="xterm-256color"), "NO_COLOR": environment(NO_COLOR="1"),
        **{f"MALLOC_PERTURB_={value}": environment(MALLOC_PERTURB_=str(value)) for value in PERTURB},
        "one arena, no tcache": environment(GLIBC_TUNABLES="glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0"),
        "mmap for all": environment(GLIBC_TUNABLES="glibc.malloc.mmap_threshold=4096:glibc.malloc.arena_max=8"),
        **{f"--threads {count}": option("--threads", str(count)) for count in (1, 2, 3, 8)},
        "options in another order": other_order, "options after files": options_last, "nice": prefix("nice", "-n", "5"),
        "umask 000": umask(0), "umask 077": umask(0o077),
    }
    if subprocess.run(["setarch", "-R", "true"], capture_output=True).returncode == 0:
        out["no ASLR"] = prefix("setarch", "-R")
    else:
        missing.append("setarch -R")
    return out, missing


# What gives the input another name: stdout only, with a --title, and not JSON, which names its files.
def renamed():
    out = {"from the root folder": from_root, "through a symbolic link": symlinked, "stdin": stdin,
           "gzip": compressed("gz", lambda data: gzip.compress(data, mtime=0))}
    if shutil.which("zstd"):
        out["zstd"] = compressed("zst", zstd)
    return out


if __name__ == "__main__":  # see shuffled_data
    sys.stdout.buffer.write(shuffled_dict(sys.stdin.buffer.read(), int(sys.argv[1])))
