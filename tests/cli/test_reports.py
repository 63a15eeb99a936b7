"""Reports from the field that belong to no other file: each profile beside the repository, with the value that is right."""
import json
import pathlib
import re
import unittest

from harness import CliTest, error

CASES = pathlib.Path(__file__).parents[3] / "shared" / "cases"


def case(name):
    return unittest.skipUnless((CASES / name).is_file(), f"{name} is not there")


class Reports(CliTest):
    def labels_of(self, *arguments):
        code, out, err = self.run_program("-V", "callgraph", "-T", "svg", *arguments)
        self.assertEqual(code, 0, err)
        return re.findall(r"<text[^>]*>([^<]*)</text>", out.decode())

    @case("crash/chain537.prof")
    def test_a_chain_deeper_than_the_flame_graph_is_compared_with_itself(self):
        path = str(CASES / "crash/chain537.prof")
        for kind in ("svg", "json"):
            code, out, err = self.run_program("diff", path, path, "-V", "flame", "-T", kind)
            self.assertEqual(code, 0, err)
            self.assertTrue(out)

    @case("decorated/d.prof")
    def test_what_a_shared_wrapper_calls_for_whom_is_marked(self):
        code, out, err = self.run_program("--hide", "/^wrapped$/", "-T", "json", "-n", "0", "-e", "0",
                                          str(CASES / "decorated/d.prof"))
        self.assertEqual(code, 0, err)
        data = json.loads(out)
        names = {function["id"]: function["name"] for function in data["functions"]}
        marked = {(names[edge["caller"]], names[edge["callee"]]): edge.get("estimated", False) for edge in data["edges"]}
        for pair in (("main", "report"), ("handle", "price"), ("handle", "ship"), ("price", "tax")):
            self.assertTrue(marked[pair], pair)
        self.assertFalse(marked[("<module>", "main")])

    @case("labels/l.folded")
    def test_labels_keep_the_function(self):
        labels = self.labels_of("-n", "0", "-e", "0", "--max-nodes", "0", str(CASES / "labels/l.folded"))
        for name in ("total", "Module._load", "render", "DB::query", "block in call", "Rack::Handler#call"):
            self.assertIn(name, labels)
        joined = "\n".join(labels)
        for name in ("Total.func1", "cart::{{closure}}", "from_iter", "cart.lua:41"):
            self.assertIn(name, joined.replace("&lt;", "<").replace("&gt;", ">"))

    @case("two-dumps/cat.prof")
    def test_a_second_profile_in_a_file_does_not_vanish(self):
        path = str(CASES / "two-dumps/cat.prof")
        code, _, err = self.run_program("-T", "txt", path)
        self.assertEqual(code, 0)
        self.assertIn("bytes after the profile were not read", err)
        code, _, err = self.run_program("--strict", "-T", "txt", path)
        self.assertEqual(code, 3)
        self.assertIn("bytes after the profile were not read", err)

    @case("two-dumps/t.prof")
    def test_a_cut_file_names_the_byte(self):
        code, _, err = self.run_program("-T", "txt", str(CASES / "two-dumps/t.prof"))
        self.assertEqual(code, 3)
        self.assertIn("byte 0x5dc", err)

    @case("asyncio/aio-3.11.7.prof")
    def test_a_bpftrace_file_cut_in_its_first_stack_is_malformed(self):
        self.write("cut.txt", "@[\n    work+1\n    main+1\n")
        for words in ((), ("-f", "bpftrace")):
            self.fails(3, error("cut.txt: ends before the first stack has a value: is it cut off?", ""), *words, "cut.txt")

    def test_a_loop_that_is_entered_once_is_not_above_all(self):
        for name in ("asyncio/aio-3.11.7.prof", "recursion/rec.prof"):
            code, out, err = self.run_program("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", str(CASES / name))
            self.assertEqual(code, 0, err)
            data = json.loads(out)
            # The clock is read between a caller's figure and its callee's: they may lie a few microseconds apart.
            most = max(function["cumulative"] for function in data["functions"])
            self.assertLessEqual(most, data["total"] * 1.0001)
            self.assertAlmostEqual(sum(function["self"] for function in data["functions"]), data["total"], 6)


if __name__ == "__main__":
    unittest.main()
