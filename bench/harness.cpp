#include "harness.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

namespace bench {

namespace {

constexpr int kRounds = 400;
// A subject that has had this much time is measured well enough.
constexpr double kEnough = 0.5e9;

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line))
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "an unknown processor";
}

std::string today() {
  std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

size_t widthOf(size_t column, const Row& header, const std::vector<Row>& rows) {
  size_t width = header[column].size();
  for (const Row& row : rows) width = std::max(width, row[column].size());
  return width;
}

void printRow(const Row& row, const std::vector<size_t>& widths) {
  for (size_t i = 0; i < row.size(); ++i) {
    int width = static_cast<int>(widths[i]);
    std::printf("| %*s ", i == 0 ? -width : width, row[i].c_str());
  }
  std::puts("|");
}

}

double timeOf(const std::function<void()>& work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<double> medianTimes(const std::vector<Subject>& subjects) {
  std::vector<std::vector<double>> times(subjects.size());
  std::vector<double> spent(subjects.size());
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < subjects.size(); ++i) {
      if (spent[i] > kEnough) continue;
      times[i].push_back(timeOf([&] { subjects[i].run(); }));
      spent[i] += times[i].back();
    }
  }
  std::vector<double> medians;
  for (std::vector<double>& each : times) medians.push_back(median(std::move(each)));
  return medians;
}

void die(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

void printTable(const Row& header, const std::vector<Row>& rows) {
  std::vector<size_t> widths;
  Row rule;
  for (size_t i = 0; i < header.size(); ++i) {
    widths.push_back(std::max<size_t>(widthOf(i, header, rows), 3));
    rule.push_back(std::string(widths[i] - 1, '-') + (i == 0 ? "-" : ":"));
  }
  printRow(header, widths);
  printRow(rule, widths);
  for (const Row& row : rows) printRow(row, widths);
  std::puts("");
}

void printMachine() {
  double load = 0;
  if (getloadavg(&load, 1) != 1) load = 0;
  std::printf("%s, %u cores (load %.1f), %s; Relon %s.\n", processor().c_str(), std::thread::hardware_concurrency(),
              load, today().c_str(), std::string(relon::version()).c_str());
}

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string kernelPath(const std::string& name) {
  return RELON_BENCH_KERNELS "/" + name + ".relon";
}

}
