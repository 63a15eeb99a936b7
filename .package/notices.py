#!/usr/bin/env python3
"""notices.py MAP OUT [SYSROOT]: the licences of all that is in a static program, for those who hand it on. Which archives
were linked says the linker's map; which package an archive is of, and under which licence, says Debian, of SYSROOT what
sysroot.sh wrote down."""
import os
import pathlib
import re
import subprocess
import sys

# In the program without an archive of their own: headers, and the font.
OTHERS = ["/usr/include/CLI/CLI.hpp", "/usr/include/fmt/format.h", "/usr/include/toml++/toml.h",
          "/usr/include/tl/expected.hpp", "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf"]
HEAD = """Notices for the static build of prof2graph
==========================================

prof2graph itself is under the MIT licence (LICENSE). This file has the licences of what is linked into this build, as
the Debian packages give them that it was made from.

The C library (glibc) is under the LGPL 2.1 or later, Cairo under the LGPL 2.1 or the MPL 1.1. You may change both and
link the program with your own: its whole source and the script that links it are in prof2graph's repository (see "./do
portable", and .package/portable.cmake). The changed archives (libc.a, libcairo.a) are found before the system's with
  ./do clean && LDFLAGS=-LFOLDER ./do portable        (for arm64: ./do portable arm64)
The sources of each package are those of its name and version in Debian (apt-get source NAME=VERSION, or
snapshot.debian.org).

"""


def archives_in(map_text):
    """Paths of the archives of which something was linked."""
    head = map_text.split("\nMemory Configuration", 1)[0]
    return sorted({match.group(1) for match in re.finditer(r"^(/.+?\.a)\(", head, re.M)})


def package_of(path, root):
    """(name, version, root) of the Debian package; a file may be known under its own path or the one links lead to."""
    path = os.path.normpath(path)
    root = root if root and path.startswith(root + "/") else ""
    dpkg = ["dpkg-query", f"--admindir={root}/var/lib/dpkg"]
    for name in (path, str(pathlib.Path(path).resolve()), path.removeprefix("/usr")):
        found = subprocess.run([*dpkg, "-S", name.removeprefix(root)], capture_output=True, text=True)
        if found.returncode == 0:
            package = found.stdout.split(": ")[0].split(",")[0]
            version = subprocess.run([*dpkg, "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True)
            return package, version.stdout, root
    sys.exit(f"notices.py: {path} is of no Debian package, so nothing is known of its licence")


def main():
    map_file, out = map(pathlib.Path, sys.argv[1:3])
    root = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else ""
    archives = [path for path in archives_in(map_file.read_text(errors="replace"))]
    if not archives:
        sys.exit(f"notices.py: {map_file} lists no archive: is it a map of ld?")
    others = [root + path if os.path.exists(root + path) else path for path in OTHERS]
    packages = sorted({package_of(path, root) for path in archives + others})
    texts = {}  # licence -> packages: those of one source have the same
    for package, version, where in packages:
        name = package.split(":")[0]
        text = pathlib.Path(f"{where}/usr/share/doc/{name}/copyright").read_text(errors="replace").strip()
        texts.setdefault(text, []).append(f"{name} {version}")
    parts = [HEAD + "What is linked: " + ", ".join(f"{package.split(':')[0]} {version}" for package, version, _ in packages) + ".\n"]
    parts += [f"\n\n{'=' * 100}\n{', '.join(names)}\n{'=' * 100}\n\n{text}\n" for text, names in texts.items()]
    out.write_text("".join(parts))


main()
