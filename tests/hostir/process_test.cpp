#include "hostir/process.h"

#include <csignal>
#include <thread>
#include <vector>

#include "host_files.h"

namespace relon::hostir {
namespace {

Finished shell(const std::string& script) {
  return runProgram({"/bin/sh", "-c", script});
}

TEST(Process, OutputAndErrorsAreApart) {
  const Finished finished = shell("echo out; echo err >&2");
  EXPECT_TRUE(finished.started);
  EXPECT_EQ(finished.status, 0);
  EXPECT_EQ(finished.output, "out\n");
  EXPECT_EQ(finished.errors, "err\n");
}

TEST(Process, LargeOutputOnBothDoesNotBlock) {
  const Finished finished =
      shell("i=0; while [ $i -lt 2000 ]; do printf '%0500d' 0; printf '%0500d' 0 >&2; i=$((i+1)); done");
  EXPECT_EQ(finished.output.size(), 1'000'000u);
  EXPECT_EQ(finished.errors.size(), 1'000'000u);
}

TEST(Process, InputIsEmpty) {
  EXPECT_EQ(runProgram({"/bin/cat"}).output, "");
}

TEST(Process, ArgumentsReachTheProgramAsTheyAre) {
  EXPECT_EQ(runProgram({"/usr/bin/printf", "%s|", "a b", "$HOME", "*", ""}).output, "a b|$HOME|*||");
}

TEST(Process, StatusIsTheProgramsOwn) {
  EXPECT_EQ(shell("exit 3").status, 3);
}

TEST(Process, StatusTellsTheSignal) {
  EXPECT_EQ(shell("kill -KILL $$").status, 128 + SIGKILL);
}

TEST(Process, MissingProgramIsNotStarted) {
  const Finished finished = runProgram({"/nonexistent/compiler"});
  EXPECT_FALSE(finished.started);
  EXPECT_NE(finished.status, 0);
  EXPECT_NE(finished.errors.find("No such file"), std::string::npos) << finished.errors;
}

// The application's blocked signals are not the program's.
TEST(Process, SignalsAreAsAtLogin) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const Finished finished = shell("kill -TERM $$; echo survived");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(finished.status, 128 + SIGTERM);
  EXPECT_EQ(finished.output, "");
}

TEST(Process, ManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> outputs(16);
  for (size_t i = 0; i < outputs.size(); ++i) {
    threads.emplace_back([&outputs, i] { outputs[i] = shell("echo " + std::to_string(i)).output; });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < outputs.size(); ++i) EXPECT_EQ(outputs[i], std::to_string(i) + "\n");
}

using FindTool = HostFilesTest;

TEST_F(FindTool, VariableWithPath) {
  const std::string script = writeScript("my clang", "exit 0\n");
  const Variable variable("RELON_CLANG", script);
  EXPECT_EQ(findTool(Tool::Clang), script);
}

TEST_F(FindTool, VariableWithName) {
  const std::string script = writeScript("my-clang", "exit 0\n");
  const Variable search("PATH", std::filesystem::path(script).parent_path().string() + ":/usr/bin:/bin");
  const Variable variable("RELON_CLANGXX", "my-clang");
  EXPECT_EQ(findTool(Tool::ClangXx), script);
}

TEST_F(FindTool, VariableWithNothingFindsNothing) {
  const Variable variable("RELON_CLANG", "/nonexistent/clang");
  EXPECT_EQ(findTool(Tool::Clang), std::nullopt);
}

TEST_F(FindTool, VariableWithFileThatIsNoProgram) {
  const Variable variable("RELON_RUSTC", write("rustc", "text"));
  EXPECT_EQ(findTool(Tool::Rustc), std::nullopt);
}

// Like rustup's, which answers for every toolchain and fails when there is none.
TEST_F(FindTool, RustcWithoutToolchain) {
  const Variable variable("RELON_RUSTC",
                          writeScript("rustc", "[ \"$RUSTUP_TOOLCHAIN\" = stable ] && echo rustc 1.0\n"));
  const Variable none("RUSTUP_TOOLCHAIN", "");
  EXPECT_EQ(findTool(Tool::Rustc), std::nullopt);
  EXPECT_NE(describeTool(Tool::Rustc).find("rustup default stable"), std::string::npos);
  const Variable stable("RUSTUP_TOOLCHAIN", "stable");
  EXPECT_EQ(findTool(Tool::Rustc), getenv("RELON_RUSTC"));
}

TEST_F(FindTool, PathIsSearchedFirst) {
  const std::string script = writeScript("clang-22", "exit 0\n");
  const Variable search("PATH", "relative::" + std::filesystem::path(script).parent_path().string() + ":/usr/bin");
  EXPECT_EQ(findTool(Tool::Clang), script);
}

TEST_F(FindTool, FallbackWithoutPath) {
  const Variable search("PATH", "/nonexistent");
  EXPECT_EQ(findTool(Tool::ClangXx), "/usr/lib/llvm-22/bin/clang++");
}

TEST_F(FindTool, DescriptionNamesPackageAndVariable) {
  const std::string description = describeTool(Tool::ClangXx);
  EXPECT_NE(description.find("clang++-22"), std::string::npos) << description;
  EXPECT_NE(description.find("RELON_CLANGXX"), std::string::npos) << description;
}

}
}
