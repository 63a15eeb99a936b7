"""What is an estimate in a run stays marked when runs are compared."""
import csv
import io
import json
import pathlib
import unittest

from harness import CliTest

SAMPLES = pathlib.Path(__file__).parents[2] / "samples" / "diff"
BEFORE, AFTER = (str(SAMPLES / name) for name in ("before-1.prof", "after-1.prof"))


class Doubts(CliTest):
    """check_sum() encodes a row, and so does main(): how much of the hidden encoders each cost, the file does not say."""
    HIDDEN = ("--hide", "encode", "--hide", "dumps")

    def compared(self, *arguments):
        code, out, err = self.run_program("diff", BEFORE, AFTER, *arguments)
        self.assertEqual(code, 0, err)
        return out.decode()

    def test_json_marks_the_functions_and_only_those(self):
        functions = json.loads(self.compared(*self.HIDDEN, "--noise", "0", "-T", "json"))["functions"]
        marked = {function["name"] for function in functions if function.get("estimated")}
        self.assertIn("check_sum", marked)
        self.assertNotIn("remove_duplicates", marked)  # nothing that it calls is hidden
        whole = json.loads(self.compared("--noise", "0", "-T", "json"))["functions"]
        self.assertFalse(any("estimated" in function for function in whole))

    def test_csv_has_a_last_column_where_something_is_an_estimate(self):
        rows = list(csv.DictReader(io.StringIO(self.compared(*self.HIDDEN, "-T", "csv"))))
        marked = {row["name"]: row["estimated"] for row in rows}
        self.assertEqual((marked["check_sum"], marked["remove_duplicates"]), ("self", ""))
        self.assertNotIn("estimated", self.compared("-T", "csv").splitlines()[0])

    def test_texts_and_pictures_mark_the_figures(self):
        for output in (("-T", "txt"), ("-T", "md"), ("-V", "callgraph", "-T", "svg")):
            self.assertIn("≈", self.compared(*self.HIDDEN, *output), output)
            self.assertNotIn("≈", self.compared(*output), output)
        lines = self.compared(*self.HIDDEN, "-T", "txt").splitlines()
        self.assertRegex("\n".join(lines), r"check_sum \(orders\.py:28\) is gone: self ≈−")
        row = next(line for line in lines if line.endswith("remove_duplicates (orders.py:18)"))
        self.assertNotIn("≈", row)


if __name__ == "__main__":
    unittest.main()
