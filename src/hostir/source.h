#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hostir/process.h"
#include "relon/result.h"

// How host sources are compiled. Source files in, bytes out; what is in between
// happens in a private directory, or not at all when the cache has the result.
namespace relon::hostir {

enum class Language { C, Cpp, Rust };

// By the name's extension: .c, .cc .cpp .cxx, .rs; none for anything else.
std::optional<Language> languageOf(std::string_view path);

Error unknownKind(const std::string& path);

// What a compilation yields. A Rust archive holds all of std, and is not cached.
enum class Product { Bitcode, Object, RustArchive };

// One run of a compiler on one file, without the names of its outputs.
struct Compilation {
  Language language;
  Product product = Product::Bitcode;
  std::string source;
  std::vector<std::string> flags;
};

// Flags that host code has in common, whether it becomes bitcode or native code:
// the dialect, the include directories, and what makes results bit-identical.
std::vector<std::string> commonFlags(Language language, const std::string& source,
                                     const std::vector<std::string>& includeDirectories);

// The bytes that the compiler made, from a run of it or from the cache. The same
// errors as compileToBitcode.
Result<std::string> compile(const Compilation& compilation);

// Runs the tool; `subject` is what it works on, for messages.
Result<Finished> runTool(Tool tool, std::vector<std::string> arguments, const std::string& subject);

Result<std::string> readHostFile(const std::string& path);

// What stands for a file name in a compiler's arguments, where `-x.c` and `@x.c`
// would be read as something else.
std::string asArgument(const std::string& path);

}
