"""Runs of relon within bounds, and what every answer to bad input must look like.

Each command gets 60 seconds and 2 GB of address space. It ends with status 0, or with 1
or 3 (a budget) and errors that have a code, a message and a place; a signal, an
`internal_error` or running out of time fails the test, whatever was expected.

With RELON_SANITIZED the program reserves terabytes for its shadow memory, so that its
allocator keeps the bounds, and it has more time.
"""
import json
import os
import pathlib
import resource
import subprocess
import tempfile
import unittest

RELON = os.path.abspath(os.environ["RELON"])
HAS_COMPILER = bool(os.environ.get("COMPILER"))
IS_SANITIZED = bool(os.environ.get("RELON_SANITIZED"))
SECONDS = 60
MEMORY = 2 << 30
EXECUTORS = ("--interp", "--jit") if HAS_COMPILER else ("--interp",)

# Errors that no place of a source text belongs to: they are in the arguments or the result.
WITHOUT_PLACE = {
    "invalid_json", "missing_main_arg", "unexpected_main_arg", "main_arg_type_mismatch", "io_error",
    "non_finite_float", "unsupported_closure", "unsupported_schema", "memory_limit_exceeded", "missing_arguments", "no_main_signature",
    "main_return_type_mismatch", "recursion_limit_exceeded",
}


def limit_memory():
    if not IS_SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class BoundedTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return name

    def relon(self, *words, statuses=(0, 1, 3)):
        """Status, stdout and the list of errors of a run within the bounds."""
        try:
            result = subprocess.run([RELON, *words], cwd=self.folder, capture_output=True, timeout=SECONDS,
                                    stdin=subprocess.DEVNULL, preexec_fn=limit_memory)
        except subprocess.TimeoutExpired:
            self.fail(f"{' '.join(words)[:200]} takes more than {SECONDS} seconds")
        text = result.stderr.decode("utf-8", "replace")
        self.assertIn(result.returncode, statuses, f"{' '.join(words)[:200]}\n{text[:3000]}")
        return result.returncode, result.stdout, text

    def errors(self, *words):
        """Status, stdout and the errors of a command, each of them well-formed."""
        status, out, text = self.relon(*words, "--format", "json")
        if words[0] == "check":
            out, text = b"", out.decode()
        found = json.loads(text) if text else []
        errors = [item for item in found if item["severity"] == "error"]
        for error in errors:
            self.assertNotEqual("internal_error", error["code"], error)
            self.assertRegex(error["code"], r"^[a-z_]+$")
            self.assertTrue(error["message"], error)
            if error["code"] not in WITHOUT_PLACE:
                self.assertTrue(error["file"], error)
                self.assertGreaterEqual(error["start"]["line"], 1, error)
        self.assertEqual(status != 0, bool(errors), text[:2000])
        return status, out, [error["code"] for error in errors]

    def formatting(self, name):
        """`relon fmt` says what is wrong, or gives a text that it leaves as it is."""
        status, out, text = self.relon("fmt", "--stdout", name)
        if status:
            self.assertRegex(text, r"^[^\n]+:\d+:\d+: error\[[a-z_]+\]: ")
            return status
        self.write("formatted.relon", out)
        self.assertEqual((0, out), self.relon("fmt", "--stdout", "formatted.relon")[:2])
        return status

    def runs(self, name, args=None, flags=()):
        arguments = [] if args is None else ["--args", "@" + self.write("arguments.json", args)]
        for executor in EXECUTORS:
            with self.subTest(executor=executor):
                yield self.errors("run", name, "--compact", executor, *arguments, *flags)

    # ---- what is expected of a text

    def accepts(self, text, output=None, args=None, flags=()):
        """A legal program: checks, formats, runs; `output` is its result or judges it."""
        name = self.write("program.relon", text)
        self.assertEqual((0, []), self.errors("check", name)[::2])
        self.assertEqual(0, self.formatting(name))
        for status, out, errors in self.runs(name, args, flags):
            self.assertEqual((0, []), (status, errors))
            if callable(output):
                self.assertTrue(output(out))
            elif output is not None:
                self.assertEqual(output, out.decode().rstrip("\n"))

    def refuses(self, codes, text, args=None):
        """A text that does not even check, for one of the reasons that `codes` names."""
        name = self.write("program.relon", text)
        status, _, errors = self.errors("check", name)
        self.assertEqual(1, status)
        self.assertTrue(set(errors) & set(codes.split()), f"{errors[:10]} instead of {codes}")
        self.formatting(name)
        self.relon("check", name)
        for status, out, errors in self.runs(name, args):
            self.assertEqual((1, b""), (status, out))

    def fails(self, kinds, text, args=None, flags=()):
        """A program that checks, and fails while it runs."""
        name = self.write("program.relon", text)
        self.assertEqual((0, []), self.errors("check", name)[::2])
        self.assertEqual(0, self.formatting(name))
        for status, out, errors in self.runs(name, args, flags):
            self.assertEqual((b"", 1), (out, len(errors)))
            self.assertIn(errors[0], kinds.split())
