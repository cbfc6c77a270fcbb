#include <gtest/gtest.h>

#include "harness.h"
#include "interp/interpreter.h"
#include "ir/ranges.h"

namespace relon::interp {
namespace {

class Programs : public testing::TestWithParam<std::string> {};

void expectAllCases(const test::ProgramFile& program) {
  std::unique_ptr<Program> prepared = Program::prepare(program.module, test::testCallables());
  auto run = [&](relon_context* context, const void* arguments, void* result) {
    return prepared->run(context, arguments, result);
  };
  for (const test::ProgramCase& one : program.cases) {
    EXPECT_EQ(test::runCase(program, one, run, prepared->sites()), "");
  }
}

TEST_P(Programs, DoWhatTheySay) {
  expectAllCases(test::readProgram(GetParam()));
}

TEST_P(Programs, DoTheSameWhenRangesAreProved) {
  test::ProgramFile program = test::readProgram(GetParam());
  ir::proveRanges(program.module);
  expectAllCases(program);
}

std::string caseName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

INSTANTIATE_TEST_SUITE_P(All, Programs, testing::ValuesIn(test::programPaths(RELON_TEST_PROGRAMS)), caseName);

}
}
