#!/usr/bin/env python3
"""`relon explain`: every code is explained, and each example reports its code."""
import pathlib
import re
import shlex
import textwrap
import unittest

from cli import HAS_COMPILER, CliTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def declared(path, macro):
    return re.findall(rf"^{macro}\((\w+),", (ROOT / path).read_text(encoding="utf-8"), re.M)


DIAGNOSTICS = declared("src/diag/diagnostics.def", "RELON_DIAGNOSTIC")
KINDS = declared("include/relon/error_kinds.def", "RELON_ERROR_KIND")
PAGE = re.compile(r"(error|warning)\[(\w+)\]: reported when a program (is checked|runs)\n\n(.+)\n\n"
                  r"Example, in (\S+):\n\n((?:    .*\n|\n)+?)\n    \$ (.*)\n\nWhat to do: (.+)\.\n")


class Explain(CliTest):
    def pages(self, code):
        status, out, err = self.relon("explain", code)
        self.assertEqual((status, err), (0, ""))
        pages = list(PAGE.finditer(out))
        self.assertEqual("\n".join(page[0] for page in pages), out)
        return pages

    def run_example(self, page):
        files = re.split(r"^// file: (\S+)\n", textwrap.dedent(page[6]), flags=re.M)
        for name, text in zip([page[5], *files[1::2]], files[::2]):
            self.write(name, text)
        words = shlex.split(page[7])
        self.assertEqual(words[0], "relon")
        return self.relon(*words[1:])

    def test_lists_every_code(self):
        status, out, err = self.relon("explain")
        self.assertEqual((status, err), (0, ""))
        listed = [line.split()[0] for line in out.splitlines()]
        self.assertEqual(listed, DIAGNOSTICS + KINDS)
        for line in out.splitlines():
            self.assertRegex(line, r"^\w+  +\S.*\S$")

    def test_examples(self):
        self.assertGreater(len(DIAGNOSTICS), 50)
        self.assertGreater(len(KINDS), 20)
        for code in sorted({*DIAGNOSTICS, *KINDS}):
            pages = self.pages(code)
            self.assertEqual([page[3] for page in pages],
                             ["is checked"] * (code in DIAGNOSTICS) + ["runs"] * (code in KINDS))
            for page in pages:
                if "--host" in page[7] and not HAS_COMPILER:
                    continue
                with self.subTest(code + " " + page[3]):
                    status, out, err = self.run_example(page)
                    self.assertIn(f"{page[1]}[{code}]: ", err)
                    self.assertEqual(out, "")
                    # An example shows one thing.
                    self.assertEqual(set(re.findall(r"(?:error|warning)\[(\w+)\]", err)), {code})
                    self.assertTrue(page[3] == "is checked" or page[7].startswith("relon run "))
                    self.assertEqual(status == 0, page[1] == "warning")

    def test_unknown_code(self):
        self.assert_fails(2, r"^error\[unknown_code\]: there is no code `division_by_zer`; did you mean `division_by_zero`\?\n",
                          "explain", "division_by_zer")
        for code in ["qqqqqqqq", "\u00e9", "error[division_by_zero]", "--"]:
            with self.subTest(code):
                self.assertEqual(self.relon("explain", code, "x")[0], 2)
        self.assert_fails(2, r"^error\[unknown_code\]: there is no code `qqqqqqqq`; `relon explain` lists all\n", "explain", "qqqqqqqq")


if __name__ == "__main__":
    unittest.main()
