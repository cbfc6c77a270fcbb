#!/usr/bin/env python3
"""Programs that run too deep, too long, or make too much."""
import unittest

from bounded import HAS_COMPILER, BoundedTest

DEEP = 1_000_000
INT = "#main(Int a) -> Int\n"
ONE = '{"a": 1}'
# Depth, stack and memory end such programs; which of them is first depends on the limits.
DEPTH = "recursion_limit_exceeded"
LIMITS = "recursion_limit_exceeded memory_limit_exceeded"
UNLIMITED = ("--max-depth", "100000000")
RECURSIONS = {
    "function": "f({deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : 1 + f(n - 1) }}",
    "mutual": "f({deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : 1 + g(n - 1), g(Int n) -> Int: n == 0 ? 0 : 1 + f(n - 1) }}",
    "callback": "f({deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : [n].map((x) => f(x - 1)).sum() + 1 }}",
    "reduce": "f({deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : [n].reduce(0, (acc, x) => acc + f(x - 1)) + 1 }}",
    "comprehension": "f({deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : len([f(x - 1) for x in [n]]) }}",
    "parameter": "g(f, {deep}) where {{ f(Int n) -> Int: n == 0 ? 0 : 1 + g(f, n - 1), "
                 "g(Closure<Int, Int> h, Int n) -> Int: 1 + h(n) }}",
    "text": "len(f({deep})) where {{ f(Int n) -> String: n == 0 ? \"\" : f\"${{f(n - 1)}}x\" }}",
    "list": "len(f({deep})) where {{ f(Int n) -> List<Int>: n == 0 ? [] : [n, ...f(n - 1)] }}",
    "endless": "f({deep}) where {{ f(Int n) -> Int: 1 + f(n + 1 - 1) }}",
}
METHOD = """#schema S {{ Int n: * }} with {{
    down() -> Int: self.n == 0 ? 0 : 1 + make(self.n - 1).down()
}}
#main(Int a) -> Int
make({deep}).down() where {{ make(Int n) -> S: {{ n: n }} }}
"""


class RecursionTest(BoundedTest):
    def test_default_depth(self):
        for name, body in RECURSIONS.items():
            with self.subTest(form=name):
                self.fails(DEPTH, INT + body.format(deep=DEEP), ONE)

    def test_no_depth_limit(self):
        for name, body in RECURSIONS.items():
            with self.subTest(form=name):
                self.fails(LIMITS, INT + body.format(deep=100 * DEEP), ONE, UNLIMITED)

    def test_depth_that_is_allowed(self):
        self.accepts(INT + RECURSIONS["function"].format(deep=9000), "9000", ONE)
        self.accepts(INT + RECURSIONS["mutual"].format(deep=9000), "9000", ONE)
        self.accepts(INT + RECURSIONS["callback"].format(deep=4000), "4000", ONE)

    def test_methods(self):
        text = '#schema S { Int n: * } with { down() -> Int: self.n == 0 ? 0 : 1 + self.down() }\n'
        self.fails(LIMITS, text + "#main(S s) -> Int\ns.down()", '{"s": {"n": 1}}')
        self.fails(LIMITS, text + "#main(S s) -> Int\ns.down()", '{"s": {"n": 1}}', UNLIMITED)

    def test_deep_values(self):
        """A value that is nested deeper than any text."""
        text = "#enum E { End, More(E) }\n#main(Int a) -> %s\n%s where { E e: range(a).reduce(E.End, (acc, i) => E.More(acc)) }"
        for size in (1000, 100_000, DEEP):
            with self.subTest(size=size):
                args = '{"a": %d}' % size
                for type_name, body in (("Bool", "e == e"), ("E", "e"), ("Int", 'len(f"${e}")'), ("Int", "len([e])")):
                    name = self.write("program.relon", text % (type_name, body))
                    self.assertEqual((0, []), self.errors("check", name)[::2])
                    for status, _, errors in self.runs(name, args):
                        self.assertTrue(set(errors) <= set(LIMITS.split()), errors)


