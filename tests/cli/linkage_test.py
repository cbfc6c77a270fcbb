#!/usr/bin/env python3
"""librelon and relon have nothing of LLVM, and interpreting loads none of it."""
import os
import re
import subprocess
import unittest

from cli import ANSWER, RELON, CliTest


def output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


class Linkage(CliTest):
    def test_links_no_llvm(self):
        self.assertNotRegex(output("ldd", RELON), r"LLVM|clang|relon-compiler")

    def test_refers_to_no_llvm(self):
        for file in [RELON, os.environ["LIBRELON"]]:
            symbols = output("nm", "-u", "-C", file)
            self.assertIsNone(re.search(r"\bllvm::|\bLLVM\w+|\blld::", symbols), file)

    def test_a_run_loads_no_llvm(self):
        self.write("answer.rir", ANSWER)
        status, _, log = self.relon("run", "answer.rir", LD_DEBUG="files")
        self.assertEqual(status, 0)
        self.assertIn("libc.so", log)
        self.assertNotRegex(log, r"LLVM|relon-compiler")


if __name__ == "__main__":
    unittest.main()
