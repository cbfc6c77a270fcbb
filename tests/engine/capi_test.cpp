#include <gtest/gtest.h>

#include <string.h>

#include "programs.h"
#include "relon/relon.h"

namespace relon::test {
namespace {

void tripleThunk(void* target, relon_context*, const uint64_t* args, void* result) {
  *static_cast<int64_t*>(result) = *static_cast<int64_t*>(target) * static_cast<int64_t>(args[0]);
}

// What the C functions return, freed at the end of a scope.
struct Text {
  char* text = nullptr;
  ~Text() { relon_free(text); }
  operator char**() { return &text; }
};

TEST(CApi, LoadsBindsAndRuns) {
  relon_engine* engine = relon_engine_create();
  int64_t factor = 3;
  Text error;
  ASSERT_TRUE(relon_engine_bind(engine, "twice", "(Int) -> Int", 0, &tripleThunk, &factor, error)) << error.text;
  relon_program* program = relon_engine_load_text(engine, "test.rir", kTwice, relon_interpreter, relon_imported, error);
  ASSERT_NE(program, nullptr) << error.text;
  relon_engine_destroy(engine);
  const Text json{relon_program_run(program, R"({"n": 7})", error)};
  EXPECT_STREQ(json.text, "21");
  relon_program_destroy(program);
}

TEST(CApi, GivesErrorsAsText) {
  relon_engine* engine = relon_engine_create();
  Text signature;
  EXPECT_FALSE(relon_engine_bind(engine, "twice", "(Int ->", 0, &tripleThunk, nullptr, signature));
  EXPECT_NE(signature.text, nullptr);
  Text missing;
  EXPECT_EQ(relon_engine_load(engine, "/nowhere.relon", relon_interpreter, relon_imported, missing), nullptr);
  EXPECT_NE(strstr(missing.text, "io_error"), nullptr);
  EXPECT_EQ(relon_engine_load(engine, "/nowhere.relon", relon_interpreter, relon_imported, nullptr), nullptr);
  relon_engine_destroy(engine);
}

TEST(CApi, ModulesInMemory) {
  relon_engine* engine = relon_engine_create();
  relon_engine_add_module(engine, "m.relon", "{ a: 3 }");
  relon_engine_allow_imports(engine, "/nowhere");
  Text error;
  relon_program* program = relon_engine_load_text(engine, "p.relon", "#import m from \"m.relon\"\n{ b: m.a }",
                                                  relon_interpreter, relon_imported, error);
  ASSERT_NE(program, nullptr) << error.text;
  const Text json{relon_program_run(program, nullptr, error)};
  EXPECT_STREQ(json.text, "{\"b\":3}");
  relon_program_destroy(program);
  EXPECT_EQ(relon_engine_load_text(engine, "p.relon", "#import m from \"n.relon\"\n{}", relon_interpreter,
                                   relon_imported, error),
            nullptr);
  EXPECT_NE(strstr(error.text, "module_not_found"), nullptr);
  relon_engine_destroy(engine);
}

TEST(CApi, KeepsLimits) {
  relon_engine* engine = relon_engine_create();
  const relon_limits limits{0, INT64_MAX, 10000, INT64_MAX};
  relon_engine_set_limits(engine, &limits);
  relon_program* program =
      relon_engine_load_text(engine, "test.rir", kNegate, relon_interpreter, relon_imported, nullptr);
  Text error;
  EXPECT_EQ(relon_program_run(program, R"({"n": 7})", error), nullptr);
  EXPECT_NE(strstr(error.text, "step_limit_exceeded"), nullptr);
  relon_program_destroy(program);
  relon_engine_destroy(engine);
}

}
}
