#include "engine/front_end.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <memory>

#include "engine/document.h"
#include "engine/error_text.h"
#include "ir/ranges.h"

namespace relon::engine {

namespace {

Error cannotRead(const std::string& path, int reason, ErrorFormat format) {
  return errorWithoutPlace(format, path, "io_error", std::string("cannot read the file: ") + strerror(reason));
}

struct FileCloser {
  void operator()(FILE* file) const { fclose(file); }
};

Result<FrontEndOutput> readIr(const FrontEndInput& input) {
  auto parsed = ir::parseModule(input.text);
  if (auto* error = std::get_if<ir::IrError>(&parsed)) {
    return errorAtLine(input.format, input.name, error->line, "ir_error", error->message);
  }
  ir::Module& module = std::get<ir::Module>(parsed);
  if (auto error = ir::verify(module)) {
    return errorAtLine(input.format, input.name, error->line, "ir_error", error->message);
  }
  if (!module.entry) return errorWithoutPlace(input.format, input.name, "ir_error", "the module has no entry");
  auto sources = std::make_shared<SourceMap>();
  sources->add(input.name, input.text);
  module.sources = std::move(sources);
  return FrontEndOutput{std::move(module), ""};
}

Error notADocument(const FrontEndInput& input) {
  return errorWithoutPlace(input.format, input.name, "io_error", "a text of IR has no such form");
}

bool isIr(const FrontEndInput& input) {
  return std::string_view(input.name).ends_with(".rir");
}

}

Result<std::string> readFile(const std::string& path, ErrorFormat format) {
  const std::unique_ptr<FILE, FileCloser> file(fopen(path.c_str(), "rb"));
  if (!file) return cannotRead(path, errno, format);
  std::string text;
  char buffer[16384];
  while (const size_t size = fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, size);
  if (ferror(file.get()) != 0) return cannotRead(path, errno, format);
  return text;
}

Result<FrontEndOutput> runFrontEnd(const FrontEndInput& input, const callable::Set& callables) {
  Result<FrontEndOutput> output = isIr(input) ? readIr(input) : readDocument(input, callables);
  if (!output) return output;
  if (auto error = ir::verify(output->module))
    return errorWithoutPlace(input.format, input.name, "internal_error", "broken IR: " + error->message);
  ir::proveRanges(output->module);
  return output;
}

Result<std::string> dumpTokens(const FrontEndInput& input) {
  if (isIr(input)) return notADocument(input);
  return documentTokens(input);
}

Result<std::string> dumpAst(const FrontEndInput& input) {
  if (isIr(input)) return notADocument(input);
  return documentAst(input);
}

Error errorInDocument(const FrontEndInput& input, std::string_view pointer, std::string code,
                      std::string_view message) {
  if (isIr(input)) return errorWithoutPlace(input.format, input.name, std::move(code), message);
  return documentError(input, pointer, std::move(code), message);
}

Result<std::string> layOut(const FrontEndInput& input) {
  if (isIr(input)) return notADocument(input);
  return documentLayout(input);
}

}
