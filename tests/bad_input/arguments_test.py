#!/usr/bin/env python3
"""JSON arguments of every wrong form and size."""
import unittest

from bounded import BoundedTest

DEEP = 100_000
MANY = 10_000
DECLARED = """
#schema Point { Float x: *, #default 1.5 Float y: * }
#schema Node { Int value: *, Option<Node> next: * }
#enum Shape { Nothing, Circle { radius: Float }, Box(Int, Int) }
"""
# Of each type, what is taken and how it is printed.
TAKEN = {
    "Int": [("1", "1"), ("-9223372036854775808", "-9223372036854775808"), ("-0", "0")],
    "Float": [("1", "1.0"), ("1.5", "1.5"), ("-0.0", "-0.0"), ("1e-400", "0.0"), ("99999999999999999999", "1e+20")],
    "Bool": [("true", "true")],
    "String": [('"a"', '"a"'), ('"\\ud83d\\ude00"', '"\U0001f600"'), ('"\\u0000"', '"\\u0000"')],
    "List<Int>": [("[]", "[]"), ("[1, 2]", "[1,2]")],
    "Tuple<Int, String>": [('[1, "a"]', '[1,"a"]')],
    "Option<Int>": [("null", "null"), ("1", "1"), ('{"Some": 1}', "1"), ('"None"', "null")],
    "Result<Int, String>": [('{"Ok": 1}', '{"Ok":{"value":1}}'), ('{"Err": "a"}', '{"Err":{"error":"a"}}')],
    "Point": [('{"x": 1}', '{"x":1.0,"y":1.5}'), ('{"x": 1, "z": [null]}', None)],
    "Node": [('{"value": 1, "next": {"value": 2}}', '{"next":{"value":2},"value":1}')],
    "Shape": [('"Nothing"', '{"Nothing":{}}'), ('{"Circle": {"radius": 1}}', '{"Circle":{"radius":1.0}}')],
    "Dict<String, Int>": [("{}", "{}"), ('{"b": 1, "a": 2}', '{"a":2,"b":1}'), ('{"a": 1, "a": 2}', '{"a":2}')],
}
# Values that fit none of the types above except those that are named.
MISFITS = {
    "1.0": ("Float",),
    "9223372036854775808": ("Float",),
    "[1]": ("List<Int>",),
    "[[1]]": (),
    "[null]": (),
    '[1, "a", 2]': (),
    '["a"]': (),
    '{"x": "1"}': (),
    '{"Some": "a"}': (),
    '{"Ok": null}': (),
    '{"Ok": 1, "Err": "a"}': (),
    '{"Circle": {}}': (),
    '{"Circle": {"radius": 1, "more": 2}}': (),
    '{"Box": [1]}': (),
    '{"Box": 1}': ("Dict<String, Int>",),
    '"Circle"': ("String",),
    '{"value": 1, "next": {"value": "a"}}': (),
}
MALFORMED = ["", "{", "{}}", '{"value"}', '{"value": }', '{"value": 01}', '{"value": +1}', '{"value": .5}', '{"value": 1.}',
             '{"value": 1e}', '{"value": NaN}', '{"value": Infinity}', '{"value": "\\ud800"}', '{"value": "\\udc00\\ud800"}',
             '{"value": "\\x"}', '{"value": "\n"}', '{"value": "\x00"}', '{"value": tru}', "{'value': 1}", '{"value": 1,}',
             '\ufeff{"value": 1}', '{"value": 1} 2', '{"value": 1 /* a */}', '{"value": "', "\x00", '{"value": [1,]}']
BROKEN = [b'{"value": "\xff"}', b'{"value": "\xc0\x80"}', b'{"value": "\xed\xa0\x80"}', b'{"\xf4\x90\x80\x80": 1}', b"\xff"]
REFUSED = "invalid_json main_arg_type_mismatch missing_main_arg unexpected_main_arg validation_failed"


def echo(type_name):
    return f"{DECLARED}#main({type_name} value) -> {type_name}\nvalue"


