#!/usr/bin/env python3
"""`relon bench`: what it prints, and that it fails as `relon run` does."""
import json
import unittest

from cli import HAS_COMPILER, CliTest

HALF = "#main(Int n, List<Int> xs) -> Int\nxs.map((x) => x / n).sum()\n"
GIVEN = '{"n": 2, "xs": [4, 6, 9]}'


class Bench(CliTest):
    def measure(self, *words):
        status, out, err = self.relon("bench", "--format", "json", *words)
        self.assertEqual((status, err), (0, ""))
        return json.loads(out)

    def assert_sound(self, timing):
        self.assertEqual(list(timing), ["compile_ns", "first_ns", "median_ns", "min_ns", "iterations"])
        for name, value in timing.items():
            self.assertIs(type(value), int, name)
        self.assertGreater(timing["compile_ns"], 0)
        self.assertGreater(timing["first_ns"], 0)
        self.assertGreaterEqual(timing["median_ns"], timing["min_ns"])
        self.assertGreaterEqual(timing["iterations"], 5)

    def test_numbers(self):
        self.write("half.relon", HALF)
        self.assert_sound(self.measure("half.relon", "--args", GIVEN, "--time", "0.05"))

    def test_arguments_of_a_file_and_stdin(self):
        self.write("half.relon", HALF)
        self.write("given.json", GIVEN)
        self.assert_sound(self.measure("half.relon", "--args", "@given.json", "--time", "0"))
        status, out, err = self.relon("bench", "half.relon", "--args", "-", "--time", "0", stdin=GIVEN)
        self.assertEqual((status, err), (0, ""))
        self.assertRegex(out, r"^compile +[\d.]+ [num]?s\nfirst call +[\d.]+ [num]?s\nmedian +[\d.]+ [num]?s\n"
                         r"min +[\d.]+ [num]?s\niterations +\d+\n$")

    def test_more_work_takes_longer(self):
        self.write("sum.relon", "#main(Int n) -> Int\n[x * x % 7 for x in range(n)].sum()\n")
        few = self.measure("sum.relon", "--args", '{"n": 10}', "--time", "0.05")
        many = self.measure("sum.relon", "--args", '{"n": 100000}', "--time", "0.05")
        self.assertGreater(many["min_ns"], 20 * few["min_ns"])
        self.assertGreater(few["iterations"], many["iterations"])

    def test_documents_take_no_arguments(self):
        self.write("document.relon", "{ a: range(10) }")
        self.assert_sound(self.measure("document.relon", "--time", "0"))
        self.assert_fails(2, r"error\[no_main_signature\]", "bench", "document.relon", "--args", "{}")

    def test_errors_are_those_of_run(self):
        self.write("half.relon", HALF)
        self.write("broken.relon", "#main(Int n) -> Int\nn +\n")
        self.write("circle.relon", '#import m from "circle.relon"\n{ a: 1 }')
        for words in [["half.relon"], ["none.relon"], ["."], ["broken.relon", "--args", '{"n": 1}'],
                      ["--trust", "circle.relon"],
                      ["half.relon", "--args", '{"n": 0, "xs": [1]}'], ["half.relon", "--args", '{"n": "x", "xs": []}'],
                      ["half.relon", "--args", '{"n": 1}'], ["half.relon", "--args", "[1]"], ["half.relon", "--args", "{"],
                      ["half.relon", "--args", '{"n": 1, "xs": [], "y": 2}'], ["half.relon", "--args", "@none.json"],
                      ["half.relon", "--args", GIVEN, "--max-steps", "2"], ["half.relon", "--grant", "sleep"],
                      ["half.relon", "--args", "@."]]:
            with self.subTest(words):
                expected = self.relon("run", *words)
                self.assertNotEqual(expected[0], 0)
                self.assertEqual(self.relon("bench", *words), expected)
                self.assertEqual(self.relon("bench", "--format", "json", *words), self.relon("run", "--format", "json", *words))

    def test_warnings_go_to_stderr(self):
        self.write("twice.relon", "{ a: 1, a: 2 }")
        status, out, err = self.relon("bench", "twice.relon", "--time", "0")
        self.assertEqual(status, 0)
        self.assertRegex(err, r"twice.relon:1:\d+: warning\[duplicate_key\]")

    def test_wrong_usage(self):
        self.write("half.relon", HALF)
        for words in [[], ["half.relon", "more.relon"], ["half.relon", "--time", "-1"], ["half.relon", "--time", "nan"],
                      ["half.relon", "--time", "soon"], ["half.relon", "--time", "1e9"],
                      ["half.relon", "--jit", "--interp"], ["half.relon", "--format", "xml"]]:
            with self.subTest(words):
                self.assertEqual(self.relon("bench", *words)[0], 2)

    @unittest.skipUnless(HAS_COMPILER, "built without the compiler")
    def test_compiled(self):
        self.write("half.relon", HALF)
        self.assert_sound(self.measure("half.relon", "--jit", "--args", GIVEN, "--time", "0.05"))


if __name__ == "__main__":
    unittest.main()
