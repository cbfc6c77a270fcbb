#!/usr/bin/env python3
"""relon build and emit: files appear whole or not at all; the compiler may be missing."""
import os
import socket
import subprocess
import threading
import unittest

from cli import ADD, HAS_COMPILER, RELON, CliTest


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


class Places(CliTest):
    """Outputs of `relon test`, which needs no compiler, that go elsewhere than to a new file."""

    def setUp(self):
        super().setUp()
        self.write("one.relon", "#main(Int n) -> Int\nn")
        self.write("one_test.relon", '{ program: "one.relon", cases: [{ name: "a", args: { n: 1 }, expect: 1 }] }')

    def files(self):
        return [name for name in super().files() if not name.startswith("one")]

    def assert_writes(self, *words):
        self.assert_prints("1 passed, 0 failed\n", "test", *words)

    def write_to(self, path, **options):
        """Runs with the report going to a path that names one of the process's own descriptors."""
        return subprocess.run([RELON, "test", "--junit", path], cwd=self.folder, timeout=120, **options).returncode

    def test_fifo(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        read = []
        reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
        reader.start()
        self.assert_writes("--junit", "fifo", "--coverage", "c.info")
        reader.join()
        self.assertTrue(read[0].endswith("</testsuites>\n"), read)
        self.assertTrue(fifo.is_fifo())
        self.assertEqual(self.files(), ["c.info", "fifo"])

    def test_device(self):
        self.assert_writes("--junit", "/dev/null", "--coverage", "c.info")
        self.assertFalse(os.path.isfile("/dev/null"))
        self.assertEqual(self.files(), ["c.info"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_full_device_leaves_nothing(self):
        status, _, err = self.relon("test", "--junit", "/dev/full", "--coverage", "c.info")
        self.assertEqual(status, 1)
        self.assertRegex(err, r"^/dev/full: error\[io_error\]: cannot write the file: ")
        self.assertEqual(self.files(), [])

    def test_own_pipe(self):
        status, out, _ = self.relon("test", "--junit", "/dev/stdout")
        self.assertEqual(status, 0)
        self.assertTrue(out.startswith("<?xml") and out.endswith("</testsuites>\n1 passed, 0 failed\n"), out)

    def test_own_file(self):
        with open(self.folder / "log", "w") as log:
            log.write("before\n")
            log.flush()
            self.assertEqual(self.write_to("/dev/stdout", stdout=log), 0)
        text = (self.folder / "log").read_text()
        self.assertTrue(text.startswith("before\n<?xml") and text.endswith("</testsuites>\n1 passed, 0 failed\n"), text)

    def test_own_socket(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self.assertEqual(self.write_to("/dev/stderr", stdout=subprocess.DEVNULL, stderr=theirs), 0)
            theirs.close()
            self.assertTrue(ours.makefile().read().endswith("</testsuites>\n"))

    def test_reader_that_is_gone(self):
        ours, theirs = os.pipe()
        os.close(ours)
        with open(theirs) as closed:
            self.assertEqual(self.write_to(f"/dev/fd/{theirs}", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                           pass_fds=[closed.fileno()]), 1)

    def test_socket_that_is_a_file(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "socket"))
            self.assertRegex(self.relon("test", "--junit", "socket")[2], r"^socket: error\[io_error\]: ")
            self.assertTrue((self.folder / "socket").is_socket())

    def test_links(self):
        (self.folder / "sub").mkdir()
        self.write("sub/old.xml", "old")
        for link, target in {"first": "sub/second", "sub/second": "old.xml", "dangling": "sub/new.xml"}.items():
            os.symlink(target, self.folder / link)
        for link, target in {"first": "sub/old.xml", "dangling": "sub/new.xml"}.items():
            with self.subTest(link):
                self.assert_writes("--junit", link)
                self.assertTrue((self.folder / link).is_symlink())
                self.assertIn("</testsuites>", (self.folder / target).read_text())
        self.assertEqual(sorted(os.listdir(self.folder / "sub")), ["new.xml", "old.xml", "second"])

    def test_links_that_lead_nowhere(self):
        for link, target in {"circle": "circle", "away": "none/new.xml"}.items():
            os.symlink(target, self.folder / link)
            self.assertRegex(self.relon("test", "--junit", link)[2], rf"^{link}: error\[io_error\]: cannot write the file: ")
        self.assertEqual(self.files(), ["away", "circle"])


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
