#!/usr/bin/env python3
"""relon fmt: files are replaced whole or left alone."""
import os
import unittest

from cli import ADD, CliTest

UGLY = "#main(Int n)->Int\n{a:n,b:[1,2]}.a // sum\n"
NEAT = "#main(Int n) -> Int\n{ a: n, b: [1, 2] }.a // sum\n"
BROKEN = "{ a: [1, 2 }\n"


class Fmt(CliTest):
    def read(self, name):
        return (self.folder / name).read_text()

    def test_rewrites_in_place_and_once(self):
        self.write("a.relon", UGLY)
        self.assert_prints("", "fmt", "a.relon")
        self.assertEqual(self.read("a.relon"), NEAT)
        before = (self.folder / "a.relon").stat()
        self.assert_prints("", "fmt", "a.relon")
        self.assertEqual((self.folder / "a.relon").stat().st_ino, before.st_ino)
        self.assertEqual(self.files(), ["a.relon"])

    def test_check_names_files_and_changes_none(self):
        for name, text in {"neat.relon": NEAT, "ugly.relon": UGLY, "worse.relon": UGLY}.items():
            self.write(name, text)
        status, out, err = self.relon("fmt", "--check", "neat.relon", "ugly.relon", "worse.relon")
        self.assertEqual((status, out), (1, ""))
        self.assertEqual(err, "ugly.relon: error[not_formatted]: the file is not formatted\n"
                              "worse.relon: error[not_formatted]: the file is not formatted\n")
        self.assertEqual(self.read("ugly.relon"), UGLY)
        self.assert_prints("", "fmt", "--check", "neat.relon")

    def test_stdout_changes_no_file(self):
        self.write("a.relon", UGLY)
        self.write("b.relon", "1+2")
        self.assert_prints(NEAT + "1 + 2\n", "fmt", "--stdout", "a.relon", "b.relon")
        self.assertEqual(self.read("a.relon"), UGLY)

    def test_a_broken_file_stays_and_others_are_formatted(self):
        self.write("broken.relon", BROKEN)
        self.write("a.relon", UGLY)
        for flag in [["--check"], ["--stdout"]]:
            with self.subTest(flag):
                status, _, err = self.relon("fmt", *flag, "broken.relon", "a.relon")
                self.assertEqual(status, 1)
                self.assertRegex(err, r"^broken\.relon:1:\d+: error\[parse_error\]: ")
        self.assertEqual(self.read("broken.relon"), BROKEN)
        self.assertEqual(self.read("a.relon"), UGLY)
        self.assertEqual(self.relon("fmt", "broken.relon", "a.relon")[0], 1)
        self.assertEqual(self.read("broken.relon"), BROKEN)
        self.assertEqual(self.read("a.relon"), NEAT)

    def test_keeps_permissions_and_links(self):
        self.write("a.relon", UGLY)
        os.chmod(self.folder / "a.relon", 0o640)
        os.symlink("a.relon", self.folder / "link.relon")
        self.assert_prints("", "fmt", "link.relon")
        self.assertEqual((self.folder / "a.relon").stat().st_mode & 0o7777, 0o640)
        self.assertTrue((self.folder / "link.relon").is_symlink())
        self.assertEqual(self.read("a.relon"), NEAT)

    def test_reports_what_cannot_be_read(self):
        os.mkdir(self.folder / "folder.relon")
        for name in ["none.relon", "folder.relon"]:
            with self.subTest(name):
                self.assert_fails(1, rf"^{name}: error\[io_error\]: cannot read the file: ", "fmt", name)

    @unittest.skipIf(os.geteuid() == 0, "the superuser may write everything")
    def test_leaves_what_cannot_be_written(self):
        self.write("a.relon", UGLY)
        os.chmod(self.folder / "a.relon", 0o444)
        self.assert_fails(1, r"^a.relon: error\[io_error\]: cannot write the file: ", "fmt", "a.relon")
        self.assertEqual((self.read("a.relon"), self.files()), (UGLY, ["a.relon"]))

    def test_refuses_ir(self):
        self.write("add.rir", ADD)
        self.assert_fails(1, r"^add.rir: error\[io_error\]: ", "fmt", "add.rir")

    def test_wrong_usage(self):
        self.write("a.relon", UGLY)
        for words in [[], ["--check", "--stdout", "a.relon"], ["--fast", "a.relon"]]:
            with self.subTest(words):
                self.assertEqual(self.relon("fmt", *words)[0], 2)
        self.assertEqual(self.read("a.relon"), UGLY)


if __name__ == "__main__":
    unittest.main()
