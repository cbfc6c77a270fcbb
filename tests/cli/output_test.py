#!/usr/bin/env python3
"""relon build and emit: files appear whole or not at all; the compiler may be missing."""
import os
import unittest

from cli import ADD, HAS_COMPILER, CliTest


class WithoutCompiler(CliTest):
    def test_says_where_it_looked(self):
        self.write("add.rir", ADD)
        missing = {"RELON_COMPILER": "/nowhere/librelon-compiler.so"}
        for words in [("build", "add.rir", "-o", "add.o"), ("emit", "--stage=opt", "add.rir"),
                      ("run", "add.rir", "--jit", "--args", '{"a":1,"b":2}')]:
            with self.subTest(words):
                self.assert_fails(1, r"error\[compiler_not_found\](.|\n)*/nowhere/librelon-compiler.so", *words, **missing)
        self.assertEqual(self.files(), ["add.rir"])

    def test_interpreter_and_ir_need_none(self):
        self.write("add.rir", ADD)
        missing = {"RELON_COMPILER": "/nowhere/librelon-compiler.so"}
        self.assert_prints("3\n", "run", "add.rir", "--args", '{"a":1,"b":2}', **missing)
        self.assertIn("int.add", self.relon("emit", "--stage=ir", "add.rir", **missing)[1])
        self.assert_prints("", "check", "add.rir", **missing)

    def test_refuses_another_file_as_compiler(self):
        self.write("add.rir", ADD)
        self.write("fake.so", "no library")
        self.assert_fails(1, r"error\[compiler_not_found\](.|\n)*fake.so", "emit", "--stage=opt", "add.rir",
                          RELON_COMPILER=str(self.folder / "fake.so"))

    def test_emitted_ir_reads_back(self):
        self.write("add.rir", ADD)
        text = self.relon("emit", "--stage=ir", "add.rir")[1]
        self.write("again.rir", text)
        self.assert_prints(text, "emit", "--stage=ir", "again.rir")


@unittest.skipUnless(HAS_COMPILER, "built without the compiler")
class Build(CliTest):
    def test_levels_of_optimisation(self):
        self.write("add.rir", ADD)
        plain, fast = (self.relon("emit", "--stage=opt", "add.rir", "-O", level)[1] for level in "03")
        self.assertIn("call fastcc", plain)
        self.assertNotIn("call fastcc", fast)
        for level in "0123":
            self.assert_prints("3\n", "run", "add.rir", "--args", '{"a":1,"b":2}', "-O", level)
        sizes = []
        for level in "03":
            self.assert_prints("", "build", "add.rir", "-o", "add.o", "-O", level)
            sizes.append((self.folder / "add.o").stat().st_size)
        self.assertNotEqual(*sizes)

    def test_object_and_header(self):
        self.write("add.rir", ADD)
        self.assert_prints("", "build", "add.rir", "-o", "add.o", "--header", "add.h")
        self.assertEqual(self.files(), ["add.h", "add.o", "add.rir"])
        self.assertEqual((self.folder / "add.o").read_bytes()[:4], b"\x7fELF")
        self.assertIn("add_run", (self.folder / "add.h").read_text())

    def test_library(self):
        self.write("add.rir", ADD)
        self.assert_prints("", "build", "add.rir", "-o", "add.a")
        self.assertEqual((self.folder / "add.a").read_bytes()[:8], b"!<arch>\n")

    def test_wasm_with_manifest_and_loader(self):
        self.write("add.rir", ADD)
        self.assert_prints("", "build", "add.rir", "-o", "add.wasm")
        self.assertEqual(self.files(), ["add.json", "add.mjs", "add.rir", "add.wasm"])
        self.assertEqual((self.folder / "add.wasm").read_bytes()[:4], b"\0asm")

    def test_jit_agrees_with_the_interpreter(self):
        self.write("add.rir", ADD)
        for arguments in ['{"a":1,"b":2}', '{"a":9223372036854775807,"b":1}', '{"a":1}']:
            with self.subTest(arguments):
                words = ("run", "add.rir", "--args", arguments)
                self.assertEqual(self.relon(*words, "--jit"), self.relon(*words, "--interp"))

    def test_unwritable_output_leaves_nothing(self):
        self.write("add.rir", ADD)
        os.mkdir(self.folder / "taken.o")
        for output in ["nowhere/add.o", "taken.o"]:
            with self.subTest(output):
                self.assert_fails(1, rf"^{output}: error\[io_error\]: cannot write the file: ", "build", "add.rir", "-o", output)
        self.assert_fails(1, r"^nowhere/add.h: error\[io_error\]", "build", "add.rir", "-o", "add.o", "--header", "nowhere/add.h")
        self.assertEqual(self.files(), ["add.rir", "taken.o"])

    def test_a_wrong_program_leaves_nothing(self):
        self.write("bad.rir", "oops")
        self.assert_fails(1, r"^bad.rir:1: error\[ir_error\]", "build", "bad.rir", "-o", "bad.o")
        self.assertEqual(self.files(), ["bad.rir"])


if __name__ == "__main__":
    unittest.main()
