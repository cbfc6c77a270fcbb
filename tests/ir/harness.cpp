#include "harness.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ir/names.h"

namespace relon::test {

namespace {

[[noreturn]] void malformed(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

std::string readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) malformed("cannot read " + path);
  return text.str();
}

int64_t number(const std::string& text) {
  return std::strtoll(text.c_str(), nullptr, 10);
}

uint64_t grantBits(const std::string& names) {
  std::istringstream words(names);
  uint64_t bits = 0;
  for (std::string name; words >> name;) {
    std::optional<uint32_t> bit = ir::gateBit(name);
    if (!bit) malformed("no such capability: " + name);
    bits |= uint64_t{1} << *bit;
  }
  return bits;
}

void setKey(ProgramCase& test, const std::string& key, const std::string& value) {
  if (key == "expect")
    test.expect = value;
  else if (key == "error")
    test.error = value;
  else if (key == "message")
    test.message = value;
  else if (key == "steps")
    test.steps = number(value);
  else if (key == "max_steps")
    test.maxSteps = number(value);
  else if (key == "max_elements")
    test.maxElements = number(value);
  else if (key == "max_depth")
    test.maxDepth = number(value);
  else if (key == "max_memory")
    test.maxMemory = number(value);
  else if (key == "grants")
    test.grants = grantBits(value);
  else
    malformed("no such key: " + key);
}

bool isKey(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

std::vector<ProgramCase> readCases(const std::string& text) {
  std::vector<ProgramCase> cases;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    size_t colon = line.find(": ");
    if (!line.starts_with("; ") || colon == std::string::npos || !isKey(std::string_view(line).substr(2, colon - 2)))
      continue;
    std::string key = line.substr(2, colon - 2);
    std::string value = line.substr(colon + 2);
    if (key == "args") {
      cases.emplace_back().line = number;
      cases.back().arguments = value;
    } else if (!cases.empty()) {
      setKey(cases.back(), key, value);
    }
  }
  return cases;
}

// Values.

void skipSpace(std::string_view& text) {
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
}

bool take(std::string_view& text, std::string_view token) {
  skipSpace(text);
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

template <typename Number>
bool takeNumber(std::string_view& text, char* to) {
  skipSpace(text);
  Number value{};
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  std::memcpy(to, &value, sizeof value);
  return true;
}

bool takeBool(std::string_view& text, char* to) {
  *to = take(text, "true") ? 1 : 0;
  return *to == 1 || take(text, "false");
}

bool takeString(std::string_view& text, ValueMemory& memory, char* to) {
  if (!take(text, "\"")) return false;
  std::string value;
  for (; !text.empty() && text[0] != '"'; text.remove_prefix(1)) {
    if (text[0] == '\\') text.remove_prefix(1);
    value += text[0];
  }
  char* bytes = memory.allocate(static_cast<int64_t>(value.size()));
  std::memcpy(bytes, value.data(), value.size());
  relon_string string{bytes, static_cast<int64_t>(value.size())};
  std::memcpy(to, &string, sizeof string);
  return take(text, "\"");
}

bool readList(std::string_view& text, const ir::TypeTable& types, ir::TypeId element, ValueMemory& memory, char* to) {
  int64_t size = ir::LayoutTable(types, sizeof(void*)).of(element).size;
  std::deque<char*> elements;
  if (!take(text, "[")) return false;
  while (!take(text, "]")) {
    elements.push_back(memory.allocate(size));
    if (!readValue(text, types, element, memory, elements.back())) return false;
    take(text, ",");
  }
  char* data = memory.allocate(size * static_cast<int64_t>(elements.size()));
  char* next = data;
  for (char* value : elements) {
    std::memcpy(next, value, static_cast<size_t>(size));
    next += size;
  }
  relon_list list{data, static_cast<int64_t>(elements.size())};
  std::memcpy(to, &list, sizeof list);
  return true;
}

bool readStruct(std::string_view& text, const ir::TypeTable& types, ir::TypeId id, ValueMemory& memory, char* to) {
  const ir::Type& type = types.get(id);
  bool isRecord = type.kind == ir::TypeKind::Record;
  std::vector<int64_t> offsets = ir::LayoutTable(types, sizeof(void*)).fieldOffsets(id);
  if (!take(text, isRecord ? "{" : "[")) return false;
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    if (i > 0 && !take(text, ",")) return false;
    if (isRecord && !take(text, '"' + type.fieldNames[i] + "\":")) return false;
    if (!readValue(text, types, type.arguments[i], memory, to + offsets[i])) return false;
  }
  return take(text, isRecord ? "}" : "]");
}

template <typename T>
T loaded(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::string floatText(double value) {
  if (std::isnan(value)) return "nan";
  char buffer[32];
  std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  return text.find_first_of(".einf") == std::string::npos ? text + ".0" : text;
}

std::string stringText(relon_string value) {
  std::string text = "\"";
  for (int64_t i = 0; i < value.size; ++i) {
    if (value.data[i] == '"' || value.data[i] == '\\') text += '\\';
    text += value.data[i];
  }
  return text + '"';
}

std::string listText(const ir::TypeTable& types, ir::TypeId element, relon_list list) {
  int64_t size = ir::LayoutTable(types, sizeof(void*)).of(element).size;
  std::string text = "[";
  for (int64_t i = 0; i < list.size; ++i) {
    if (i > 0) text += ", ";
    text += writeValue(types, element, static_cast<const char*>(list.data) + i * size);
  }
  return text + ']';
}

std::string structText(const ir::TypeTable& types, ir::TypeId id, const char* from) {
  const ir::Type& type = types.get(id);
  bool isRecord = type.kind == ir::TypeKind::Record;
  std::vector<int64_t> offsets = ir::LayoutTable(types, sizeof(void*)).fieldOffsets(id);
  std::string text = isRecord ? "{" : "[";
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    if (i > 0) text += ", ";
    if (isRecord) text += '"' + type.fieldNames[i] + "\": ";
    text += writeValue(types, type.arguments[i], from + offsets[i]);
  }
  return text + (isRecord ? "}" : "]");
}

// Cases.

struct ContextOwner : relon_context {
  ContextOwner() : relon_context{} { relon_context_init(this); }
  ~ContextOwner() { relon_context_destroy(this); }
};

void setBudgets(relon_context& context, const ProgramCase& test) {
  context.max_steps = context.steps_left = test.maxSteps.value_or(1000000000);
  context.max_memory = context.memory_left = test.maxMemory.value_or(INT64_MAX);
  context.max_elements = test.maxElements.value_or(INT64_MAX);
  context.max_depth = test.maxDepth.value_or(10000);
  context.capabilities = test.grants;
}

// The failure in as much detail as the case states it.
std::string failureText(const relon_context& context, const std::vector<Span>& sites, const std::string& stated) {
  std::string text(ir::errorKindName(context.status));
  if (text.empty()) text = "status " + std::to_string(context.status);
  if (stated.find(" at ") != std::string::npos) {
    bool isKnown = context.site >= 0 && static_cast<size_t>(context.site) < sites.size();
    Span span = isKnown ? sites[static_cast<size_t>(context.site)] : Span::none();
    text += " at " + std::to_string(span.begin) + '-' + std::to_string(span.end);
  }
  size_t detail = stated.find(" detail ");
  if (detail == std::string::npos) return text;
  text += " detail " + std::to_string(context.detail[0]);
  bool hasTwo = stated.find(' ', detail + 8) != std::string::npos;
  return hasTwo ? text + ' ' + std::to_string(context.detail[1]) : text;
}

std::string difference(const char* what, const std::string& expected, const std::string& found) {
  return expected == found ? std::string() : std::string(what) + ": expected " + expected + ", found " + found + '\n';
}

char* readArguments(const ProgramFile& program, const ProgramCase& test, ValueMemory& memory) {
  const ir::Function& function = program.module.function(program.module.entry->function);
  ir::TypeTable types = program.module.types;
  std::vector<ir::TypeId> parameters;
  for (ir::ValueId value : function.parameters) parameters.push_back(function.type(value));
  ir::TypeId tuple = types.tuple(parameters);
  char* bytes = memory.allocate(ir::LayoutTable(types, sizeof(void*)).of(tuple).size);
  std::string_view text = test.arguments;
  if (!readValue(text, types, tuple, memory, bytes)) malformed(program.path + ": bad arguments: " + test.arguments);
  return bytes;
}

}

