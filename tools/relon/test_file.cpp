#include "test_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>

#include "json_tree.h"

namespace relon::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kInvalid = "test_file_invalid";

constexpr std::array kErrorKinds = {
#define RELON_ERROR_KIND(name, number, meaning) std::string_view(#name),
#include "relon/error_kinds.def"
};

// Takes one printed test file apart. The first thing that is wrong ends it.
class ShapeReader {
 public:
  ShapeReader(TestFile& file, const JsonTree& document) : file_(file), document_(document) {}

  Result<Done> read();

 private:
  using Field = Result<Done> (ShapeReader::*)(const JsonTree&, TestCase&);

  Result<Done> readCases(const JsonTree& cases);
  Result<Done> readCase(const JsonTree& tree, TestCase& to);
  Result<Done> readField(const std::string& key, const JsonTree& value, TestCase& to);
  Result<Done> readExpectation(const JsonTree& tree, const TestCase& to);
  Result<Done> readPlace(const JsonTree& value, TestCase& to, const std::string& at);
  Result<Done> readLimits(const JsonTree& value, TestCase& to, const std::string& at);
  Result<Done> readErrorKind(const JsonTree& value, TestCase& to, const std::string& at);
  Result<Done> readText(const JsonTree& value, std::string& to, const std::string& at);

  Error wrong(const std::string& pointer, const std::string& message) const {
    const std::string at = pointer.empty() ? "" : "at `" + pointer + "`: ";
    return errorInTestFile(file_.path, pointer, kInvalid, at + message);
  }
  Error notA(const std::string& pointer, const std::string& wanted, const JsonTree& found) const;

  TestFile& file_;
  const JsonTree& document_;
  std::set<std::string> names_;
};

// What was found, short enough for a line.
std::string shown(const JsonTree& found) {
  constexpr size_t kMost = 40;
  if (found.source.size() <= kMost) return "`" + std::string(found.source) + "`";
  switch (found.kind) {
    case JsonTree::Kind::Object:
      return "an object";
    case JsonTree::Kind::Array:
      return "a list";
    case JsonTree::Kind::Text:
      return "a text";
    case JsonTree::Kind::Scalar:
      break;
  }
  return "a number";
}

Error ShapeReader::notA(const std::string& pointer, const std::string& wanted, const JsonTree& found) const {
  return wrong(pointer, "expected " + wanted + ", found " + shown(found));
}

Result<Done> ShapeReader::read() {
  if (!document_.isObject()) return notA("", "a dict with `program` and `cases`", document_);
  for (const char* needed : {"program", "cases"}) {
    if (document_.find(needed) == nullptr)
      return wrong("", std::string("a test file needs the field `") + needed + "`");
  }
  if (Result<Done> read = readText(*document_.find("program"), file_.program, "/program"); !read) return read;
  return readCases(*document_.find("cases"));
}

Result<Done> ShapeReader::readCases(const JsonTree& cases) {
  if (cases.kind != JsonTree::Kind::Array) return notA("/cases", "a list of cases", cases);
  if (cases.elements.empty()) return wrong("/cases", "there are no cases");
  for (size_t i = 0; i < cases.elements.size(); ++i) {
    TestCase to;
    to.pointer = "/cases" + pointerStep(std::to_string(i));
    if (Result<Done> read = readCase(cases.elements[i], to); !read) return read;
    if (!names_.insert(to.name).second)
      return wrong(to.pointer + "/name", "another case is called `" + to.name + "` already");
    file_.cases.push_back(std::move(to));
  }
  return Done{};
}

Result<Done> ShapeReader::readCase(const JsonTree& tree, TestCase& to) {
  if (!tree.isObject()) return notA(to.pointer, "a case like `{ name: \"…\", args: {…}, expect: … }`", tree);
  for (const auto& [key, value] : tree.members) {
    if (Result<Done> read = readField(key, value, to); !read) return read;
  }
  if (to.name.empty()) return wrong(to.pointer, "a case needs a `name`");
  return readExpectation(tree, to);
}

Result<Done> ShapeReader::readField(const std::string& key, const JsonTree& value, TestCase& to) {
  const std::string at = to.pointer + pointerStep(key);
  if (key == "name") return readText(value, to.name, at);
  if (key == "error") return readErrorKind(value, to, at);
  if (key == "at") return readPlace(value, to, at);
  if (key == "message") return readText(value, to.message, at);
  if (key == "limits") return readLimits(value, to, at);
  if (key == "expect") {
    to.expected = value.source;
    return Done{};
  }
  if (key != "args")
    return wrong(at, "a case has no field `" + key +
                         "`; it has `name`, `args`, `expect` or `error`, `at`, `message` and `limits`");
  if (!value.isObject()) return notA(at, "a dict with the arguments of `#main`", value);
  to.arguments = value.source;
  return Done{};
}

Result<Done> ShapeReader::readExpectation(const JsonTree& tree, const TestCase& to) {
  const bool wantsError = !to.error.empty();
  if (to.expected && wantsError) return wrong(to.pointer, "a case has `expect` or `error`, not both");
  if (!to.expected && !wantsError) return wrong(to.pointer, "a case needs `expect` or `error`");
  for (const char* detail : {"at", "message"}) {
    if (!wantsError && tree.find(detail) != nullptr)
      return wrong(to.pointer + pointerStep(detail), std::string("`") + detail + "` belongs to `error`");
  }
  return Done{};
}

