#!/usr/bin/env python3
"""`relon test`: which files it runs, how it judges cases, what it reports."""
import os
import unittest
import xml.etree.ElementTree

from cli import HAS_COMPILER, CliTest

PRICE = """#schema Bill { Int total: *, String note: * }
#main(Int quantity, Int cents) -> Bill
{
    total: quantity * cents,
    note: "for " + (100 / quantity)
}
"""
ONE = '{ name: "one", args: { quantity: 1, cents: 7 }, expect: { total: 7, note: "for 100" } }'
ZERO = 'name: "zero", args: { quantity: 0, cents: 7 }'
HEAVY = "#main(Int n) -> Int\n[x for x in range(n)].sum()\n"


class Test(CliTest):
    def write(self, name, content):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        return super().write(name, content)

    def write_test(self, *cases, program="price.relon", name="price_test.relon", more=""):
        self.write("price.relon", PRICE)
        self.write(name, f'{{ program: "{program}", {more} cases: [\n' + ",\n".join(cases) + "\n] }\n")

    def assert_outcome(self, summary, pattern, *words):
        """The summary, and a pattern of the report before it."""
        status, out, err = self.relon("test", *words)
        self.assertEqual(err, "")
        self.assertTrue(out.endswith(summary + "\n"), out)
        self.assertEqual(status, 0 if summary.endswith(" 0 failed") else 1)
        self.assertRegex(out, pattern)

    def test_passing(self):
        self.write_test(ONE, f'{{ {ZERO}, error: "division_by_zero", at: "5:21", message: "divisor" }}',
                        f'{{ {ZERO.replace("zero", "line")}, error: "division_by_zero", at: "5" }}')
        self.assert_prints("3 passed, 0 failed\n", "test")
        self.assert_prints("3 passed, 0 failed\n", "test", "price_test.relon", ".")

    def test_is_ordinary_relon(self):
        self.write_test('...[{ name: f"n ${n}", args: &root.base + { cents: n }, expect: { total: 2 * n, note: "for 50" } }'
                        ' for n in range(4)]', more="base: { quantity: 2 },")
        self.assert_prints("", "check", "price_test.relon")
        self.assert_prints("4 passed, 0 failed\n", "test")
        self.assertEqual(self.relon("fmt", "price_test.relon")[0], 0)
        self.assert_prints("4 passed, 0 failed\n", "test")

    def test_other_value(self):
        self.write_test(ONE.replace("total: 7", "total: 8"))
        self.assert_outcome("0 passed, 1 failed", r"^price_test.relon:2:1: failed: one: at `/total`: expected `8`, got `7`\n"
                            r"      {\n        \"note\": \"for 100\",\n    -   \"total\": 8\n    \+   \"total\": 7\n      }\n0 passed")

    def test_values_are_compared_with_their_types(self):
        self.write("price.relon", "#main(Int n) -> Dict<Any>\n{ n: 1 }")
        for program, expect, differs in [("{ Float a: 1.0 }", "{ a: 1 }", r"at `/a`: expected `1`, got `1.0`"),
                                         ("{ a: [1, 2, 3] }", "{ a: [1, 2] }", r"at `/a/2`: expected nothing, got `3`"),
                                         ('{ "a/b": { "~": 1 } }', '{ "a/b": { "~": 2 } }', r"at `/a~1b/~0`: expected"),
                                         ("{ b: 1 }", "{ a: 1, b: 1 }", r"at `/a`: expected `1`, got nothing"),
                                         ("[1]", "{ a: 1 }", r"one: expected `\{\"a\":1\}`, got `\[1\]`"),
                                         ("{ a: None }", "{ a: 0 }", r"at `/a`: expected `0`, got `null`")]:
            with self.subTest(program):
                self.write("p.relon", program)
                self.write("p_test.relon", f'{{ program: "p.relon", cases: [{{ name: "one", expect: {expect} }}] }}')
                self.assert_outcome("0 passed, 1 failed", differs, "p_test.relon")
                self.write("p_test.relon", f'{{ program: "p.relon", cases: [{{ name: "one", expect: {program} }}] }}'
                           .replace("Float ", ""))
                self.assert_prints("1 passed, 0 failed\n", "test", "p_test.relon")

    def test_long_difference_is_cut(self):
        self.write("p.relon", "[x for x in range(5000)]")
        self.write("p_test.relon", '{ program: "p.relon", cases: [{ name: "a", expect: [x * 2 for x in range(5000)] }] }')
        status, out, err = self.relon("test")
        self.assertEqual((status, err), (1, ""))
        self.assertIn("at `/1`: expected `2`, got `1`", out)
        self.assertLess(out.count("\n"), 70)

    def test_errors(self):
        for case, pattern in [
                (f'{ZERO}, expect: 1', r"unexpected error `division_by_zero`\n    price.relon:5:21: error"),
                (f'{ZERO}, error: "type_mismatch"', r"expected the error `type_mismatch`, got `division_by_zero`\n"),
                (f'{ZERO}, error: "division_by_zero", at: "5:20"', r"expected the error at 5:20, it is at 5:21\n"),
                (f'{ZERO}, error: "division_by_zero", at: "4"', r"expected the error at 4, it is at 5:21\n"),
                (f'{ZERO}, error: "division_by_zero", message: "sky"', r"with `sky` in its message\n    price.relon:5"),
                (ONE[2:].split(", expect")[0] + ', error: "type_mismatch"', r"expected the error `type_mismatch`, got `\{")]:
            with self.subTest(case):
                self.write_test(f"{{ {case} }}")
                self.assert_outcome("0 passed, 1 failed", pattern)

    def test_arguments_of_wrong_shape(self):
        self.write_test('{ name: "text", args: { quantity: "1", cents: 1 }, error: "main_arg_type_mismatch", message: "/quantity" }',
                        '{ name: "few", args: { quantity: 1 }, error: "missing_main_arg" }',
                        '{ name: "many", args: { quantity: 1, cents: 1, x: 1 }, error: "unexpected_main_arg" }',
                        '{ name: "none", error: "missing_main_arg" }')
        self.assert_prints("4 passed, 0 failed\n", "test")

    def test_limits(self):
        self.write("sum.relon", HEAVY)
        case = 'args: { n: 100 }'
        self.write("sum_test.relon", '{ program: "sum.relon", cases: ['
                   f'{{ name: "a", {case}, limits: {{ max_steps: 20 }}, error: "step_limit_exceeded" }},'
                   f'{{ name: "b", {case}, limits: {{ max_steps: 2000 }}, expect: 4950 }},'
                   f'{{ name: "c", {case}, limits: {{ max_value_elements: 99 }}, error: "value_too_large" }},'
                   f'{{ name: "d", {case}, expect: 4950 }}] }}')
        self.assert_prints("4 passed, 0 failed\n", "test")

    def test_wrong_shape(self):
        def of(case):
            return f'{{ program: "price.relon", cases: [{ONE}, {case}] }}'
        self.write("price.relon", PRICE)
        for text, pattern in [
                ("1", r"1:1: error\[test_file_invalid\]: expected a dict with `program` and `cases`, found `1`"),
                ("[]", r"expected a dict with"), ("{}", r"needs the field `program`"),
                ('{ program: "price.relon" }', r"needs the field `cases`"),
                ('{ program: 1, cases: [1] }', r"1:12: .*at `/program`: expected a String, found `1`"),
                ('{ program: "", cases: [1] }', r"at `/program`: the text is empty"),
                ('{ program: "price.relon", cases: [] }', r"1:34: .*at `/cases`: there are no cases"),
                ('{ program: "price.relon", cases: { a: 1 } }', r"at `/cases`: expected a list of cases"),
                (of("1"), r"1:34: error\[static_type_mismatch\]: expected a homogeneous"),
                ('{ program: "price.relon", cases: [1] }', r"at `/cases/0`: expected a case like"), (of("{}"), r"at `/cases/1`: a case needs a `name`"),
                (of('{ name: 3 }'), r"at `/cases/1/name`: expected a String"),
                (of(ONE), r"at `/cases/1/name`: another case is called `one` already"),
                (of('{ name: "a" }'), r"at `/cases/1`: a case needs `expect` or `error`"),
                (of('{ name: "a", expect: 1, error: "type_mismatch" }'), r"`expect` or `error`, not both"),
                (of('{ name: "a", expects: 1 }'), r"at `/cases/1/expects`: a case has no field `expects`; it has"),
                (of('{ name: "a", expect: 1, at: "1" }'), r"at `/cases/1/at`: `at` belongs to `error`"),
                (of('{ name: "a", args: [], expect: 1 }'), r"at `/cases/1/args`: expected a dict"),
                (of('{ name: "a", error: "oops" }'), r"at `/cases/1/error`: there is no kind of run-time error `oops`"),
                (of('{ name: "a", error: "type_mismatch", at: "1:x" }'), r"at `/cases/1/at`: expected a place like"),
                (of('{ name: "a", error: "type_mismatch", at: "0" }'), r"at `/cases/1/at`: expected a place like"),
                (of('{ name: "a", expect: 1, limits: { max_stepz: 1 } }'), r"there is no limit `max_stepz`"),
                (of('{ name: "a", expect: 1, limits: { max_steps: -1 } }'), r"expected an Int of at least 0, found `-1`"),
                (of('{ name: "a", expect: 1, limits: { max_steps: 1.5 } }'), r"expected an Int of at least 0"),
                ("#main(Int n) -> Int\nn", r"has no `#main`"), ("{ a: ", r"error\[parse_error\]"),
                (b'{ a: "\xff" }', r"error\[parse_error\]"), ("{ a: [1].first() / 0 }", r"error\["), ("", r"error\["),
                ('{ program: "a.relon", cases: nothing }', r"error\[unknown_reference_type\]")]:
            with self.subTest(text):
                self.write("bad_test.relon", text)
                status, out, err = self.relon("test", "bad_test.relon")
                self.assertEqual((status, out), (1, "0 passed, 1 failed\n"), err)
                self.assertRegex(err, "^bad_test.relon(:.*)?: " if pattern.startswith("error") else "^bad_test.relon")
                self.assertRegex(err, pattern)

    def test_program_that_cannot_be_run(self):
        self.write("broken.relon", "{ a: ")
        self.write("bytes.relon", b"\xff\xfe")
        self.write("circle.relon", '#import c from "circle.relon"\n{ a: c.a }')
        (self.folder / "dir.relon").mkdir()
        os.mkfifo(self.folder / "pipe.relon")
        for name, pattern in [("none.relon", r"price_test.relon:1:12: error\[io_error\]: .*there is no file `none.relon`"),
                              ("dir.relon", "is not a regular file"), ("pipe.relon", "is not a regular file"),
                              ("broken.relon", r"^broken.relon:1:\d+: error\[parse_error\]"),
                              ("bytes.relon", r"^bytes.relon:1:1: error\[parse_error\]"),
                              ("circle.relon", r"error\[circular_import\]"), ("a" * 4000, "error"), ("../x.relon", "lies outside")]:
            with self.subTest(name):
                self.write_test(ONE, program=name)
                status, out, err = self.relon("test", "--trust")
                self.assertEqual((status, out), (1, "0 passed, 1 failed\n"), err)
                self.assertRegex(err, pattern)

    def test_program_lies_where_was_searched(self):
        self.write_test(ONE, name="tests/price_test.relon", program="../price.relon")
        self.assert_prints("1 passed, 0 failed\n", "test")
        self.assertRegex(self.relon("test", "tests")[2], r"^tests/price_test.relon:1:12: error\[test_file_invalid\]: .*lies outside")
        self.write("tests/own.relon", PRICE)
        os.symlink(self.folder / "price.relon", self.folder / "tests/link.relon")
        self.write_test(ONE, name="tests/price_test.relon", program="own.relon")
        self.assert_prints("1 passed, 0 failed\n", "test", "tests/price_test.relon")
        self.write_test(ONE, name="tests/price_test.relon", program="link.relon")
        self.assertIn("lies outside", self.relon("test", "tests")[2])

    def test_imports_need_trust(self):
        self.write("shared.relon", "{ Int rate: 3 }")
        self.write("p.relon", '#import s from "shared.relon"\n#main(Int n) -> Int\nn * s.rate')
        self.write("p_test.relon", '#import s from "shared.relon"\n'
                   '{ program: "p.relon", cases: [{ name: "a", args: { n: 2 }, expect: 2 * s.rate }] }')
        self.assertIn("module_not_found", self.relon("test")[2])
        self.assert_prints("1 passed, 0 failed\n", "test", "--trust")

    def test_finds_files(self):
        for name in ["b/z_test.relon", "b/a_test.relon", "a_test.relon", "c_test.relon", ".hidden/x_test.relon",
                     "b/other.relon", "dir_test.relon/in_test.relon"]:
            self.write(name, '{ program: "none.relon", cases: [{ name: "a", expect: 1 }] }')
        os.symlink(".", self.folder / "b/loop")
        status, out, err = self.relon("test")
        self.assertEqual((status, out), (1, "0 passed, 5 failed\n"))
        self.assertEqual([line.split(":")[0] for line in err.splitlines() if "error[" in line],
                         ["a_test.relon", "b/a_test.relon", "b/z_test.relon", "c_test.relon", "dir_test.relon/in_test.relon"])
        self.assertEqual(self.relon("test", "b/", "./b/a_test.relon", "b")[1], "0 passed, 2 failed\n")

    def test_nothing_to_run(self):
        self.assert_fails(1, r"^error\[no_tests\]: there is no file `\*_test.relon` in `.`\n", "test")
        self.write_test(ONE)
        self.assert_fails(1, r"^error\[no_tests\]: no case has `two` in its name in `.`\n", "test", "--filter", "two")
        self.assertRegex(self.relon("test", "nowhere")[2], r"^nowhere: error\[io_error\]: ")

    @unittest.skipIf(os.geteuid() == 0, "the superuser may read everything")
    def test_unreadable(self):
        self.write_test(ONE)
        (self.folder / "closed").mkdir()
        os.chmod(self.folder / "closed", 0)
        self.assert_fails(1, r"closed: error\[io_error\]: cannot read", "test")
        os.chmod(self.folder / "price_test.relon", 0)
        self.assertRegex(self.relon("test", "price_test.relon")[2], r"^price_test.relon: error\[io_error\]")

    def test_filter(self):
        self.write_test(ONE, ONE.replace('"one"', '"two"').replace("7,", "8,", 1))
        self.assert_prints("1 passed, 0 failed\n", "test", "--filter", "n")

    def test_junit(self):
        self.write_test(ONE, '{ name: "<&\\"\\u0001\\n\\u00e9>", args: { quantity: 1, cents: 2 }, expect: "<]]>&" }')
        self.write("bad_test.relon", "{}")
        status, out, err = self.relon("test", "--junit", "out.xml")
        self.assertEqual((status, out.splitlines()[-1]), (1, "1 passed, 2 failed"))
        root = xml.etree.ElementTree.parse(self.folder / "out.xml").getroot()
        self.assertEqual({key: root.get(key) for key in ("tests", "failures", "errors")},
                         {"tests": "3", "failures": "1", "errors": "1"})
        self.assertEqual([suite.get("name") for suite in root], ["bad_test.relon", "price_test.relon"])
        self.assertIn("error[test_file_invalid]", root.find("testsuite/testcase/error").text)
        passed, failed = root.findall("testsuite[2]/testcase")
        self.assertEqual((passed.get("name"), len(passed)), ("one", 0))
        self.assertEqual(failed.get("name"), '<&"\ufffd\n\u00e9>')
        self.assertIn('- "<]]>&"', failed.find("failure").text)

    def test_files_that_cannot_be_written(self):
        self.write_test(ONE)
        (self.folder / "dir").mkdir()
        for flag in ["--junit", "--coverage"]:
            for name in ["dir", "nowhere/out", "price.relon/out"]:
                with self.subTest(flag + name):
                    status, out, err = self.relon("test", flag, name)
                    self.assertEqual((status, out), (1, "1 passed, 0 failed\n"))
                    self.assertRegex(err, rf"^{name}: error\[io_error\]: cannot write the file: ")

    def test_host_flags(self):
        self.write("mix.relon", "#main(Int n) -> Int\nmix(n)")
        self.write("mix_test.relon", '{ program: "mix.relon", cases: [{ name: "a", args: { n: 1 }, error: "function_not_found" }] }')
        self.assert_prints("1 passed, 0 failed\n", "test", "--native", "mix(Int) -> Int")
        self.assertEqual(self.relon("test", "--native", "mix(")[0], 2)
        self.assertEqual(self.relon("test", "--grant", "sleep")[0], 2)

    def test_wrong_usage(self):
        for words in [["--junit"], ["--fast"], ["--jit", "--interp"], ["--jit", "--coverage", "c.info"]]:
            with self.subTest(words):
                self.assertEqual(self.relon("test", *words)[0], 2)

    @unittest.skipUnless(HAS_COMPILER, "built without the compiler")
    def test_compiled(self):
        self.write_test(ONE, f'{{ {ZERO}, error: "division_by_zero", at: "5:21" }}')
        self.assert_prints("2 passed, 0 failed\n", "test", "--jit")


if __name__ == "__main__":
    unittest.main()
