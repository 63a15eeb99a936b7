"""--version --verbose: what the program is made of, against what the ELF file and the loader say."""
import os
import re
import shutil
import subprocess
import unittest

from harness import BINARY, CliTest, main

SPDX = re.compile(r"[A-Za-z0-9.-]+( (OR|AND|WITH) [A-Za-z0-9.-]+)*$")
# One row of the table may stand for several libraries.
PART_OF = {"libm": "glibc", "libc": "glibc", "libpthread": "glibc", "libdl": "glibc", "ld-linux-x86-64": "glibc",
           "ld-linux-aarch64": "glibc", "libgcc_s": "libgcc", "libfmt": "fmt", "libz": "zlib", "libzstd": "zstd",
           "libre2": "RE2", "libtomlplusplus": "toml++", "libstdc++": "libstdc++", "libasan": None, "libtsan": None,
           "libubsan": None}


class VerboseVersion(CliTest):
    def table(self, **environment):
        """{library: (headers, running, licence, how it comes)}"""
        code, out, err = self.run_program("--version", "--verbose", env=environment)
        self.assertEqual((code, err), (0, ""))
        head, rows = out.decode().split("\n\n")
        self.head = head.splitlines()
        lines = [re.split(r"  +", row, maxsplit=4) for row in rows.splitlines()]
        self.assertEqual(lines[0], ["library", "headers", "running", "licence", "comes"])
        self.assertTrue(all(len(line) == 5 for line in lines), lines)
        return {line[0]: tuple(line[1:]) for line in lines[1:]}

    def test_begins_like_the_short_one(self):
        self.table()
        self.assertEqual(self.head[0] + "\n", self.ok("--version").decode())
        self.assertEqual(self.head[1], "licence: MIT")
        self.assertRegex(self.head[2], r"^compiler: \S+ \d+\.")
        self.assertEqual(self.ok("-v", "--version"), self.ok("--version", "--verbose"))

    def test_each_row_says_something(self):
        table = self.table()
        self.assertLessEqual({"CLI11", "tl::expected", "fmt", "toml++", "RE2", "zlib", "zstd", "Cairo", "Graphviz"},
                             set(table))
        self.assertNotIn("pugixml", table)  # only tests use it
        for name, (headers, running, licence, comes) in table.items():
            self.assertRegex(licence, SPDX, name)
            self.assertRegex(headers, r"^(-|\d+(\.\d+)*)$", name)
            self.assertRegex(running, r"^(-|\d+(\.\d+)*)$", name)
            self.assertRegex(comes, r"^(headers only|in the program|(linked|on need) /\S+|on need, not found: .+)$", name)
            if "/" in comes:
                self.assertTrue(os.path.isfile(comes.split()[-1]), comes)
                self.assertFalse(os.path.islink(comes.split()[-1]), comes)
        for name in ("zlib", "zstd"):
            self.assertEqual(*table[name][:2], f"{name}: compiled with another version than is running")

    @unittest.skipUnless(shutil.which("readelf"), "readelf (binutils) is not installed")
    def test_knows_all_that_is_linked(self):
        dynamic = subprocess.run(["readelf", "-d", BINARY], capture_output=True, text=True, check=True).stdout
        needed = {re.sub(r"\.so.*", "", name) for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)}
        self.assertLess({"libz", "libc"}, needed)
        self.assertEqual({name for name in needed if name not in PART_OF}, set(), "no row is known for these")
        table = self.table()
        for name in needed:
            if row := PART_OF[name]:
                self.assertTrue(table[row][3].startswith("linked /"), f"{name}: {table[row]}")

    def test_only_the_verbose_one_loads_the_large_libraries(self):
        loads = {}
        for arguments in (("--version",), ("--version", "-v"), ("run.folded", "-T", "svg")):
            code, _, err = self.run_program(*arguments, env={"LD_DEBUG": "files"})
            self.assertEqual(code, 0)
            loads[arguments] = bool(re.search(r"libcairo|libgvc", err))
        self.assertEqual(list(loads.values()), [False, True, False], loads)

    def test_a_library_that_is_not_there(self):
        self.write("libcairo.so.2", "not a library")
        table = self.table(LD_LIBRARY_PATH=str(self.folder))
        self.assertEqual(table["Cairo"][1:4:2], ("-", "on need, not found: is it installed? (Debian: libcairo2)"))


if __name__ == "__main__":
    main()
