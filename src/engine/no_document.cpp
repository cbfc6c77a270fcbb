#include "engine/document.h"
#include "engine/error_text.h"

// Stands in for document.cpp in a build without checker and lowering: IR texts only.
namespace relon::engine {

namespace {

Error notBuilt(const FrontEndInput& input) {
  return errorWithoutPlace(input.format, input.name, "not_supported_yet", "this build reads .rir files only");
}

}

Result<FrontEndOutput> readDocument(const FrontEndInput& input, const callable::Set&) {
  return notBuilt(input);
}

Result<std::string> documentTokens(const FrontEndInput& input) {
  return notBuilt(input);
}

Result<std::string> documentAst(const FrontEndInput& input) {
  return notBuilt(input);
}

}
