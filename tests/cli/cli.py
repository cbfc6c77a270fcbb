"""What the tests of the command line share: a directory per test, files, runs."""
import os
import pathlib
import subprocess
import tempfile
import unittest

RELON = os.environ["RELON"]
HAS_COMPILER = bool(os.environ.get("COMPILER"))

ADD = """module "add"
func @main(%a: Int, %b: Int) -> Int {
  enter
  %s = int.add %a, %b
  return %s
}
entry @main(a, b)
"""

ANSWER = """module "answer"
func @main() -> {answer: Int} {
  enter
  %n = const.int 42
  %r = struct.make {answer: Int} %n
  return %r
}
entry @main
"""


class CliTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.folder = pathlib.Path(self.directory.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def relon(self, *words, stdin="", **environment):
        """Runs relon in the test's directory; returns status, stdout, stderr."""
        result = subprocess.run([RELON, *words], cwd=self.folder, input=stdin.encode(), capture_output=True, timeout=120,
                                env={**os.environ, **environment})
        return result.returncode, result.stdout.decode(), result.stderr.decode(errors="replace")

    def assert_fails(self, status, pattern, *words, **options):
        """The status, nothing on stdout, and a matching line on stderr."""
        got, out, err = self.relon(*words, **options)
        self.assertEqual((got, out), (status, ""), err)
        self.assertRegex(err, pattern)

    def assert_prints(self, expected, *words, **options):
        self.assertEqual(self.relon(*words, **options), (0, expected, ""))

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())
