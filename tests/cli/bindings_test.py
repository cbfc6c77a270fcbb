#!/usr/bin/env python3
"""Binding is invisible: every kind of host function gives the same values, errors and step
counts in the interpreter and in compiled code, whether imported, called or inlined."""
import json
import re
import unittest

from cli import HAS_COMPILER, CliTest

HOST = r"""
#include <relon/callable.h>
using relon::Context;
using relon::List;
using relon::String;

extern "C" int64_t mix(int64_t i) { return (i * 2654435 + (i >> 3)) ^ i; }
RELON_CALLABLE(mix, "mix", relon::pure, "mixes");

extern "C" double scale(double x, int64_t n) { return x * static_cast<double>(n) / 3.0; }
RELON_CALLABLE(scale, "num.scale", relon::pure, "scales");

extern "C" bool both(bool a, bool b) { return a && b; }
RELON_CALLABLE(both, "both", relon::pure, "and");

extern "C" int64_t vowels(const String& text) {
  int64_t count = 0;
  for (char c : text) count += c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
  return count;
}
RELON_CALLABLE(vowels, "vowels", relon::pure | relon::walks_arguments, "counts vowels");

extern "C" int64_t total(const List<int64_t>& list) {
  int64_t sum = 0;
  for (int64_t each : list) sum += each;
  return sum;
}
RELON_CALLABLE(total, "total", relon::pure | relon::walks_arguments, "adds up");

extern "C" void twice(Context& context, const String& text, String& result) {
  char* bytes = context.allocate<char>(2 * text.size);
  result = String();
  if (bytes == nullptr) return;
  for (int64_t i = 0; i < 2 * text.size; ++i) bytes[i] = text.data[i % text.size];
  result = String(bytes, 2 * text.size);
}
RELON_CALLABLE(twice, "twice", relon::pure, "repeats");

extern "C" int64_t root(Context& context, int64_t n) {
  if (n < 0) {
    context.fail(relon::ErrorKind::host_error, "no root of a negative number");
    return 0;
  }
  int64_t r = 0;
  while ((r + 1) * (r + 1) <= n) ++r;
  return r;
}
RELON_CALLABLE(root, "root", relon::pure, "integer root");

extern "C" int64_t work(Context& context, int64_t n) {
  return context.charge(n) ? n : 0;
}
RELON_CALLABLE(work, "work", relon::pure, "costs n steps");
"""

GATED = r"""
#include <stdio.h>
#include <relon/callable.h>

// Leaves a mark for each call.
extern "C" int64_t draw() {
  FILE* file = fopen("calls.txt", "a");
  if (file == nullptr) return 0;
  fputs("x", file);
  fclose(file);
  return 4;
}
RELON_CALLABLE(draw, "draw", relon::Capability::uses_rng, "a number");
"""

DRAWS = """module "draws"
callable "draw" @draw () -> Int gate uses_rng
func @main(%n: Int) -> Int {
  enter
  check.cap uses_rng
  %x = call "draw"
  %s = int.add %x, %n
  return %s
}
entry @main(n)
"""

# Program, arguments, expected JSON; or a pattern of the error.
CASES = [
    ("#main(Int n) -> Int\nmix(n)", {"n": 12345}, (12345 * 2654435 + (12345 >> 3)) ^ 12345),
    ("#main(Int n) -> Int\nrange(n).map((i) => mix(i)).sum()", {"n": 1000},
     sum((i * 2654435 + (i >> 3)) ^ i for i in range(1000))),
    ("#main(Int n) -> Int\nrange(n).map(mix).filter((x) => x % 2 == 0).len()", {"n": 100},
     sum(((i * 2654435 + (i >> 3)) ^ i) % 2 == 0 for i in range(100))),
    ("#main(Float x, Int n) -> Float\nnum.scale(x, n)", {"x": 1.5, "n": 7}, 1.5 * 7 / 3.0),
    ("#main(Bool a, Bool b) -> Bool\nboth(a, !b)", {"a": True, "b": False}, True),
    ("#main(String s) -> Int\nvowels(s)", {"s": "sequoia"}, 5),
    ("#main(List<Int> xs) -> Int\ntotal(xs)", {"xs": [1, 2, 39]}, 42),
    ("#main(String s) -> String\ntwice(s) + \"!\"", {"s": "ab"}, "abab!"),
    ("#main(Int n) -> Int\nroot(n)", {"n": 99}, 9),
    ("#main(Int n) -> Int\nroot(n)", {"n": -1}, r":2:1: error\[host_error\]: .*no root of a negative number"),
    ("#main(Int n) -> List<Int>\n[root(i) for i in range(0 - 2, n)]", {"n": 3},
     r":2:2: error\[host_error\]: .*no root of a negative number"),
    ("#main(Int n) -> Int\nmix(n) * mix(n)", {"n": 10 ** 9}, r":2:1: error\[numeric_overflow\]"),
    ("#main(Int n) -> Int\nwork(n) + work(n)", {"n": 40}, 80),
]
WAYS = [("--interp",)] + [("--jit", "--binding", binding) for binding in ("imported", "called", "inlined")]


@unittest.skipUnless(HAS_COMPILER, "built without the compiler")
class Bindings(CliTest):
    def setUp(self):
        super().setUp()
        self.write("host.cpp", HOST)

    def outcome(self, way, *words):
        """Status, stdout, the lines of stderr without times."""
        status, out, err = self.relon("run", "case.relon", "--compact", "--stats", "--host", "host.cpp", *way, *words)
        return status, out, re.sub(r"(load|run): \d+ us\n", "", err)

    def test_all_agree(self):
        for program, arguments, expected in CASES:
            self.write("case.relon", program + "\n")
            words = ("--args", json.dumps(arguments))
            first = self.outcome(WAYS[0], *words)
            with self.subTest(program):
                if isinstance(expected, str) and "error" in expected:
                    self.assertEqual(first[:2], (1, ""), first[2])
                    self.assertRegex(first[2], expected)
                else:
                    self.assertEqual(first[0], 0, first[2])
                    self.assertEqual(json.loads(first[1]), expected)
                    self.assertRegex(first[2], r"steps: \d+")
            for way in WAYS[1:]:
                with self.subTest(program, way=way):
                    self.assertEqual(self.outcome(way, *words), first)

    def test_budgets_end_all_at_the_same_step(self):
        self.write("case.relon", "#main(Int n) -> Int\nwork(n) + vowels(\"aaaaa\")\n")
        for limit, status in ((46, 0), (45, 3), (40, 3), (0, 3)):
            words = ("--args", '{"n": 40}', "--max-steps", str(limit))
            first = self.outcome(WAYS[0], *words)
            self.assertEqual(first[0], status, first)
            for way in WAYS[1:]:
                with self.subTest(limit=limit, way=way):
                    self.assertEqual(self.outcome(way, *words), first)

    def test_a_denied_function_is_not_entered(self):
        self.write("draws.rir", DRAWS)
        self.write("gated.cpp", GATED)
        marks = self.folder / "calls.txt"
        for way in WAYS:
            with self.subTest(way):
                words = ("run", "draws.rir", "--args", '{"n": 38}', "--host", "gated.cpp", *way)
                self.assert_fails(1, r"error\[capability_denied\]: .*uses_rng", *words)
                self.assertFalse(marks.exists())
                self.assert_prints("42\n", *words, "--grant", "uses_rng")
                self.assertEqual(marks.read_text(), "x")
                marks.unlink()


if __name__ == "__main__":
    unittest.main()
