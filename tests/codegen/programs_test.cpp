#include <gtest/gtest.h>

#include "artifact/jit.h"
#include "harness.h"

// Every program of tests/ir/programs as machine code, in the open and the linked
// world, unoptimised and optimised.
namespace relon::codegen {
namespace {

struct Mode {
  int optimisation;
  Binding binding;
};

class Programs : public testing::TestWithParam<std::string> {};

// The open world's table as the engine fills it; what is not bound fails.
std::vector<relon_import> importTable(const JitCode& code) {
  std::vector<relon_import> table;
  relon_thunk missing = [](void*, relon_context* context, const uint64_t*, void*) {
    relon_fail(context, relon_function_not_found, nullptr, 0);
  };
  for (const std::string& name : code.imports()) {
    const callable::Callable* row = test::testCallables().find(name);
    table.push_back(row != nullptr && row->thunk != nullptr ? relon_import{row->thunk, row->target}
                                                            : relon_import{missing, nullptr});
  }
  return table;
}

void runIn(Mode mode, const test::ProgramFile& program) {
  CompileOptions options{.binding = mode.binding, .optimisation = mode.optimisation};
  auto code = artifact::jitCompile(program.module, test::testCallables(), nullptr, options);
  // A symbol without an address is refused; the open world finds out when it is called.
  bool isRefused = mode.binding == Binding::Called && !code && code.error().code == "function_not_found";
  if (isRefused) return;
  ASSERT_TRUE(code) << program.path << ": " << code.error().message;
  std::vector<relon_import> table = importTable(**code);
  auto run = [&](relon_context* context, const void* arguments, void* result) {
    context->imports = table.data();
    return (*code)->recordEntry()(context, arguments, result);
  };
  for (const test::ProgramCase& one : program.cases) {
    EXPECT_EQ(test::runCase(program, one, run, (*code)->sites()), "") << "at O" << mode.optimisation;
  }
}

TEST_P(Programs, DoWhatTheySay) {
  test::ProgramFile program = test::readProgram(GetParam());
  runIn({0, Binding::Imported}, program);
  runIn({3, Binding::Imported}, program);
  if (!program.module.callables.empty()) runIn({3, Binding::Called}, program);
}

std::string caseName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

INSTANTIATE_TEST_SUITE_P(All, Programs, testing::ValuesIn(test::programPaths(RELON_TEST_PROGRAMS)), caseName);

}
}