Result<Done> ShapeReader::readText(const JsonTree& value, std::string& to, const std::string& at) {
  if (value.kind != JsonTree::Kind::Text) return notA(at, "a String", value);
  to = value.text();
  if (to.empty()) return wrong(at, "the text is empty");
  return Done{};
}

Result<Done> ShapeReader::readErrorKind(const JsonTree& value, TestCase& to, const std::string& at) {
  if (Result<Done> read = readText(value, to.error, at); !read) return read;
  if (std::find(kErrorKinds.begin(), kErrorKinds.end(), to.error) != kErrorKinds.end()) return Done{};
  return wrong(at, "there is no kind of run-time error `" + to.error + "`; docs/errors.md lists them");
}

bool readNumber(std::string_view text, uint32_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && number != 0;
}

Result<Done> ShapeReader::readPlace(const JsonTree& value, TestCase& to, const std::string& at) {
  std::string place;
  if (Result<Done> read = readText(value, place, at); !read) return read;
  const size_t colon = std::min(place.find(':'), place.size());
  const std::string_view text = place;
  const bool hasColumn = colon < place.size();
  const bool isPlace =
      readNumber(text.substr(0, colon), to.line) && (!hasColumn || readNumber(text.substr(colon + 1), to.column));
  if (!isPlace) return notA(at, "a place like \"3:14\" or \"3\"", value);
  return Done{};
}

Result<Done> ShapeReader::readLimits(const JsonTree& value, TestCase& to, const std::string& at) {
  if (!value.isObject()) return notA(at, "a dict of limits", value);
  const std::pair<const char*, int64_t*> known[] = {{"max_steps", &to.limits.max_steps},
                                                    {"max_value_elements", &to.limits.max_elements},
                                                    {"max_depth", &to.limits.max_depth},
                                                    {"max_memory", &to.limits.max_memory}};
  for (const auto& [key, limit] : value.members) {
    const std::string place = at + pointerStep(key);
    const auto* found =
        std::find_if(std::begin(known), std::end(known), [&](const auto& one) { return key == one.first; });
    if (found == std::end(known))
      return wrong(place, "there is no limit `" + key +
                              "`; there are `max_steps`, `max_value_elements`, `max_depth` and `max_memory`");
    if (!limit.integer(*found->second) || *found->second < 0) return notA(place, "an Int of at least 0", limit);
  }
  return Done{};
}

bool isBelow(const fs::path& folder, const fs::path& path) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() || (end->empty() && std::next(end) == folder.end());
}

std::string folderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool mayTest(const fs::path& canonical, const std::string& folder) {
  std::error_code failed;
  const fs::path allowed = fs::canonical(folder, failed);
  return !failed && isBelow(allowed, canonical);
}

// Takes the program's path to one that can be opened.
Result<Done> findProgram(TestFile& file, const std::string& root) {
  const std::string written = file.program;
  const auto fail = [&](const std::string& code, const std::string& reason) {
    return errorInTestFile(file.path, "/program", code, "the program `" + written + "` " + reason);
  };
  if (written.find('\0') != std::string::npos) return fail(kInvalid, "has a zero byte in its path");
  file.program = (fs::path(folderOf(file.path)) / written).lexically_normal().string();
  std::error_code failed;
  // Says nothing about what lies outside, not even whether it exists.
  const fs::path canonical = fs::weakly_canonical(fs::absolute(file.program, failed), failed);
  if (failed) return fail("io_error", "cannot be read: " + failed.message());
  if (!mayTest(canonical, folderOf(file.path)) && !mayTest(canonical, root))
    return fail(kInvalid, "lies outside the folder of the test file and the folder that was searched");
  const fs::file_status status = fs::status(canonical, failed);
  if (!fs::exists(status)) return fail("io_error", "cannot be read: there is no file `" + file.program + "`");
  if (!fs::is_regular_file(status)) return fail("io_error", "is not a regular file");
  return Done{};
}

}

Error errorInTestFile(const std::string& path, const std::string& pointer, std::string code,
                      const std::string& message) {
  return Engine().errorAt(path, pointer, std::move(code), message);
}

Result<TestFile> readTestFile(const std::string& path, const std::string& root, const TrustFlag& trust) {
  TestFile file;
  file.path = path;
  Engine engine;
  trust.apply(engine, path);
  Result<Program> document = engine.load(path);
  if (!document) return document.error();
  file.warnings = document->warnings();
  if (document->hasMain()) return errorInTestFile(path, "", kInvalid, "a test file is a document: it has no `#main`");
  Result<std::string> printed = document->run();
  if (!printed) return printed.error();
  const JsonTree tree = readJson(*printed);
  if (Result<Done> read = ShapeReader(file, tree).read(); !read) return read.error();
  if (Result<Done> found = findProgram(file, root); !found) return found.error();
  return file;
}

}
