#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "callable/set.h"
#include "callable_sample_callables.h"
#include "relon/context.h"
#include "relon/value.h"

namespace relon::callable {
namespace {

TEST(CallableLibrary, ListsTheRowsOfItsSourcesOnly) {
  const CallableLibrary library = callable_sample::callables();
  Set set;
  set.addRows(library.begin, library.end, false);
  ASSERT_EQ(set.all().size(), 2u);
  ASSERT_NE(set.find("sample.scale"), nullptr);
  ASSERT_NE(set.find("sample.twice"), nullptr);
  EXPECT_EQ(set.find("sample.twice")->signature, "(String) -> List<String>");
}

TEST(CallableLibrary, HasNativeCode) {
  const CallableLibrary library = callable_sample::callables();
  Set set;
  set.addRows(library.begin, library.end, false);
  Context context;
  const uint64_t x = 5;
  int64_t result = 0;
  set.find("sample.scale")->thunk(nullptr, &context, &x, &result);
  EXPECT_EQ(result, 16);
}

TEST(CallableLibrary, HasBitcodeForBothTargets) {
  const CallableLibrary library = callable_sample::callables();
  const unsigned char magic[] = {'B', 'C', 0xc0, 0xde};
  ASSERT_GT(library.bitcode_size, 1000u);
  ASSERT_GT(library.wasm_bitcode_size, 1000u);
  EXPECT_EQ(std::memcmp(library.bitcode, magic, sizeof magic), 0);
  EXPECT_EQ(std::memcmp(library.wasm_bitcode, magic, sizeof magic), 0);
  const std::string native(reinterpret_cast<const char*>(library.bitcode), library.bitcode_size);
  const std::string wasm(reinterpret_cast<const char*>(library.wasm_bitcode), library.wasm_bitcode_size);
  for (const char* symbol : {"sample_scale", "sample_offset", "relon_row_sample_twice"}) {
    EXPECT_NE(native.find(symbol), std::string::npos) << symbol;
    EXPECT_NE(wasm.find(symbol), std::string::npos) << symbol;
  }
}

}
}