class SizeTest(BoundedTest):
    def test_ranges(self):
        self.fails("memory_limit_exceeded", "range(1000000000)")
        self.fails("memory_limit_exceeded", "range(9223372036854775807)")
        self.fails("memory_limit_exceeded", "range(-9223372036854775807, 9223372036854775807)")
        self.fails("memory_limit_exceeded value_too_large", "[x for x in range(1000000000)]")
        self.fails("step_limit_exceeded", "range(1000000000).sum()", None, ("--max-steps", "1000000"))
        self.fails("value_too_large", "range(1000000000)", None, ("--max-value-elements", "1000000"))
        self.fails("memory_limit_exceeded", "range(1000000)", None, ("--max-memory", "1000000"))
        self.fails("step_limit_exceeded", "range(9223372036854775807).map((x) => 1).sum()", None, ("--max-steps", "1000000"))
        self.accepts(INT + "range(10000000).sum()", "49999995000000", ONE)

    @unittest.skipUnless(HAS_COMPILER, "no compiler")
    def test_a_range_that_is_folded(self):
        name = self.write("program.relon", INT + "range(a * 1000000000).sum()")
        _, out, errors = self.errors("run", name, "--jit", "--args", ONE)
        self.assertEqual(([], b"499999999500000000\n"), (errors, out))

    def test_doubling(self):
        self.fails("memory_limit_exceeded", "len(range(100).reduce([1], (acc, i) => [...acc, ...acc]))")
        self.fails("memory_limit_exceeded", 'len(range(100).reduce("ab", (acc, i) => acc + acc))')
        self.fails("memory_limit_exceeded", 'len(range(100).reduce("ab", (acc, i) => f"${acc}${acc}"))')
        self.fails("memory_limit_exceeded",
                   'len(range(100).reduce("ab", (acc, i) => acc.replace("a", "aa").replace("b", "bb")))', None,
                   ("--max-memory", "200000000"))
        self.fails("memory_limit_exceeded", "len(range(100).map((i) => range(10000000)))", None, ("--max-memory", "200000000"))

    def test_texts_of_shared_parts(self):
        """Small values whose text or JSON is endless."""
        body = "range(a).reduce(E.End, (acc, i) => E.Two(acc, acc))"
        text = "#enum E { End, Two(E, E) }\n#main(Int a) -> %s\n%s"
        self.fails(LIMITS, text % ("E", body), '{"a": 100}')
        self.fails(LIMITS, text % ("Int", 'len(f"${%s}")' % body), '{"a": 100}')

    def test_long_output(self):
        self.accepts("range(1000000)", lambda out: out.endswith(b"999999]\n"))
        self.accepts('[f"${x}" for x in range(300000)]', lambda out: out.endswith(b'"299999"]\n'))

    def test_long_runs(self):
        steps = ("--max-steps", "1000000")
        self.fails("step_limit_exceeded", INT + "range(1000000).map((x) => range(1000000).map((y) => x * y).sum()).sum()", ONE, steps)
        self.fails("step_limit_exceeded", INT + "len(range(3000).map((x) => range(3000).filter((y) => x == y)))", ONE, steps)


class NumberTest(BoundedTest):
    def test_edges(self):
        self.fails("numeric_overflow", INT + "a + 9223372036854775807", ONE)
        self.fails("numeric_overflow", INT + "-9223372036854775808 / -a", ONE)
        self.fails("numeric_overflow division_by_zero", INT + "-9223372036854775808 % -a", ONE)
        self.fails("division_by_zero", INT + "1 / (a - 1)", ONE)
        self.fails("division_by_zero", INT + "1 % (a - 1)", ONE)
        self.fails("division_by_zero", "#main(Int a) -> Float\n1.0 / (a - 1.0)", ONE)
        self.fails("numeric_overflow", INT + "[9223372036854775807, a].sum()", ONE)
        self.fails("index_out_of_bounds", INT + "[1][a]", ONE)
        self.fails("index_out_of_bounds", INT + "[1][-a]", ONE)
        self.fails("index_out_of_bounds", INT + "[1][a * 9223372036854775807]", ONE)
        self.fails("non_finite_float", "#main(Int a) -> Float\na * 1e308 * 10.0", ONE)
        self.fails("empty_list", INT + "[x for x in range(a) if x > 5].max()", ONE)


class RegexTest(BoundedTest):
    def test_blow_ups(self):
        subject = "a" * 30_000
        for pattern in ("(a*)*b", "(a+)+$b", "(a|a)*b", "(.*)(.*)(.*)(.*)b", "(a?){50}a{50}b", "^(([a-z])+.)+[A-Z]([a-z])+$"):
            with self.subTest(pattern=pattern):
                self.accepts(f'#main(String s) -> Bool\nmatches(s, "{pattern}")', "false", f'{{"s": "{subject}"}}')

    def test_large_and_broken_patterns(self):
        text = "#main(String p) -> Bool\nmatches(\"aaa\", p)"
        for pattern in ("(" * 100_000, "[" * 100_000, "a{1000}{1000}{1000}", "a{999999999}", "*",
                        "a**", "(?", "\\\\", "[b-a]", "a{2,1}", "(a{1000}){1000}"):
            with self.subTest(pattern=pattern[:20]):
                self.fails("validation_failed", text, f'{{"p": "{pattern}"}}')
        for pattern in ("(" * 100_000 + ")" * 100_000, "a|" * 100_000, "a" * 100_000, "[" + "a-z" * 100_000 + "]", "(a|b)" * 1000):
            with self.subTest(pattern=pattern[:20]):
                name = self.write("program.relon", text)
                for status, _, errors in self.runs(name, f'{{"p": "{pattern}"}}'):
                    self.assertTrue(set(errors) <= {"validation_failed"}, errors)

    def test_globs(self):
        pattern = "*a" * 1000 + "b"
        name = self.write("program.relon", '#import string from "std/string"\n#main(String s, String p) -> Bool\nstring.glob_match(s, p)')
        for status, out, errors in self.runs(name, f'{{"s": "{"a" * 20_000}", "p": "{pattern}"}}'):
            self.assertEqual(([], b"false\n"), (errors, out))


if __name__ == "__main__":
    unittest.main()
