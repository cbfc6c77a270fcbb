// Whole rules beside their C++ twins, LuaJIT and Lua. Prints Markdown.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "harness.h"
#include "twins.h"
#include "workloads/workload.h"

namespace {

using bench::Subject;
using bench::Workload;
using relon::Executor;

std::string fileOf(const Workload& workload, const char* suffix) {
  return RELON_BENCH_WORKLOADS "/" + workload.file + suffix;
}

struct Measured {
  double twin = 0;
  double compiled = 0;
  double interpreted = 0;
  std::optional<double> luajit;
  std::optional<double> lua;
};

// Numbers may be written differently.
bool isSameResult(const std::string& a, const std::string& b) {
  if (a == b) return true;
  char* end = nullptr;
  const double number = std::strtod(a.c_str(), &end);
  return end != a.c_str() && *end == '\0' && number == std::strtod(b.c_str(), nullptr);
}

void requireSame(const Workload& workload, const char* who, const std::string& result) {
  if (isSameResult(result, workload.twinResult())) return;
  bench::die(workload.file + ": " + who + " computes\n" + result + "\nand C++\n" + workload.twinResult());
}

std::string outputOf(const std::string& command) {
  std::string output;
  std::array<char, 4096> bytes;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) bench::die("cannot run " + command);
  while (size_t count = fread(bytes.data(), 1, bytes.size(), pipe)) output.append(bytes.data(), count);
  return pclose(pipe) == 0 ? output : "";
}

// Nothing where the peer is not installed.
std::optional<double> timeOfPeer(const Workload& workload, const std::string& interpreter) {
  if (std::system(("command -v " + interpreter + " >/dev/null").c_str()) != 0) return std::nullopt;
  const std::string arguments = std::filesystem::temp_directory_path() / "relon-bench-arguments.json";
  std::ofstream(arguments) << workload.arguments;
  const std::string peer = RELON_BENCH_WORKLOADS "/peer.lua";
  std::istringstream output(outputOf(interpreter + " " + peer + " " + fileOf(workload, ".lua") + " " + arguments));
  double nanoseconds = 0;
  std::string result;
  output >> nanoseconds;
  std::getline(output >> std::ws, result);
  requireSame(workload, interpreter.c_str(), result);
  return nanoseconds;
}

Subject relonSubject(const relon::Engine& engine, const Workload& workload, Executor executor) {
  const relon::LoadOptions options{executor, relon::Binding::Imported};
  relon::Program program = bench::orDie(engine.load(fileOf(workload, ".relon"), options));
  requireSame(workload, "Relon", bench::orDie(program.run(workload.arguments)));
  relon::Call call = bench::orDie(program.call(workload.arguments));
  auto context = std::make_shared<relon::Context>();
  return {"", [call, context] {
            bench::orDie(call(*context));
            return 0;
          }};
}

Measured measure(const relon::Engine& engine, const Workload& workload) {
  auto twin = [&] {
    workload.twin();
    return 0;
  };
  const std::vector<double> medians = bench::medianTimes({{"C++", twin},
                                                          relonSubject(engine, workload, Executor::Jit),
                                                          relonSubject(engine, workload, Executor::Interpreter)});
  return {medians[0], medians[1], medians[2], timeOfPeer(workload, "luajit"), timeOfPeer(workload, "lua5.4")};
}

std::string microseconds(std::optional<double> nanoseconds) {
  return nanoseconds ? bench::format("%.1f", *nanoseconds / 1000) : "";
}

std::string ratio(std::optional<double> a, std::optional<double> b) {
  return a && b ? bench::format("%.2f", *a / *b) : "";
}

void printTableOf(const char* title, const relon::Engine& engine, const std::vector<Workload>& workloads) {
  if (workloads.empty()) return;
  std::printf("## %s\n\n", title);
  std::vector<bench::Row> rows;
  double logarithms = 0;
  for (const Workload& workload : workloads) {
    const Measured m = measure(engine, workload);
    logarithms += std::log(m.compiled / m.twin);
    rows.push_back({workload.file + "  " + workload.what, microseconds(m.twin), microseconds(m.compiled),
                    microseconds(m.interpreted), microseconds(m.luajit), microseconds(m.lua), ratio(m.compiled, m.twin),
                    ratio(m.compiled, m.luajit), ratio(m.interpreted, m.lua)});
  }
  bench::printTable({"workload", "C++ checked", "compiled", "interpreted", "LuaJIT", "Lua 5.4", "compiled / C++",
                     "compiled / LuaJIT", "interpreted / Lua"},
                    rows);
  const double mean = std::exp(logarithms / static_cast<double>(workloads.size()));
  std::printf("Geometric mean of compiled / C++: %.2f.\n\n", mean);
}

// `names` picks some; none means all.
std::vector<Workload> picked(std::vector<Workload> workloads, const std::vector<std::string>& names) {
  auto isWanted = [&](const Workload& workload) { return std::ranges::find(names, workload.file) != names.end(); };
  if (!names.empty()) std::erase_if(workloads, [&](const Workload& workload) { return !isWanted(workload); });
  return workloads;
}

}

int main(int count, char** arguments) {
  relon::Engine engine;
  std::puts("# Workloads\n");
  bench::printMachine();
  std::printf("Twins: %s, -O3 -march=native.\n\n", twinCompiler());
  std::printf(
      "Microseconds of one call from decoded arguments to the result, medians. The twins are C++ of the\n"
      "same algorithm that tests every Int operation with `__builtin_*_overflow`, with the standard\n"
      "library's containers.\n\n");
  const std::vector<std::string> names(arguments + 1, arguments + count);
  printTableOf("Rows of the language reference", engine, picked(bench::referenceWorkloads(), names));
  printTableOf("Business rules", engine, picked(bench::ruleWorkloads(), names));
}