char* ValueMemory::allocate(int64_t size) {
  blocks_.push_back(std::make_unique<char[]>(static_cast<size_t>(size) + 1));
  return blocks_.back().get();
}

bool readValue(std::string_view& text, const ir::TypeTable& types, ir::TypeId id, ValueMemory& memory, char* to) {
  switch (const ir::Type& type = types.get(id); type.kind) {
    case ir::TypeKind::Int:
      return takeNumber<int64_t>(text, to);
    case ir::TypeKind::Float:
      return takeNumber<double>(text, to);
    case ir::TypeKind::Bool:
      return takeBool(text, to);
    case ir::TypeKind::None:
      return take(text, "null");
    case ir::TypeKind::String:
      return takeString(text, memory, to);
    case ir::TypeKind::List:
      return readList(text, types, type.element(), memory, to);
    case ir::TypeKind::Tuple:
    case ir::TypeKind::Record:
      return readStruct(text, types, id, memory, to);
    default:
      return false;
  }
}

std::string writeValue(const ir::TypeTable& types, ir::TypeId id, const char* from) {
  switch (const ir::Type& type = types.get(id); type.kind) {
    case ir::TypeKind::Int:
      return std::to_string(loaded<int64_t>(from));
    case ir::TypeKind::Float:
      return floatText(loaded<double>(from));
    case ir::TypeKind::Bool:
      return *from == 0 ? "false" : *from == 1 ? "true" : "a Bool of another value";
    case ir::TypeKind::None:
      return "null";
    case ir::TypeKind::String:
      return stringText(loaded<relon_string>(from));
    case ir::TypeKind::List:
      return listText(types, type.element(), loaded<relon_list>(from));
    case ir::TypeKind::Tuple:
    case ir::TypeKind::Record:
      return structText(types, id, from);
    default:
      return "a value without text";
  }
}

