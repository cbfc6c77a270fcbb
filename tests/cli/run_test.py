#!/usr/bin/env python3
"""relon run: results, arguments, budgets, errors, exit codes."""
import json
import unittest

from cli import ADD, ANSWER, HAS_COMPILER, CliTest

LOOP = """module "loop"
func @main(%n: Int) -> Int {
  enter
  charge %n
  %zero = const.int 0
  %s = each range %zero, %n, %zero (%i: Int, %x: Int, %sum: Int) {
    %t = int.add %sum, %x
    yield %t
  }
  return %s
}
entry @main(n)
"""

# Keys that the program states; and keys that repeat, which only IR by hand can have.
CONSTANT_KEYS = """module "constant_keys"
callable "_dict_find" @relon_dict_find (List<String>, String) -> Int pure
func @main(%k: String) -> List<Int> {
  enter
  %a = const.text "a"
  %b = const.text "ab"
  %c = const.text "ac"
  %d = const.text "bcde"
  %n = const.int 0
  %keys = list.make List<String> %a, %b, %c, %d
  %values = list.make List<Int> %n, %n, %n, %n
  %dict = dict.make Dict<Int> %keys, %values
  %ks = dict.keys %dict
  %p = call "_dict_find" %ks, %k
  %twice = list.make List<String> %b, %b
  %nothing = list.make List<Int> %n, %n
  %other = dict.make Dict<Int> %twice, %nothing
  %os = dict.keys %other
  %q = call "_dict_find" %os, %k
  %r = list.make List<Int> %p, %q
  return %r
}
entry @main(k)
"""

GROW = """module "grow"
func @main(%n: Int) -> List<Int> {
  enter
  check.elements %n
  %zero = const.int 0
  %b = builder.new Builder<Int> %n
  each range %zero, %n (%i: Int, %x: Int) {
    builder.push %b, %x
    yield
  }
  %r = builder.finish %b
  return %r
}
entry @main(n)
"""

DEEP = """module "deep"
func @down(%n: Int) -> Int {
  enter
  %r = call @down %n
  return %r
}
entry @down(n)
"""

DIVIDE = """module "divide"
func @main(%a: Int, %b: Int) -> Int {
  enter
  %q = int.div %a, %b
  return %q
}
entry @main(a, b)
"""

CALLS_TWICE = """module "calls"
callable "twice" @twice (Int) -> Int
func @main(%n: Int) -> Int {
  enter
  %x = call "twice" %n
  return %x
}
entry @main(n)
"""


