#include "artifact/symbols.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <llvm/Demangle/Demangle.h>
#include <llvm/Object/ObjectFile.h>

#include "artifact/make_error.h"
#include "codegen/symbols.h"

namespace relon::artifact {
namespace {

// The 128-bit arithmetic of the compiler's support library.
constexpr auto kSupport =
    std::to_array<std::string_view>({"__divti3", "__modti3", "__muloti4", "__multi3", "__udivti3", "__umodti3"});

// std::to_chars and std::from_chars print and read Floats.
bool isAlwaysThere(std::string_view symbol) {
  if (codegen::isLibcFunction(llvm::StringRef(symbol))) return true;
  if (std::ranges::find(kSupport, symbol) != kSupport.end()) return true;
  if (symbol == "_GLOBAL_OFFSET_TABLE_") return true;
  return symbol.starts_with("_ZSt8to_charsPcS_") || symbol.starts_with("_ZSt10from_charsPKcS0_");
}

Error unreadable(llvm::Error failure) {
  return makeError("internal_error", "the object file cannot be read back: " + llvm::toString(std::move(failure)));
}

// Adds one symbol to the list where it belongs; local and format-specific ones to none.
llvm::Error sortSymbol(const llvm::object::SymbolRef& symbol, ObjectSymbols& symbols) {
  llvm::Expected<uint32_t> flags = symbol.getFlags();
  if (!flags) return flags.takeError();
  constexpr uint32_t kNoSymbol = llvm::object::SymbolRef::SF_FormatSpecific;
  constexpr uint32_t kVisible = llvm::object::SymbolRef::SF_Global | llvm::object::SymbolRef::SF_Undefined;
  if ((*flags & kNoSymbol) != 0 || (*flags & kVisible) == 0) return llvm::Error::success();
  llvm::Expected<llvm::StringRef> name = symbol.getName();
  if (!name) return name.takeError();
  bool undefined = (*flags & llvm::object::SymbolRef::SF_Undefined) != 0;
  (undefined ? symbols.undefined : symbols.defined).push_back(name->str());
  return llvm::Error::success();
}

// `a`, `b::c(int)`, ...
std::string listed(const std::vector<std::string>& symbols) {
  std::string text;
  for (const std::string& symbol : symbols) {
    text += (text.empty() ? "`" : ", `") + llvm::demangle(symbol) + "`";
  }
  return text;
}

template <typename Allowed>
std::vector<std::string> without(std::vector<std::string> symbols, Allowed allowed) {
  std::erase_if(symbols, allowed);
  return symbols;
}

}

Result<ObjectSymbols> readSymbols(std::span<const uint8_t> object) {
  llvm::StringRef bytes(reinterpret_cast<const char*>(object.data()), object.size());
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(bytes, "object"));
  if (!file) return unreadable(file.takeError());
  ObjectSymbols symbols;
  for (const llvm::object::SymbolRef& symbol : (*file)->symbols()) {
    if (llvm::Error failure = sortSymbol(symbol, symbols)) return unreadable(std::move(failure));
  }
  std::ranges::sort(symbols.defined);
  std::ranges::sort(symbols.undefined);
  return symbols;
}

Result<Done> checkSymbols(std::span<const uint8_t> object, std::span<const std::string> exports,
                          std::span<const std::string> granted) {
  Result<ObjectSymbols> symbols = readSymbols(object);
  if (!symbols) return std::move(symbols).error();
  auto isGranted = [&](const std::string& symbol) {
    return isAlwaysThere(symbol) || std::ranges::find(granted, symbol) != granted.end();
  };
  if (auto missing = without(symbols->undefined, isGranted); !missing.empty()) {
    return makeError("undefined_symbol", "the object needs " + listed(missing) + ", which nothing provides");
  }
  auto isExport = [&](const std::string& symbol) { return std::ranges::find(exports, symbol) != exports.end(); };
  if (auto extra = without(symbols->defined, isExport); !extra.empty()) {
    return makeError("internal_error", "the object defines " + listed(extra) + " for everybody to see");
  }
  return Done{};
}

}
