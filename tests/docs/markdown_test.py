#!/usr/bin/env python3
"""That the test of the documentation can fail."""
import pathlib
import tempfile
import types
import unittest

import check_docs
import markdown

# Stands for the command line: `relon run --compact FILE`.
RELON = """#!/usr/bin/env python3
import re, sys
lines = open(sys.argv[3]).read().splitlines()
if imported := re.match("#import (.*) from", lines[0]):
    print("import", imported.group(1))
elif lines[0] == "1 // 0":
    sys.exit("file:1:1: error[division_by_zero]: no")
else:
    print(eval(lines[0]))
"""


class MarkdownTest(unittest.TestCase):
    def test_reads_actions(self):
        [block] = markdown.blocks("<!-- file: a.relon; run: args='{\"x\": 1}' expect='2' -->\n```relon\n1 + 1\n```\n")
        self.assertEqual([each.kind for each in block.actions], ["file", "run"])
        self.assertEqual(block.actions[0].words, ["a.relon"])
        self.assertEqual(block.actions[1].options, {"args": '{"x": 1}', "expect": "2"})
        self.assertEqual((block.line, block.text), (2, "1 + 1\n"))

    def test_refuses_unmarked_block(self):
        with self.assertRaises(markdown.MarkdownError):
            markdown.blocks("```cpp\nint x;\n```\n")

    def test_refuses_open_block(self):
        with self.assertRaises(markdown.MarkdownError):
            markdown.blocks("```text\nnever ends\n")

    def test_accepts_text(self):
        self.assertEqual(len(markdown.blocks("```text\nanything\n```\n")), 1)

    def test_finds_links_and_paths_in_prose_only(self):
        text = "See [x](docs/a.md#b), [y](https://e.org), `src/ir/ops.def`.\n```text\n[z](no.md) `src/no`\n```\n"
        self.assertEqual(list(markdown.links(text)), ["docs/a.md"])
        self.assertEqual(markdown.paths(text), ["src/ir/ops.def"])

    def test_finds_equations_in_prose_only(self):
        text = "| `1 \\| f` → `[2]` | `x` is `y` |\n```text\n`3` → `4`\n```\n"
        self.assertEqual(markdown.equations(text), [("1 | f", "[2]")])


class CheckTest(unittest.TestCase):
    def failures(self, text):
        with tempfile.TemporaryDirectory() as directory:
            source = pathlib.Path(directory) / "source"
            source.mkdir()
            (source / "README.md").write_text(text, encoding="utf-8")
            (source / "code.h").write_text("one\ntwo\nthree\n", encoding="utf-8")
            (source / "bin").mkdir()
            relon = source / "bin/relon"
            relon.write_text(RELON, encoding="utf-8")
            relon.chmod(0o755)
            arguments = types.SimpleNamespace(source=source, build=source, library=source, compiler=False)
            document = check_docs.Document(source / "README.md", check_docs.Setup(arguments), pathlib.Path(directory))
            document.check()
            return document.failures

    def test_console_compares_output(self):
        self.assertEqual(self.failures("<!-- console -->\n```console\n$ echo a; echo b; echo c\na\n...\nc\n```\n"), [])
        self.assertEqual(len(self.failures("<!-- console -->\n```console\n$ echo a\nb\n```\n")), 1)

    def test_console_compares_status(self):
        self.assertEqual(self.failures("<!-- console: exit=3 -->\n```console\n$ exit 3\n```\n"), [])
        self.assertEqual(len(self.failures("<!-- console -->\n```console\n$ exit 3\n```\n")), 1)

    def test_excerpt_keeps_order(self):
        self.assertEqual(self.failures("<!-- excerpt: code.h -->\n```cpp\none\n...\nthree\n```\n"), [])
        self.assertEqual(len(self.failures("<!-- excerpt: code.h -->\n```cpp\nthree\none\n```\n")), 1)

    def test_broken_link(self):
        self.assertEqual(len(self.failures("[x](nowhere.md)")), 1)

    def test_unknown_marker(self):
        self.assertEqual(len(self.failures("<!-- chekc -->\n```relon\n1\n```\n")), 1)

    def test_equation_compares_result(self):
        self.assertEqual(self.failures("`41 + 1` → `42`"), [])
        self.assertEqual(len(self.failures("`41 + 1` → `43`")), 1)

    def test_equation_compares_code(self):
        self.assertEqual(self.failures("`1 // 0` → `division_by_zero`"), [])
        self.assertEqual(len(self.failures("`1 // 0` → `numeric_overflow`")), 1)

    def test_equation_imports_what_it_names(self):
        self.assertEqual(self.failures("`math.abs` → `import math`"), [])

    def test_files_may_be_in_folders(self):
        self.assertEqual(self.failures("<!-- file: a/b.txt -->\n```text\nx\n```\n<!-- console -->\n```console\n$ cat a/b.txt\nx\n```\n"), [])

    def test_skips_what_is_not_there(self):
        self.assertEqual(self.failures("<!-- console: needs=compiler -->\n```console\n$ false\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
