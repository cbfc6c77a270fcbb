#!/usr/bin/env python3
"""Programs that are too long to be kept: chains and nesting, within the limits and beyond.

Beyond a limit there is a diagnostic that says so; nothing ends the process.
"""
import os
import pathlib
import subprocess
import tempfile
import unittest

RELON = os.environ["RELON"]
MANY = 10_000
INT_PROGRAM = "#main(Int a) -> Int\n"
BOOL_PROGRAM = "#main(Int a) -> Bool\n"


def fields(count, form):
    return ", ".join(form.format(i=i, next=i + 1) for i in range(count))


class GeneratedTest(unittest.TestCase):
    def run_program(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "generated.relon")
            path.write_text(text, encoding="utf-8")
            arguments = ["--args", '{"a": 1}'] if text.startswith("#main") else []
            result = subprocess.run([RELON, "run", path, "--interp", "--compact", *arguments], capture_output=True, timeout=120)
            return result.returncode, result.stdout.decode(), result.stderr.decode()

    def assert_prints(self, expected, text):
        self.assertEqual((0, expected + "\n", ""), self.run_program(text))

    def assert_reports(self, code, text):
        status, out, err = self.run_program(text)
        self.assertEqual((1, ""), (status, out))
        self.assertIn(f"error[{code}]", err)

    def test_chains_of_operators(self):
        self.assert_prints(str(MANY), INT_PROGRAM + " + ".join(["a"] * MANY))
        self.assert_prints("true", BOOL_PROGRAM + " && ".join(["a < 2"] * MANY))
        self.assert_prints("false", BOOL_PROGRAM + " || ".join(["a > 2"] * MANY))
        self.assert_prints('"' + "1" * MANY + '"', '#main(Int a) -> String\n"" + ' + " + ".join(["a"] * MANY))

    def test_chains_of_pipes(self):
        self.assert_prints("901", INT_PROGRAM + "(a" + " | f" * 900 + ") where { f(Int x) -> Int: x + 1 }")
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "(a" + " | f" * MANY + ") where { f(Int x) -> Int: x }")

    def test_chains_of_conditions(self):
        chain = "".join(f"a == {i} ? {i * i} : " for i in range(2, 900))
        self.assert_prints("-1", INT_PROGRAM + chain + "-1")
        self.assert_prints("-1", INT_PROGRAM + chain * 12 + "-1")

    def test_chains_of_accesses(self):
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "a" + ".b" * 100_000)
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "[a]" + "[0]" * 100_000)
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "a" + "(1)" * 100_000)
        self.assert_reports("nesting_too_deep", "{ a: &root" + ".b" * 100_000 + " }")
        self.assert_reports("nesting_too_deep", "{ a: 1, f: (Int x) => &root.a" + "[0]" * 100_000 + " }")

    def test_chains_of_methods(self):
        self.assert_prints("301", INT_PROGRAM + "range(a)" + ".map((x) => x + 1)" * 300 + ".sum() + 1")
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "range(a)" + ".map((x) => x + 1)" * MANY)

    def test_stacked_where(self):
        self.assert_prints("1", INT_PROGRAM + "a" + " where { b: a }" * 300)
        self.assert_reports("nesting_too_deep", INT_PROGRAM + "a" + " where { b: a }" * MANY)

    def test_nesting_of_brackets(self):
        self.assert_prints("[" * 250 + "1" + "]" * 250, "[" * 250 + "1" + "]" * 250)
        self.assert_prints('{"a":' * 250 + "1" + "}" * 250, "{ a: " * 250 + "1" + " }" * 250)
        for opening, closing in ("[]", "()", ("{ a: ", " }"), ("-", ""), ("!", ""), ("(x) => ", ""), ('f"${', '}"')):
            with self.subTest(opening=opening):
                self.assert_reports("nesting_too_deep", opening * 100_000 + "1" + closing * 100_000)

    def test_fields_that_need_one_another(self):
        program = "#main(Int a) -> Dict\n{ x0: a, " + fields(MANY, "x{next}: x{i} + 1") + " }"
        status, out, err = self.run_program(program)
        self.assertEqual((0, ""), (status, err))
        self.assertIn(f'"x{MANY}":{MANY + 1}', out)
        forward = fields(MANY, "x{i}: x{next} + 1") + f", x{MANY}: a"
        self.assertIn(f'"x0":{MANY + 1}', self.run_program("#main(Int a) -> Dict\n{ " + forward + " }")[1])

    def test_wide_values(self):
        record = "{ " + fields(2000, "x{i}: a") + " }"
        items = ", ".join(["a"] * 2000)
        self.assert_prints("true", BOOL_PROGRAM + f"{record} == {record}")
        self.assert_prints("true", BOOL_PROGRAM + f"({items}) == ({items})")
        self.assert_prints("2000", INT_PROGRAM + f"len([{items}])")

    def test_recursion(self):
        count = "{ f(Int n) -> Int: n == 0 ? 0 : 1 + f(n - 1), a: f(%d) }"
        self.assert_prints('{"a":9000}', count % 9000)
        status, _, err = self.run_program(count % 1_000_000)
        self.assertEqual(3, status)
        self.assertIn("error[recursion_limit_exceeded]", err)


if __name__ == "__main__":
    unittest.main()
