#include "junit.h"

#include <array>

namespace relon::cli {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the character at the start of `text`, or 0 if that is no UTF-8 or a
// character that XML 1.0 excludes.
size_t characterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr std::array<uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  uint32_t code = first & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3F);
  }
  const bool isSurrogate = code >= 0xD800 && code < 0xE000;
  const bool isValid = first < 0xF8 && first >= 0xC2 && code >= kLeast[length] && code <= 0x10FFFF && !isSurrogate;
  return isValid && code != 0xFFFE && code != 0xFFFF ? length : 0;
}

std::string_view entity(char byte) {
  switch (byte) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    case '\t':
      return "&#9;";
    default:
      return "";
  }
}

// For attributes and for text alike.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = characterLength(text);
    const std::string_view special = entity(text.front());
    if (length == 0) {
      out += kReplacement;
    } else {
      out += special.empty() ? text.substr(0, length) : special;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + escaped(value) + '"';
}

std::string seconds(double value) {
  char text[40];
  snprintf(text, sizeof text, "%.6f", value);
  return text;
}

std::string problem(std::string_view element, std::string_view message, std::string_view detail) {
  const std::string name(element);
  return "      <" + name + attribute("message", message) + '>' + escaped(detail) + "</" + name + ">\n";
}

std::string testcase(const TestReport& report, std::string_view name, double time, const std::string& inside) {
  const std::string head = "    <testcase" + attribute("classname", report.file) + attribute("name", name) +
                           attribute("time", seconds(time));
  return inside.empty() ? head + "/>\n" : head + ">\n" + inside + "    </testcase>\n";
}

// The totals of some reports, as attributes.
std::string counts(std::span<const TestReport> reports) {
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  double time = 0;
  for (const TestReport& report : reports) {
    const size_t broken = report.error.empty() ? 0 : 1;
    tests += report.outcomes.size() + broken;
    failures += report.failures() - broken;
    errors += broken;
    for (const TestOutcome& outcome : report.outcomes) time += outcome.seconds;
  }
  return attribute("tests", std::to_string(tests)) + attribute("failures", std::to_string(failures)) +
         attribute("errors", std::to_string(errors)) + attribute("time", seconds(time));
}

std::string suite(const TestReport& report) {
  std::string out = "  <testsuite" + attribute("name", report.file) + counts({&report, 1}) + ">\n";
  for (const TestOutcome& outcome : report.outcomes) {
    const std::string inside = outcome.passed() ? "" : problem("failure", outcome.failure, outcome.detail);
    out += testcase(report, outcome.name, outcome.seconds, inside);
  }
  if (!report.error.empty()) out += testcase(report, report.file, 0, problem("error", "cannot be run", report.error));
  return out + "  </testsuite>\n";
}

}

std::string junitXml(std::span<const TestReport> reports) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts(reports) + ">\n";
  for (const TestReport& report : reports) out += suite(report);
  return out + "</testsuites>\n";
}

}
