#include <gtest/gtest.h>

#include "harness.h"
#include "interp/interpreter.h"

namespace relon::interp {
namespace {

class Programs : public testing::TestWithParam<std::string> {};

TEST_P(Programs, DoWhatTheySay) {
  test::ProgramFile program = test::readProgram(GetParam());
  std::unique_ptr<Program> prepared = Program::prepare(program.module, test::testCallables());
  auto run = [&](relon_context* context, const void* arguments, void* result) {
    return prepared->run(context, arguments, result);
  };
  for (const test::ProgramCase& one : program.cases) {
    EXPECT_EQ(test::runCase(program, one, run, prepared->sites()), "");
  }
}

std::string caseName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

INSTANTIATE_TEST_SUITE_P(All, Programs, testing::ValuesIn(test::programPaths(RELON_TEST_PROGRAMS)), caseName);

}
}
