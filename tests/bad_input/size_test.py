#!/usr/bin/env python3
"""Large literals and declarations, which are legal, and texts that are no text."""
import unittest

from bounded import BoundedTest

MEGABYTE = 1_000_000
MANY = 10_000
ONE = '{"a": 1}'


class LiteralTest(BoundedTest):
    def test_strings(self):
        self.accepts('"' + "a" * MEGABYTE + '"', '"' + "a" * MEGABYTE + '"')
        self.accepts('r##"' + '"#' * MEGABYTE + '"##', '"' + '\\"#' * MEGABYTE + '"')
        self.accepts('f"' + "${1}" * 50_000 + '"', '"' + "1" * 50_000 + '"')
        self.accepts('"' + "\\u{1f600}" * 100_000 + '"', '"' + "\U0001f600" * 100_000 + '"')
        self.accepts('"' + "\n" * MEGABYTE + '"', '"' + "\\n" * MEGABYTE + '"')
        self.refuses("parse_error", '"' + "a" * MEGABYTE)
        self.refuses("parse_error", 'f"' + "${" * MEGABYTE)
        self.refuses("parse_error", "r" + "#" * MEGABYTE)
        self.refuses("parse_error", "r" + "#" * MEGABYTE + '"')

    def test_numbers(self):
        self.refuses("parse_error", "1" * MEGABYTE)
        self.accepts("1." + "1" * MEGABYTE, "1.1111111111111112")
        self.accepts("0" * MEGABYTE + "7", "7")
        self.accepts("0." + "0" * MEGABYTE + "1", "0.0")
        self.refuses("parse_error", "0x" + "f" * MEGABYTE)
        self.accepts("0x" + "0" * MEGABYTE + "f", "15")
        self.refuses("parse_error", "99999999999999999999")
        self.refuses("parse_error", "9223372036854775808")
        self.accepts("-9223372036854775808", "-9223372036854775808")
        self.accepts("-0", "0")
        self.accepts("-0.0", "-0.0")
        self.accepts("1e-400", "0.0")
        self.accepts("1e-" + "9" * MEGABYTE, "0.0")
        self.fails("non_finite_float", "1e400")
        self.fails("non_finite_float", "1e" + "9" * MEGABYTE)
        self.fails("non_finite_float", "[NaN]")
        self.fails("non_finite_float", "{ a: -Infinity }")
        self.accepts("NaN == NaN", "true")
        self.accepts("1e400 == Infinity", "true")

    def test_words_and_comments(self):
        word = "a" * MEGABYTE
        self.accepts("{ " + word + ": 1 }", '{"' + word + '":1}')
        self.refuses("unknown_reference_type", word)
        self.refuses("unknown_type_name", f"#main({word} a) -> Int\n1")
        self.refuses("parse_error", "&" + word)
        self.refuses("parse_error", "#" + word + " 1")
        self.accepts("/*" + " " * MEGABYTE + "*/ 1", "1")
        self.accepts("1 //" + "x" * MEGABYTE, "1")

    def test_unusual_bytes(self):
        self.refuses("parse_error", b"\xef\xbb\xbf1")
        self.refuses("parse_error", b"\x00")
        self.refuses("parse_error", b"1\x00")
        self.refuses("parse_error", b"")
        self.refuses("parse_error", b"\r\n\t ")
        self.accepts(b'"\x00"', '"\\u0000"')
        self.accepts(b"{\r\n  a: 1,\r\n  b: 2\r\n}\r\n", '{"a":1,"b":2}')
        self.refuses("parse_error", '"\\ud800"')
        self.refuses("parse_error", '"\\udc00\\ud800"')
        self.accepts('"\\ud83d\\ude00"', '"\U0001f600"')
        self.refuses("parse_error", '"\\u{110000}"')
        self.refuses("parse_error", '"\\u{d800}"')
        for broken in (b"\xff", b"\xc3", b"\xc0\x80", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
            with self.subTest(broken=broken):
                self.refuses("parse_error", broken)
                self.refuses("parse_error", b'"' + broken + b'"')
                self.refuses("parse_error", b"// " + broken + b"\n1")
                self.refuses("parse_error", b"{ " + broken + b": 1 }")

    def test_many_errors(self):
        self.refuses("parse_error", "{" + "a: , " * MANY + "}")
        self.refuses("unknown_reference_type", "[" + "nowhere, " * MANY + "]")
        self.refuses("parse_error", "~" * MEGABYTE)


class DeclarationTest(BoundedTest):
    def test_wide_values(self):
        fields = ", ".join(f"x{i}: {i}" for i in range(MANY))
        self.accepts("len({ " + fields + " })", str(MANY))
        self.accepts("len([" + "1, " * MANY + "])", str(MANY))
        self.accepts("#main(Int a) -> Int\nlen([" + "a, " * MANY + "])", str(MANY), ONE)
        self.accepts("(" + "1, " * MANY + ")", "[" + "1," * (MANY - 1) + "1]")
        self.accepts("{ " + fields + " }.x9999", "9999")
        self.accepts("{ " + "a: 1, " * MANY + " }", '{"a":1}')

    def test_wide_enum(self):
        variants = ", ".join(f"V{i}" for i in range(MANY))
        arms = ", ".join(f"V{i}: {i}" for i in range(MANY))
        program = f"#enum E {{ {variants} }}\n#main(E e) -> Int\ne match {{ {arms} }}"
        self.accepts(program, "9999", '{"e": "V9999"}')
        self.accepts(program, "0", '{"e": "V0"}')
        self.refuses("non_exhaustive_match", f"#enum E {{ {variants} }}\n#main(E e) -> Int\ne match {{ V0: 1 }}")
        payloads = ", ".join(f"V{i} {{ n: Int }}" for i in range(MANY))
        arms = ", ".join(f"V{i} {{ n }}: n + {i}" for i in range(MANY))
        self.accepts(f"#enum E {{ {payloads} }}\n#main(E e) -> Int\ne match {{ {arms} }}", "10000",
                     '{"e": {"V9999": {"n": 1}}}')

    def test_wide_schema(self):
        fields = ", ".join(f"Int x{i}: *" for i in range(MANY))
        values = ", ".join(f'"x{i}": {i}' for i in range(MANY))
        program = f"#schema S {{ {fields} }}\n#main(S s) -> Int\ns.x9999"
        self.accepts(program, "9999", f'{{"s": {{ {values} }}}}')
        parameters = ", ".join(f"Int x{i}" for i in range(MANY))
        self.accepts(f"#main({parameters}) -> Int\nx9999", "9999", f"{{ {values} }}")

    def test_many_declarations(self):
        schemas = "\n".join(f"#schema S{i} {{ Int a: * }}" for i in range(MANY))
        self.accepts(schemas + "\n#main(S9999 s) -> Int\ns.a", "7", '{"s": {"a": 7}}')
        chained = "\n".join(f"#schema S{i} {{ S{i + 1} a: * }}" for i in range(MANY))
        self.refuses("nesting_too_deep", chained + f"\n#schema S{MANY} {{ Int a: * }}\n#main(S0 s) -> Int\n1")
        functions = ", ".join(f"f{i}(Int x) -> Int: x + {i}" for i in range(MANY))
        self.accepts(f"#main(Int a) -> Int\nf9999(a) where {{ {functions} }}", "10000", ONE)

    def test_ten_thousand_rules(self):
        rules = ", ".join(f"(Int x) => x * {i} > {MANY} ? {i} : 0" for i in range(MANY))
        self.accepts(f"#main(Int a) -> Int\n[{rules}].map((f) => f(a)).max()", str(MANY - 1), '{"a": 2}')
        rules = ", ".join(f"r{i}: a > {i} ? {i} : 0" for i in range(MANY))
        self.accepts(f"#main(Int a) -> Dict\n{{ {rules} }}", lambda out: b'"r0":0' in out, ONE)

    def test_declarations_without_end(self):
        self.refuses("static_type_mismatch unknown_type_name root_schema_invalid_value circular_reference",
                     "#schema A A\n{}")
        self.refuses("static_type_mismatch unknown_type_name root_schema_invalid_value circular_reference",
                     "#schema A B\n#schema B A\n{}")
        self.accepts("#schema A { Option<A> next: * }\n#main(A a) -> Bool\ntrue", "true", '{"a": {}}')
        self.accepts("#enum E { V(E), W }\n#main(E e) -> Bool\ntrue", "true", '{"e": {"V": ["W"]}}')
        self.accepts("#schema A { List<A> all: * }\n#main(A a) -> Int\nlen(a.all)", "0", '{"a": {"all": []}}')


if __name__ == "__main__":
    unittest.main()
