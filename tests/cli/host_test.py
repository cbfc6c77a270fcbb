#!/usr/bin/env python3
"""Host code: found, compiled, bound, refused. Each mistake has its place and message."""
import unittest

from cli import HAS_COMPILER, CliTest

CALLS_TWICE = """module "calls"
callable "twice" @twice (Int) -> Int pure
func @main(%n: Int) -> Int {
  enter
  %x = call "twice" %n
  return %x
}
entry @main(n)
"""

HOST = """#include <relon/callable.h>
extern "C" int64_t twice(int64_t n) { return 2 * n; }
RELON_CALLABLE(twice, "twice", relon::pure, "two times");
"""

ARGUMENTS = ("--args", '{"n": 21}')
BINDINGS = ("imported", "called", "inlined")


@unittest.skipUnless(HAS_COMPILER, "built without the compiler")
class Host(CliTest):
    def setUp(self):
        super().setUp()
        self.write("calls.rir", CALLS_TWICE)

    def test_all_bindings_agree(self):
        self.write("host.cpp", HOST)
        for flags in [("--interp",)] + [("--jit", "--binding", binding) for binding in BINDINGS]:
            with self.subTest(flags):
                self.assert_prints("42\n", "run", "calls.rir", *ARGUMENTS, "--host", "host.cpp", *flags)

    def test_inlined_leaves_no_call(self):
        self.write("host.cpp", HOST)
        status, text, err = self.relon("emit", "--stage=opt", "calls.rir", "--host", "host.cpp", "--binding", "inlined")
        self.assertEqual(status, 0, err)
        self.assertNotIn("@twice", text)

    def test_recursion_that_the_host_keeps_out_of_line(self):
        self.write("host.cpp", """#include <relon/callable.h>
[[gnu::noinline]] static int64_t fib(int64_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
extern "C" int64_t twice(int64_t n) { return 2 * fib(n); }
RELON_CALLABLE(twice, "twice", relon::pure, "two times");
""")
        for binding in ("imported", "called"):
            self.assert_prints("21892\n", "run", "calls.rir", *ARGUMENTS, "--host", "host.cpp", "--jit", "--binding", binding)
        status, out, err = self.relon("run", "calls.rir", *ARGUMENTS, "--host", "host.cpp", "--jit", "--binding", "inlined")
        self.assertEqual((status, out.strip()), (0, "21892"), err)

    def test_native_declaration(self):
        self.write("host.c", "#include <stdint.h>\nint64_t twice(int64_t n) { return 2 * n; }\n")
        self.assert_prints("42\n", "run", "calls.rir", *ARGUMENTS, "--host", "host.c", "--native", "twice(Int) -> Int")

    def test_host_code_that_does_not_compile(self):
        self.write("host.cpp", "int main( {\n")
        for binding in BINDINGS:
            with self.subTest(binding):
                self.assert_fails(1, r"host.cpp:1:\d+: error: ", "run", "calls.rir", *ARGUMENTS, "--host", "host.cpp",
                                  "--binding", binding)

    def test_host_file_that_does_not_exist(self):
        self.assert_fails(1, r"none.cpp", "run", "calls.rir", *ARGUMENTS, "--host", "none.cpp")

    def test_missing_function(self):
        self.assert_fails(1, r"calls.rir.*error\[function_not_found\]: .*twice", "run", "calls.rir", *ARGUMENTS, "--jit",
                          "--binding", "inlined")
        self.assert_fails(1, r"calls.rir.*error\[function_not_found\]: .*twice", "run", "calls.rir", *ARGUMENTS, "--jit")

    def test_function_of_another_type(self):
        self.write("host.cpp", HOST.replace("int64_t", "double"))
        for binding in BINDINGS:
            with self.subTest(binding):
                self.assert_fails(1, r"error\[\w+\]: .*twice", "run", "calls.rir", *ARGUMENTS, "--host", "host.cpp",
                                  "--binding", binding)

    def test_a_pure_function_must_be_pure(self):
        self.write("host.cpp", HOST.replace("{ return", '{ if (getenv("HOME")) ++n; return').replace(
            "#include", "#include <stdlib.h>\n#include", 1))
        self.assert_fails(1, r"error\[\w+\]: .*(twice|getenv)", "run", "calls.rir", *ARGUMENTS, "--host", "host.cpp",
                          "--binding", "inlined")

    def test_garbage_bitcode(self):
        self.write("host.bc", b"BC\xc0\xde" + bytes(range(256)))
        self.write("zero.bc", b"")
        for name in ["host.bc", "zero.bc"]:
            with self.subTest(name):
                self.assert_fails(1, name, "run", "calls.rir", *ARGUMENTS, "--host", name, "--binding", "inlined")

    def test_a_gated_function_needs_its_grant(self):
        self.write("calls.rir", CALLS_TWICE.replace("pure", "gate reads_clock").replace(
            "  %x = call", "  check.cap reads_clock\n  %x = call"))
        self.write("host.cpp", HOST.replace("relon::pure", "relon::Capability::reads_clock"))
        words = ("run", "calls.rir", *ARGUMENTS, "--host", "host.cpp")
        for flags in [("--interp",)] + [("--jit", "--binding", binding) for binding in BINDINGS]:
            with self.subTest(flags):
                self.assert_fails(1, r"error\[capability_denied\]: .*`reads_clock`", *words, *flags)
                self.assert_prints("42\n", *words, *flags, "--grant", "reads_clock")


if __name__ == "__main__":
    unittest.main()
