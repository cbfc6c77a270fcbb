#pragma once

#include "engine/front_end.h"

// The part of the front end that reads Relon's own language.
namespace relon::engine {

// Parse, load what is imported, check, lower.
Result<FrontEndOutput> readDocument(const FrontEndInput& input, const callable::Set& callables);

Result<std::string> documentTokens(const FrontEndInput& input);
Result<std::string> documentAst(const FrontEndInput& input);
// An error at the value with that JSON Pointer; see Engine::errorAt.
Error documentError(const FrontEndInput& input, std::string_view pointer, std::string code, std::string_view message);
// The text in the formatter's style.
Result<std::string> documentLayout(const FrontEndInput& input);

}
