#include <dlfcn.h>

#include <gtest/gtest.h>
#include <llvm/Support/thread.h>

#include "artifact/object.h"
#include "harness.h"
#include "programs.h"

// Programs as native objects: every program of tests/ir/programs linked by the C++
// compiler into a shared object, and a C++ caller with the generated header.
namespace relon::artifact {
namespace {

Result<ObjectArtifact> build(const ir::Module& module, const callable::Set& set, bool portable) {
  CompileOptions options{.portable = portable, .name = "price"};
  auto machine = codegen::takeTargetMachine(codegen::TargetKind::Native, options);
  if (!machine) return machine.error();
  auto compiled = codegen::compile(module, set, nullptr, options, codegen::TargetKind::Native, **machine, Stage::Asm);
  if (!compiled) return compiled.error();
  return finishObject(std::move(*compiled), **machine, module, options.name);
}

constexpr unsigned kStackSize = 256u << 20;

class ObjectPrograms : public testing::TestWithParam<std::string> {};

void runCases(const test::ProgramFile& program, const Workspace& workspace) {
  void* library = dlopen(workspace.path("price.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto* entry = reinterpret_cast<RecordEntry>(dlsym(library, "price_run"));
  auto* names = static_cast<const char* const*>(dlsym(library, "price_imports"));
  auto* count = static_cast<const uint32_t*>(dlsym(library, "price_import_count"));
  auto* sites = static_cast<const relon_site*>(dlsym(library, "price_sites"));
  auto* siteCount = static_cast<const uint32_t*>(dlsym(library, "price_site_count"));
  std::vector<relon_import> table;
  relon_thunk missing = [](void*, relon_context* context, const uint64_t*, void*) {
    relon_fail(context, relon_function_not_found, nullptr, 0);
  };
  for (uint32_t i = 0; i < *count; ++i) {
    const callable::Callable* row = test::testCallables().find(names[i]);
    table.push_back(row != nullptr ? relon_import{row->thunk, row->target} : relon_import{missing, nullptr});
  }
  std::vector<Span> spans;
  for (uint32_t i = 0; i < *siteCount; ++i) spans.push_back({FileId(0), sites[i].begin, sites[i].end});
  auto run = [&](relon_context* context, const void* arguments, void* result) {
    context->imports = table.data();
    context->stack_bytes = kStackSize - (1 << 20);
    relon_status status = relon_ok;
    // Some programs nest calls deeper than the usual stack allows.
    llvm::thread thread(std::optional<unsigned>(kStackSize), [&] { status = entry(context, arguments, result); });
    thread.join();
    return status;
  };
  for (const test::ProgramCase& one : program.cases) EXPECT_EQ(test::runCase(program, one, run, spans), "");
  dlclose(library);
}

TEST_P(ObjectPrograms, DoWhatTheySay) {
  test::ProgramFile program = test::readProgram(GetParam());
  // Spans of IR text name file 0: long enough for all of them.
  auto sources = std::make_shared<SourceMap>();
  sources->add("program.relon", std::string(100000, ' '));
  program.module.sources = sources;
  Result<ObjectArtifact> artifact = build(program.module, test::testCallables(), true);
  ASSERT_TRUE(artifact) << artifact.error().message;
  Workspace workspace;
  workspace.write("price.o", artifact->object);
  auto linked = workspace.run(RELON_TEST_CXX " -shared -Wl,-z,defs price.o -o price.so -lm");
  ASSERT_EQ(linked.status, 0) << linked.output;
  runCases(program, workspace);
}

std::string caseName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

INSTANTIATE_TEST_SUITE_P(All, ObjectPrograms, testing::ValuesIn(test::programPaths(RELON_TEST_PROGRAMS)), caseName);

constexpr std::string_view kOrder = R"(module "price"
record Line { qty: Int, price: Int }
record Order { id: String, lines: List<Line> }
func @main(%order: Order) -> {id: String, total: Int} {
  enter
  %zero = const.int 0
  %lines = struct.get 1 %order
  %sum = each list %lines, %zero (%i: Int, %line: Line, %acc: Int) {
    %qty = struct.get 0 %line
    %price = struct.get 1 %line
    %amount = int.mul %qty, %price @0:17-20
    %next = int.add %acc, %amount @0:17-20
    yield %next
  }
  %id = struct.get 0 %order
  %r = struct.make {id: String, total: Int} %id, %sum
  return %r
}
entry @main(order)
)";

constexpr const char* kCaller = R"(#include <stdio.h>
#include "price.h"
int main() {
  relon::Context context;
  price::Line lines[] = {{2, 50}, {3, 7}};
  price::Args args{};
  args.order.id = "A7";
  args.order.lines = {lines, 2};
  price::Result result;
  relon_status status = price::run(context, args, result);
  printf("%d %.*s %lld\n", status, int(result.id.size), result.id.data, (long long)result.total);
  lines[0].qty = INT64_MAX;
  status = price::run(context, args, result);
  relon_site site = price::failure(context);
  printf("%d %s:%u:%u\n", status, site.file, site.line, site.column);
  context.steps_left = 0;
  printf("%d\n", price::run(context, args, result));
}
)";

TEST(Object, IsCalledThroughItsHeader) {
  ir::Module module = program(kOrder);
  auto sources = std::make_shared<SourceMap>();
  sources->add("price.relon", "#main(Order o)\n  o.a + o.b\n");
  module.sources = sources;
  Result<ObjectArtifact> artifact = build(module, {}, false);
  ASSERT_TRUE(artifact) << artifact.error().message;
  Workspace workspace;
  workspace.write("price.a", artifact->archive);
  workspace.write("price.h", artifact->header);
  workspace.write("main.cpp", kCaller);
  auto made = workspace.run(RELON_TEST_CXX " -std=c++17 -Wall -Wextra -Werror -I " RELON_TEST_INCLUDE
                                           " main.cpp price.a " RELON_TEST_LIBRELON " -o main");
  ASSERT_EQ(made.status, 0) << made.output;
  EXPECT_EQ(workspace.run("./main").output, "0 A7 121\n5 price.relon:2:3\n9\n");
}

TEST(Object, RefusesNamesThatAreNoSymbols) {
  auto machine = codegen::takeTargetMachine(codegen::TargetKind::Native, {});
  ASSERT_TRUE(machine);
  Result<ObjectArtifact> artifact = finishObject({}, **machine, program(kOrder), "a-b");
  ASSERT_FALSE(artifact);
  EXPECT_EQ(artifact.error().code, "invalid_name");
}

}
}