class Run(CliTest):
    def test_prints_the_result(self):
        self.write("add.rir", ADD)
        self.assert_prints("3\n", "run", "add.rir", "--args", '{"a": 1, "b": 2}')

    def test_documents_take_no_arguments(self):
        self.write("answer.rir", ANSWER)
        self.assert_prints('{\n  "answer": 42\n}\n', "run", "answer.rir")
        self.assert_prints('{"answer":42}\n', "run", "answer.rir", "--compact")
        self.assert_fails(2, r"error\[no_main_signature\]: `answer.rir` has no `#main`", "run", "answer.rir", "--args", "{}")

    def test_arguments_from_file_and_stdin(self):
        self.write("add.rir", ADD)
        self.write("args.json", '{"a": 4, "b": 5}')
        self.assert_prints("9\n", "run", "add.rir", "--args", "@args.json")
        self.assert_prints("7\n", "run", "add.rir", "--args", "-", stdin='{"a": 3, "b": 4}')
        self.assert_fails(1, r"error\[io_error\]: cannot read `none.json`", "run", "add.rir", "--args", "@none.json")

    def test_missing_arguments_name_the_parameters(self):
        self.write("add.rir", ADD)
        self.assert_fails(2, r"error\[missing_arguments\].*a: Int, b: Int", "run", "add.rir")

    def test_wrong_arguments(self):
        self.write("add.rir", ADD)
        for text, code in [("{", "invalid_json"), ("", "missing_main_arg"), ("[]", r"\w+"),
                           ('{"a": 1}', "missing_main_arg"), ('{"a": 1, "b": 2, "c": 3}', "unexpected_main_arg"),
                           ('{"a": 1, "b": "x"}', "main_arg_type_mismatch"), ('{"a": 1, "b": 1.5}', "main_arg_type_mismatch"),
                           ('{"a": 1, "b": 9223372036854775808}', "main_arg_type_mismatch"), ("\x01", "invalid_json")]:
            with self.subTest(text):
                self.assert_fails(1, rf"^add.rir: error\[{code}\]: ", "run", "add.rir", "--args", text)

    def test_runtime_errors(self):
        self.write("add.rir", ADD)
        self.write("divide.rir", DIVIDE)
        self.assert_fails(1, r"^add.rir.*error\[numeric_overflow\]: Int ", "run", "add.rir", "--args",
                          '{"a": 9223372036854775807, "b": 1}')
        self.assert_fails(1, r"^divide.rir.*error\[division_by_zero\]: ", "run", "divide.rir", "--args", '{"a": 1, "b": 0}')

    def test_keys_that_the_program_states(self):
        self.write("keys.rir", CONSTANT_KEYS)
        expected = {"a": "[0,-1]", "ab": "[1,0]", "ac": "[2,-1]", "ad": "[-1,-1]", "bcde": "[3,-1]", "abc": "[-1,-1]", "": "[-1,-1]"}
        for executor in ("--interp", "--jit") if HAS_COMPILER else ("--interp",):
            for key, positions in expected.items():
                with self.subTest(executor=executor, key=key):
                    arguments = json.dumps({"k": key})
                    self.assert_prints(positions + "\n", "run", "keys.rir", "--args", arguments, "--compact", executor)

    def test_budgets_end_with_status_3(self):
        self.write("loop.rir", LOOP)
        self.write("grow.rir", GROW)
        self.write("deep.rir", DEEP)
        arguments = ("--args", '{"n": 1000}')
        self.assert_prints("499500\n", "run", "loop.rir", *arguments, "--max-steps", "1001")
        self.assert_fails(3, r"error\[step_limit_exceeded\]: .* 1000\b", "run", "loop.rir", *arguments, "--max-steps", "1000")
        self.assert_fails(3, r"error\[value_too_large\]: .*1000 .*999", "run", "grow.rir", *arguments, "--max-value-elements", "999")
        self.assert_fails(3, r"error\[memory_limit_exceeded\]: .*4000", "run", "grow.rir", *arguments, "--max-memory", "4000")
        self.assert_fails(3, r"error\[recursion_limit_exceeded\]: .* 50\b", "run", "deep.rir", *arguments, "--max-depth", "50")
        self.assert_fails(3, r"error\[recursion_limit_exceeded\]: ", "run", "deep.rir", *arguments)

    def test_unbound_function(self):
        self.write("calls.rir", CALLS_TWICE)
        self.assert_fails(1, r"error\[function_not_found\]: the function.* is not bound", "run", "calls.rir", "--args", '{"n": 1}')

    def test_wrong_files(self):
        self.write("bad.rir", 'module "x"\nfunc oops\n')
        self.write("bytes.rir", bytes(range(256)))
        self.write("empty.rir", "")
        self.assert_fails(1, r"^bad.rir:2: error\[ir_error\]: ", "run", "bad.rir")
        self.assert_fails(1, r"^bytes.rir:\d+: error\[ir_error\]: ", "run", "bytes.rir")
        self.assert_fails(1, r"^empty.rir.*error\[ir_error\]: ", "run", "empty.rir")
        self.assert_fails(1, r"^none.relon: error\[io_error\]: cannot read the file: No such file", "run", "none.relon")
        self.assert_fails(1, r"^\.: error\[io_error\]: ", "run", ".")

    def test_errors_as_json(self):
        self.write("add.rir", ADD)
        status, out, err = self.relon("run", "add.rir", "--format=json", "--args", '{"a": 9223372036854775807, "b": 1}')
        self.assertEqual((status, out), (1, ""))
        finding = json.loads(err)[0]
        self.assertEqual((finding["code"], finding["severity"]), ("numeric_overflow", "error"))
        status, out, err = self.relon("run", "add.rir", "--format=json")
        self.assertEqual((status, json.loads(err)[0]["code"]), (2, "missing_arguments"))

    def test_no_colours_into_a_pipe(self):
        self.assertNotIn("\x1b", self.relon("run", "none.relon")[2])

    def test_stats(self):
        self.write("loop.rir", LOOP)
        status, out, err = self.relon("run", "loop.rir", "--args", '{"n": 10}', "--stats")
        self.assertEqual((status, out), (0, "45\n"))
        self.assertRegex(err, r"steps: 11\n")


class Usage(CliTest):
    def test_mistakes_on_the_command_line(self):
        self.write("add.rir", ADD)
        for words in [(), ("fly",), ("run",), ("run", "add.rir", "--fly"), ("run", "add.rir", "--max-steps", "x"),
                      ("run", "add.rir", "--max-steps", "-1"), ("run", "add.rir", "--interp", "--jit"),
                      ("run", "add.rir", "--interp", "-O", "0"), ("run", "add.rir", "--jit", "-O", "4"),
                      ("emit", "add.rir", "--stage=opt", "-O", "fast"),
                      ("run", "add.rir", "--binding", "glued"), ("run", "add.rir", "--grant", "flying"),
                      ("run", "add.rir", "--native", "mix(Int"), ("emit", "add.rir"), ("emit", "add.rir", "--stage=soup"),
                      ("build", "add.rir"), ("build", "add.rir", "-o", "x.exe")]:
            with self.subTest(words):
                status, out, err = self.relon(*words)
                self.assertEqual((status, out), (2, ""), err)
                self.assertNotEqual(err, "")

    def test_version_and_help(self):
        self.assertRegex(self.relon("version")[1], r"^relon \d+\.\d+\.\d+\n$")
        self.assertEqual(self.relon("run", "--help")[0], 0)


if __name__ == "__main__":
    unittest.main()
