#!/usr/bin/env python3
"""Texts that nest deeply or chain long.

Nesting is bounded and the bound is an error; chains that do not nest are legal.
"""
import unittest

from bounded import BoundedTest

DEEP = 100_000
MANY = 10_000
INT = "#main(Int a) -> Int\n"
ONE = '{"a": 1}'


class NestingTest(BoundedTest):
    def test_brackets(self):
        for opening, closing in ("[]", "()", ("{ a: ", "}"), ("!", ""), ("-", ""), ('f"${', '}"'), ("len(", ")"), ("x[", "]"),
                                 ("...", ""), ("(x) => ", ""), ("E.V { a: ", "}"), ("f(x=", ")")):
            with self.subTest(opening=opening):
                self.refuses("nesting_too_deep", opening * DEEP + "1" + closing * DEEP)
                self.refuses("nesting_too_deep parse_error", opening * DEEP)
                self.refuses("parse_error nesting_too_deep", "1 " + (closing or opening) * DEEP)

    def test_braces_without_keys(self):
        self.refuses("parse_error nesting_too_deep", "{" * DEEP)
        self.refuses("parse_error nesting_too_deep", "[{" * DEEP)
        self.refuses("parse_error nesting_too_deep", "({[" * DEEP)

    def test_nested_types(self):
        for opening, closing in (("List<", ">"), ("(", ")"), ("Dict<String, ", ">"), ("Closure<", ">"), ("Option<", ">")):
            with self.subTest(opening=opening):
                written = opening * DEEP + "Int" + closing * DEEP
                self.refuses("nesting_too_deep", f"#main({written} a) -> Int\n1")
                self.refuses("nesting_too_deep", f"#schema S {{ {written} a: * }}\n1")
                self.refuses("nesting_too_deep", f"{{ {written} a: 1 }}")
                self.refuses("nesting_too_deep", f"#enum E {{ V({written}) }}\n1")
                self.refuses("nesting_too_deep parse_error", f"#main({opening * DEEP}")

    def test_types_that_ask_for_ever_other_ones(self):
        self.refuses("circular_reference", "#schema B<T> { T v: *, Option<B<B<T>>> n: * }\n{ B<Int> b: { v: 1 } }")
        self.refuses("circular_reference", "#enum N<T> { Nil, Cons { h: T, t: N<(T, T)> } }\n#main(N<Int> n) -> Int\n1")
        forks = "#schema {0}<T> {{ Option<{1}<(T, Int)>> n: *, Option<{1}<(Int, T)>> m: * }}\n"
        self.refuses("circular_reference", forks.format("B", "C") + forks.format("C", "B") + "#main(B<Int> b) -> Int\n1")

    def test_predicates_and_defaults_that_make_their_own_schema(self):
        for schema, given in (("{ Int a: (v) => (u.a > 0 where { U u: { a: v } }) }", "a: 1"),
                              ("{ #default (z.a where { U z: {} }) Int a: * }", ""),
                              ("{ #default [{ }] List<U> a: * }", ""),
                              ("{ #default (self) => f(self) Int a: * }", "")):
            with self.subTest(schema=schema):
                self.fails("recursion_limit_exceeded", f"#schema U {schema}\n{{ f(U u) -> Int: 1, U v: {{ {given} }} }}")

    def test_nested_comments_do_not_nest(self):
        self.accepts("/* " * DEEP + "*/ 1", "1")
        self.accepts("// x\n" * DEEP + "1", "1")
        self.accepts("/* x */" * DEEP + "1", "1")
        self.refuses("parse_error", "/* " * DEEP + " 1")
        self.refuses("parse_error", "1 " + "*/" * DEEP)

    def test_nested_schemas_and_matches(self):
        self.refuses("nesting_too_deep parse_error", "#schema S " + "{ Int a: " * DEEP)
        self.refuses("nesting_too_deep", "1" + " match { _: 1" * DEEP + " }" * DEEP)
        self.refuses("nesting_too_deep", "1" + " match { _: 1 }" * DEEP)
        self.refuses("nesting_too_deep", "1 where { a: " * DEEP + "1" + " }" * DEEP)
        self.refuses("nesting_too_deep", "1" + " where { b: 1 }" * DEEP)

    def test_nested_conditionals(self):
        self.refuses("nesting_too_deep", "true ? " * DEEP + "1" + " : 1" * DEEP)
        self.refuses("parse_error nesting_too_deep", "true ? " * DEEP)

    def test_nested_comprehensions(self):
        self.refuses("nesting_too_deep", "[" * DEEP + "x" + " for x in [1]]" * DEEP)
        self.refuses("nesting_too_deep", "[x for x in " * DEEP + "[1]" + "]" * DEEP)

    def test_attributes(self):
        self.refuses("nesting_too_deep unsupported_operator parse_error", "{ " + "@f " * DEEP + "a: 1 }")
        self.refuses("nesting_too_deep parse_error", "@f(" * DEEP)
        self.refuses("unknown_type_name parse_error", "#brand X " * DEEP + "1")
        self.refuses("parse_error", "#relaxed " * DEEP)
        self.refuses("duplicate_main_directive parse_error", "#main() " * DEEP + "1")

    def test_operator_chains_are_legal(self):
        self.accepts(INT + " + ".join(["a"] * MANY), str(MANY), ONE)
        self.accepts(INT + "a" + " - 1 * a" * MANY, str(1 - MANY), ONE)
        self.accepts("#main(Int a) -> Bool\n" + " && ".join(["a < 2"] * MANY), "true", ONE)
        self.accepts("#main(Int a) -> Bool\n" + " || ".join(["a > 2"] * MANY), "false", ONE)
        self.accepts('#main(Int a) -> String\n"" + ' + " + ".join(["a"] * MANY), '"' + "1" * MANY + '"', ONE)
        self.accepts("#main(Float a) -> Float\na" + " * 1.0" * MANY, "1.0", ONE)

    def test_operator_chains_with_errors(self):
        self.refuses("static_type_mismatch", "1" + " + true" * MANY)
        self.refuses("parse_error", "1" + " + " * MANY)
        self.refuses("parse_error", "1" + " < 1" * MANY + " +")
        self.refuses("const_numeric_overflow", "2" + " * 2" * MANY)

    def test_conditions(self):
        chain = "".join(f"a == {i} ? {i * i} : " for i in range(2, MANY))
        self.accepts(INT + chain + "-1", "-1", ONE)
        self.accepts(INT + chain + "-1", str((MANY - 1) ** 2), '{"a": %d}' % (MANY - 1))

    def test_pipes(self):
        functions = " where { f(Int x) -> Int: x + 1 }"
        self.accepts(INT + "(a" + " | f" * 900 + ")" + functions, "901", ONE)
        self.refuses("nesting_too_deep", INT + "(a" + " | f" * MANY + ")" + functions, ONE)

    def test_accesses(self):
        for link in (".b", "?.b", "[0]", '["b"]', "(1)", ".0", ".map((x) => x)"):
            with self.subTest(link=link):
                self.refuses("nesting_too_deep unknown_reference_type unknown_method static_type_mismatch",
                             INT + "a" + link * MANY)
                self.refuses("nesting_too_deep unknown_reference_type", "{ a: &root" + link * DEEP + " }")
        self.refuses("unknown_type_name parse_error nesting_too_deep", "#main(a" + ".b" * MANY + " x) -> Int\n1")

    def test_fields_that_need_one_another(self):
        forward = ", ".join(f"x{i}: x{i + 1} + 1" for i in range(MANY)) + f", x{MANY}: a"
        backward = "x0: a, " + ", ".join(f"x{i + 1}: x{i} + 1" for i in range(MANY))
        references = ", ".join(f"x{i}: &root.x{i + 1} + 1" for i in range(MANY)) + f", x{MANY}: a"
        for name, fields, last in (("forward", forward, "x0"), ("backward", backward, f"x{MANY}"),
                                   ("references", references, "x0")):
            with self.subTest(direction=name):
                last = f'"{last}":{MANY + 1}'.encode()
                self.accepts("#main(Int a) -> Dict\n{ " + fields + " }", lambda out: last in out, ONE)

    def test_functions_that_call_one_another(self):
        functions = ", ".join(f"f{i}(Int x) -> Int: f{i + 1}(x) + 1" for i in range(MANY - 100))
        self.accepts(INT + f"f0(a) where {{ {functions}, f{MANY - 100}(Int x) -> Int: x }}", str(MANY - 99), ONE)

    def test_rings(self):
        ring = ", ".join(f"x{i}: x{(i + 1) % MANY}" for i in range(MANY))
        self.refuses("circular_reference", "{ " + ring + " }")
        ring = ", ".join(f"x{i}: &root.x{(i + 1) % MANY}" for i in range(MANY))
        self.refuses("circular_reference", "{ " + ring + " }")
        self.refuses("circular_reference", "{ a: &root.b, b: &sibling.a }")
        self.refuses("circular_reference", "{ a: a2, a2: { b: &uncle.a } }")
        self.refuses("circular_reference unknown_reference_type", "{ a: &root }")
        self.refuses("circular_reference unknown_reference_type", "[&next, &prev]")


if __name__ == "__main__":
    unittest.main()
