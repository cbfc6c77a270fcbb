#!/usr/bin/env python3
"""check_layers.py finds each kind of offence."""
import unittest

import check_layers

TABLE = check_layers.read_table("""
set(RELON_LAYERS
    base ir check)
set(RELON_LLVM_LAYERS
    codegen)
set(RELON_DEPENDS_base)
set(RELON_DEPENDS_ir base)
set(RELON_DEPENDS_check base ir relon)
set(RELON_DEPENDS_codegen base ir)
""")


class Layers(unittest.TestCase):
    def offence(self, layer, header):
        return check_layers.layer_offence(layer, header, TABLE)

    def test_listed_layers_are_allowed(self):
        for layer, header in [("ir", "base/id.h"), ("ir", "ir/type.h"), ("check", "relon/abi.h"),
                              ("ir", "vector"), ("ir", "sys/stat.h"), ("codegen", "llvm/IR/Module.h")]:
            self.assertIsNone(self.offence(layer, header), (layer, header))

    def test_other_layers_are_not(self):
        for layer, header in [("base", "ir/type.h"), ("ir", "relon/abi.h"), ("ir", "codegen/codegen.h"),
                              ("check", "llvm/ADT/StringRef.h")]:
            self.assertIsNotNone(self.offence(layer, header), (layer, header))

    def test_public_headers_know_no_internals(self):
        self.assertIsNone(check_layers.public_offence("relon/abi.h", TABLE))
        self.assertIsNotNone(check_layers.public_offence("ir/type.h", TABLE))

    def test_include_lines_are_found(self):
        text = '#include "a/b.h"\n  # include <c>\n// #include "d"\n'
        self.assertEqual(list(check_layers.includes(text)), [(1, "a/b.h"), (2, "c")])


if __name__ == "__main__":
    unittest.main()