class ArgumentsTest(BoundedTest):
    def gives(self, kinds, args, output=None, statuses=(0, 1, 3)):
        """The program that is there already: a result, or an error of one of the kinds."""
        for status, out, errors in self.runs("program.relon", args):
            if kinds:
                self.assertEqual((b"", 1), (out, len(errors)), args[:200])
                self.assertIn(errors[0], kinds.split(), args[:200])
            else:
                self.assertEqual((0, []), (status, errors), args[:200])
            if output is not None:
                self.assertEqual(output, out.decode().rstrip("\n"), args[:200])

    def test_what_fits(self):
        for type_name, values in TAKEN.items():
            self.write("program.relon", echo(type_name))
            for value, output in values:
                with self.subTest(type=type_name, value=value):
                    self.gives(None, f'{{"value": {value}}}', output)

    def test_what_does_not_fit(self):
        for type_name in TAKEN:
            self.write("program.relon", echo(type_name))
            for value, fitting in MISFITS.items():
                with self.subTest(type=type_name, value=value):
                    self.gives(None if type_name in fitting else REFUSED, f'{{"value": {value}}}')

    def test_what_is_no_object_of_arguments(self):
        self.write("program.relon", echo("Int"))
        for args in ("1", "[]", "null", '"a"', "{}", '{"valu": 1}', '{"value": 1, "more": 2}', '{"value": null}'):
            self.gives(REFUSED + " type_mismatch", args)

    def test_what_is_no_json(self):
        for type_name in ("Int", "Point"):
            self.write("program.relon", echo(type_name))
            for args in MALFORMED + BROKEN:
                with self.subTest(args=args):
                    self.gives("invalid_json missing_main_arg" if args == "" else "invalid_json", args)

    def test_infinite_numbers(self):
        self.write("program.relon", echo("Float"))
        self.gives("main_arg_type_mismatch non_finite_float", '{"value": 1e400}')
        self.gives(None, '{"value": %s}' % ("0." + "1" * 1_000_000), "0.1111111111111111")
        self.gives("main_arg_type_mismatch non_finite_float", '{"value": %s}' % ("1" * 1_000_000))
        self.write("program.relon", echo("Int"))
        self.gives("main_arg_type_mismatch", '{"value": %s}' % ("1" * 1_000_000))
        self.gives("main_arg_type_mismatch", '{"value": 1e400}')

    def test_deep_arguments(self):
        for type_name in ("Int", "List<Int>", "Point", "Node", "Shape"):
            self.write("program.relon", echo(type_name))
            for opening, closing in ("[]", ('{"a":', "}"), ('{"value":1,"next":', "}"), ('{"x":1,"y":', "}")):
                with self.subTest(type=type_name, opening=opening):
                    self.gives(REFUSED + " recursion_limit_exceeded", '{"value": ' + opening * DEEP + "1" + closing * DEEP + "}")
                    self.gives("invalid_json", '{"value": ' + opening * DEEP)

    def test_wide_arguments(self):
        self.write("program.relon", "#main(List<Int> value) -> Int\nlen(value)")
        self.gives(None, '{"value": [' + "1," * (1_000_000 - 1) + "1]}", "1000000")
        self.gives("main_arg_type_mismatch", '{"value": [' + "1," * (1_000_000 - 1) + "true]}")
        self.write("program.relon", "#main(Dict<String, Int> value) -> Int\nlen(value)")
        self.gives(None, '{"value": {' + ",".join(f'"k{i * 7919 % 100_003}": {i}' for i in range(100_000)) + "}}", "100000")
        self.gives(None, '{"value": {' + ",".join(['"k": 1'] * 100_000) + "}}", "1")
        self.write("program.relon", "#main(Int value) -> Int\nvalue")
        self.gives("unexpected_main_arg", '{"value": 1, ' + ",".join(f'"k{i}": {i}' for i in range(100_000)) + "}")
        self.gives(None, "{" + ",".join(['"value": 1'] * 100_000) + "}", "1")
        self.write("program.relon", echo("Point"))
        self.gives(None, '{"value": {"x": 1, ' + ",".join(f'"k{i}": {i}' for i in range(100_000)) + "}}")
        self.write("program.relon", "#main(String value) -> Int\nlen(value)")
        self.gives(None, '{"value": "' + "\\u00e9" * 1_000_000 + '"}', "2000000")

    def test_arguments_where_there_are_none(self):
        name = self.write("program.relon", "1")
        status, _, _ = self.relon("run", name, "--args", "{}", statuses=(1, 2))
        self.assertNotEqual(0, status)
        name = self.write("program.relon", echo("Int"))
        status, _, errors = self.relon("run", name, statuses=(1, 2))
        self.assertIn("missing_arguments", errors)
        status, _, errors = self.relon("run", name, "--args", "@nowhere.json", statuses=(1, 2))
        self.assertIn("io_error", errors)
        status, _, errors = self.relon("run", "nowhere.relon", statuses=(1, 2))
        self.assertIn("io_error", errors)


if __name__ == "__main__":
    unittest.main()
