#include "artifact/wasm_reader.h"

#include <gtest/gtest.h>

namespace relon::artifact {
namespace {

using Bytes = std::vector<uint8_t>;

const Bytes kHeader = {0, 'a', 's', 'm', 1, 0, 0, 0};

Bytes moduleOf(const Bytes& rest) {
  Bytes module = kHeader;
  module.insert(module.end(), rest.begin(), rest.end());
  return module;
}

// A type section, then the imports env.f (function), m.t (table), m.m (memory
// with a maximum), m.g (global).
const Bytes kAllKinds =
    moduleOf({1,    4, 1, 0x60, 0,   0, 2,   32, 4, 3, 'e', 'n', 'v', 1, 'f', 0, 0,    1, 'm', 1, 't', 1,
              0x70, 0, 1, 1,    'm', 1, 'm', 2,  1, 1, 2,   1,   'm', 1, 'g', 3, 0x7f, 0, 10,  1, 0});

TEST(WasmReader, ReadsEveryKind) {
  Result<std::vector<WasmImport>> imports = readWasmImports(kAllKinds);
  ASSERT_TRUE(imports) << imports.error().message;
  std::vector<WasmImport> expected = {{"env", "f", 0}, {"m", "t", 1}, {"m", "m", 2}, {"m", "g", 3}};
  EXPECT_EQ(*imports, expected);
}

TEST(WasmReader, NoImportSection) {
  Result<std::vector<WasmImport>> imports = readWasmImports(moduleOf({1, 4, 1, 0x60, 0, 0}));
  ASSERT_TRUE(imports);
  EXPECT_TRUE(imports->empty());
}

// Cut anywhere, the module is refused or has no import section yet, and nothing crashes.
TEST(WasmReader, RefusesCutModules) {
  Bytes module = kAllKinds;
  module.resize(module.size() - 3);
  for (size_t size = 0; size < module.size(); ++size) {
    Result<std::vector<WasmImport>> imports = readWasmImports(std::span(module).first(size));
    bool beforeImports = size == kHeader.size() || size == kHeader.size() + 6;
    EXPECT_EQ(imports.ok(), beforeImports) << size;
  }
}

TEST(WasmReader, RefusesNonsense) {
  EXPECT_FALSE(readWasmImports(Bytes{'\x7f', 'E', 'L', 'F', 1, 0, 0, 0}));
  EXPECT_FALSE(readWasmImports(moduleOf({2, 0xff, 0xff, 0xff, 0xff, 0x7f})));
  EXPECT_FALSE(readWasmImports(moduleOf({2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})));
  EXPECT_FALSE(readWasmImports(moduleOf({2, 4, 1, 0, 0, 9})));
}

}
}
