#!/usr/bin/env python3
"""`relon test --coverage`: counts that were worked out by hand."""
import unittest

from cli import CliTest

PROGRAM = """#schema P { Int x: * }
#enum E { A(Int), B }
#main(Int n, List<Int> xs, E e) -> Int
(n > 3 && xs.len() > 1 ? big(n)
    : n > 1 ? (e match { A(v): v,
        B: 0 }) : total)
where {
    Int big(Int k): k * 2,
    Int unused(Int k): k > 1 ? 3
        : 4,
    Int total: [x * 2
        for x in xs
        if x > 1].sum()
}
"""
# The left operand decides twice, the right one is needed once; each value of the
# conditional is taken once, of the match only `A`. The comprehension runs 3 + 1 + 2 rounds,
# and keeps 2 + 0 + 1 elements.
RECORD = """TN:
SF:p.relon
FN:4,#main
FN:8,big
FN:9,unused
FNDA:3,#main
FNDA:1,big
FNDA:0,unused
FNF:3
FNH:2
BRDA:4,0,0,2
BRDA:4,0,1,1
BRDA:4,1,0,1
BRDA:4,1,1,1
BRDA:4,1,2,1
BRDA:5,2,0,1
BRDA:5,2,1,0
BRDA:9,3,0,-
BRDA:9,3,1,-
BRDA:11,4,0,3
BRDA:11,4,1,3
BRF:11
BRH:8
DA:4,3
DA:5,2
DA:6,0
DA:8,1
DA:9,0
DA:10,0
DA:11,6
DA:13,6
LF:8
LH:5
end_of_record
"""


class Coverage(CliTest):
    def measure(self, program, *cases, flags=()):
        self.write("p.relon", program)
        self.write("p_test.relon", '{ program: "p.relon", cases: [' + ",".join(
            f'{{ name: "{i}", {case} }}' for i, case in enumerate(cases)) + "] }")
        self.assert_prints(f"{len(cases)} passed, 0 failed\n", "test", "--coverage", "c.info", *flags)
        return (self.folder / "c.info").read_text()

    def test_all_records(self):
        self.assertEqual(self.measure(PROGRAM, 'args: { n: 1, xs: [1, 2, 3], e: "B" }, expect: 10',
                                      "args: { n: 2, xs: [1], e: { A: [3] } }, expect: 3",
                                      "args: { n: 9, xs: [1, 5], e: { A: [3] } }, expect: 18"), RECORD)

    def test_limits_do_not_split_the_counts(self):
        limits = "limits: { max_depth: 100 }"
        self.assertEqual(self.measure(PROGRAM, f'args: {{ n: 1, xs: [1, 2, 3], e: "B" }}, expect: 10, {limits}',
                                      "args: { n: 2, xs: [1], e: { A: [3] } }, expect: 3",
                                      "args: { n: 9, xs: [1, 5], e: { A: [3] } }, expect: 18"), RECORD)

    def test_what_follows_a_failure_is_not_covered(self):
        record = self.measure("#main(Int n) -> Dict\n{\n  a: n + 1,\n  b: 1 / n,\n  c: n * 3\n}",
                              'args: { n: 0 }, error: "division_by_zero"')
        self.assertIn("DA:3,1\nDA:4,1\nDA:5,0\n", record)

    def test_or_and_unreached_match(self):
        record = self.measure("#main(Int n) -> Int\n(n < 1 || n > 5) ? 1\n : n.default(0) > 2 ? 2 : 3".replace(".default(0)", ""),
                              "args: { n: 0 }, expect: 1", "args: { n: 7 }, expect: 1", "args: { n: 4 }, expect: 2")
        # The right operand is needed for 7 and 4.
        self.assertIn("BRDA:2,1,0,1\nBRDA:2,1,1,2\n", record)
        self.assertIn("BRDA:2,0,0,2\nBRDA:2,0,1,1\nBRDA:2,0,2,0\n", record)

    def test_type_match(self):
        # Each value is compared with `Int`, two of them with `String` then.
        record = self.measure("#relaxed\n#main(String k) -> Int\n{ a: 1, b: \"x\" }[k] match {\n Int: 1,\n String: 2,\n _: 3 }",
                              'args: { k: "a" }, expect: 1', 'args: { k: "b" }, expect: 2', 'args: { k: "b" }, expect: 2')
        self.assertIn("BRDA:3,0,0,1\nBRDA:3,0,1,2\nBRDA:3,0,2,0\nBRF:3\nBRH:2\nDA:3,3\nDA:4,3\nDA:5,2\nDA:6,0\n", record)

    def test_modules(self):
        self.write("m.relon", "{\n  Int half(Int n): n / 2,\n  Int twice(Int n): n * 2\n}")
        record = self.measure('#import m from "m.relon"\n#main(Int n) -> Int\nm.half(n)', "args: { n: 4 }, expect: 2",
                              flags=["--trust"])
        self.assertEqual([line for line in record.splitlines() if line.startswith(("SF", "FNDA"))],
                         ["SF:m.relon", "FNDA:1,half", "FNDA:0,twice", "SF:p.relon", "FNDA:1,#main"])

    def test_steps_are_the_same(self):
        self.measure(PROGRAM, 'args: { n: 1, xs: [1, 2, 3], e: "B" }, limits: { max_steps: 4 }, error: "step_limit_exceeded"'
                     .replace("max_steps: 4", "max_steps: 3"))


if __name__ == "__main__":
    unittest.main()