std::vector<std::string> programPaths(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".rir") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

ProgramFile readProgram(const std::string& path) {
  std::string text = readFile(path);
  auto parsed = ir::parseModule(text);
  if (auto* error = std::get_if<ir::IrError>(&parsed)) {
    malformed(path + ':' + std::to_string(error->line) + ": " + error->message);
  }
  ProgramFile program{path, std::move(std::get<ir::Module>(parsed)), readCases(text)};
  if (auto error = ir::verify(program.module)) malformed(path + ": " + error->message);
  if (!program.module.entry || program.cases.empty()) malformed(path + ": no entry or no cases");
  return program;
}

std::string runCase(const ProgramFile& program, const ProgramCase& test, const RunProgram& run,
                    const std::vector<Span>& sites) {
  ValueMemory memory;
  ContextOwner context;
  setBudgets(context, test);
  ir::TypeId type = program.module.function(program.module.entry->function).result;
  char* arguments = readArguments(program, test, memory);
  char* result = memory.allocate(ir::LayoutTable(program.module.types, sizeof(void*)).of(type).size);
  relon_status status = run(&context, arguments, result);
  std::string out;
  if (status != context.status) out += "the status differs from the context's\n";
  if (status == relon_ok) {
    std::string expected = test.expect.value_or("error " + test.error.value_or("?"));
    out += difference("result", expected, writeValue(program.module.types, type, result));
  } else {
    std::string expected = test.error.value_or("result " + test.expect.value_or("?"));
    out += difference("error", expected, failureText(context, sites, expected));
    if (test.message) out += difference("message", *test.message, stringText(context.message));
  }
  if (test.steps) {
    int64_t used = context.max_steps - context.steps_left;
    out += difference("steps", std::to_string(*test.steps), std::to_string(used));
  }
  if (out.empty()) return out;
  return program.path + ':' + std::to_string(test.line) + ": args: " + test.arguments + '\n' + out;
}

}
