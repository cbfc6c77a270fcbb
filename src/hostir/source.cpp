#include "hostir/source.h"

#include <cctype>
#include <cstdlib>

#include <dlfcn.h>

#include <llvm/ADT/StringSwitch.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include "hostir/cache.h"
#include "hostir/errors.h"
#include "hostir/obtain.h"
#include "hostir/private_directory.h"

// The tree that this library was built from, for use before it is installed.
#ifndef RELON_SOURCE_INCLUDE_DIR
#define RELON_SOURCE_INCLUDE_DIR ""
#endif

namespace path = llvm::sys::path;
namespace fs = llvm::sys::fs;

namespace relon::hostir {

namespace {

constexpr const char* kWasmTarget = "wasm32-unknown-unknown";

Tool toolFor(Language language) {
  switch (language) {
    case Language::C:
      return Tool::Clang;
    case Language::Cpp:
      return Tool::ClangXx;
    case Language::Rust:
      return Tool::Rustc;
  }
  __builtin_unreachable();
}

std::string environment(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
}

// What the compilers read from the environment and what decides how relative paths
// and, for rustup's `rustc`, the toolchain are found.
std::vector<std::string> surroundings() {
  llvm::SmallString<128> directory;
  fs::current_path(directory);
  std::vector<std::string> parts = {std::string(directory)};
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS", "SOURCE_DATE_EPOCH",
                           "RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "RUSTC_BOOTSTRAP"}) {
    parts.push_back(environment(name));
  }
  return parts;
}

// Changes when the program is replaced.
std::string identityOf(const std::string& tool) {
  fs::file_status status;
  if (fs::status(tool, status)) return tool;
  const auto written = status.getLastModificationTime().time_since_epoch().count();
  return tool + " " + std::to_string(status.getSize()) + " " + std::to_string(written);
}

std::string keyOf(const Compilation& compilation, const std::string& tool, const std::string& text) {
  std::vector<std::string> parts = {identityOf(tool), compilation.source, text,
                                    std::to_string(static_cast<int>(compilation.product))};
  if (compilation.language == Language::Rust) parts.push_back(rustVersion(tool).value_or(""));
  for (std::string& part : surroundings()) parts.push_back(std::move(part));
  parts.insert(parts.end(), compilation.flags.begin(), compilation.flags.end());
  return digest(parts);
}

struct Outputs {
  std::string product;
  std::string dependencies;
};

void addClangOutputs(std::vector<std::string>& arguments, Product product, const Outputs& outputs) {
  if (product == Product::Bitcode) arguments.insert(arguments.end(), {"-Xclang", "-disable-llvm-passes", "-emit-llvm"});
  arguments.insert(arguments.end(), {"-c", "-MD", "-MT", "host", "-MF", outputs.dependencies, "-o", outputs.product});
}

// Rust for bitcode is simplified by rustc, which proves many panics impossible and so
// makes functions admissible. Loops must be left as they are: vectorised or unrolled
// for any CPU, they take up to three times as long as when that is done for this one.
constexpr const char* kKeepLoops[] = {"-Cno-vectorize-loops", "-Cno-vectorize-slp",
                                      "-Cllvm-args=-unroll-runtime=false"};

void addRustOutputs(std::vector<std::string>& arguments, Product product, const Outputs& outputs) {
  const bool isArchive = product == Product::RustArchive;
  if (!isArchive) arguments.insert(arguments.end(), std::begin(kKeepLoops), std::end(kKeepLoops));
  arguments.push_back(isArchive ? "--crate-type=staticlib" : "--crate-type=lib");
  arguments.push_back("--emit=dep-info=" + outputs.dependencies + (isArchive ? ",link=" : ",llvm-bc=") +
                      outputs.product);
}

std::vector<std::string> commandLine(const Compilation& compilation, const Outputs& outputs) {
  std::vector<std::string> arguments = compilation.flags;
  if (compilation.language == Language::Rust) {
    addRustOutputs(arguments, compilation.product, outputs);
  } else {
    addClangOutputs(arguments, compilation.product, outputs);
  }
  arguments.push_back(asArgument(compilation.source));
  return arguments;
}

struct Compiled {
  std::string bytes;
  std::vector<std::string> files;
  bool cacheable = true;
};

Result<Compiled> runCompiler(const Compilation& compilation) {
  Result<PrivateDirectory> directory = PrivateDirectory::create();
  if (!directory) return directory.error();
  const Outputs outputs{directory->file("host.out"), directory->file("host.d")};
  Result<Finished> finished =
      runTool(toolFor(compilation.language), commandLine(compilation, outputs), compilation.source);
  if (!finished) return finished.error();
  Result<std::string> bytes = readHostFile(outputs.product);
  Result<std::string> rule = readHostFile(outputs.dependencies);
  if (!bytes || !rule) {
    return hostError("host_compile_failed", compilation.source, "the compiler succeeded but wrote no result");
  }
  // A Rust source that reads variables while it is compiled (`env!`).
  const bool readsEnvironment = rule->find("# env-dep:") != std::string::npos;
  return Compiled{std::move(*bytes), dependenciesOf(*rule), !readsEnvironment};
}

// Names of crates are identifiers, those of files need not be.
std::string crateName(const std::string& source) {
  std::string name = path::stem(source).str();
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return "host_" + name;
}

std::vector<std::string> rustFlags(const std::string& source) {
  return {"--edition=2021",        "--crate-name=" + crateName(source),
          "-Copt-level=3",         "-Ccodegen-units=1",
          "-Cpanic=abort",         "-Crelocation-model=pic",
          "-Coverflow-checks=off", "-Cdebug-assertions=off",
          "--color=never"};
}

// Where Debian's wasi-libc and libc++-22-dev-wasm32 put their headers.
constexpr const char* kWasmCHeaders = "/usr/include/wasm32-wasi";
constexpr const char* kWasmCppHeaders = "/usr/lib/llvm-22/include/wasm32-wasi/c++/v1";

// No target without a system has headers, so those of WASI are used, which insist
// on their own macro. What they declare must be inlined or is refused when linking.
std::vector<std::string> wasmFlags(Language language) {
  const std::string target = std::string("--target=") + kWasmTarget;
  if (language == Language::Rust) return {target};
  std::vector<std::string> flags = {target, "-D__wasi__"};
  if (language == Language::Cpp && fs::is_directory(kWasmCppHeaders)) {
    flags.insert(flags.end(), {"-isystem", kWasmCppHeaders});
  }
  if (fs::is_directory(kWasmCHeaders)) flags.insert(flags.end(), {"-isystem", kWasmCHeaders});
  return flags;
}

// What to install when that may be why a source did not compile to wasm.
std::string wasmAdvice(Language language) {
  if (language == Language::Rust) {
    const std::optional<std::string> tool = findTool(Tool::Rustc);
    if (!tool) return "";
    std::string library = runProgram({*tool, "--print=target-libdir", "--target", kWasmTarget}).output;
    library.erase(library.find_last_not_of('\n') + 1);
    if (!library.empty() && fs::is_directory(library)) return "";
    return std::string("note: this rustc lacks the library `core` for the target ") + kWasmTarget +
           "; get it with `rustup target add " + kWasmTarget + "` or the Debian package libstd-rust-dev-wasm32\n";
  }
  std::string missing;
  if (!fs::is_directory(kWasmCHeaders)) missing += " wasi-libc";
  if (language == Language::Cpp && !fs::is_directory(kWasmCppHeaders)) missing += " libc++-22-dev-wasm32";
  if (missing.empty()) return "";
  return "note: standard headers for wasm are not installed; get them with the Debian packages" + missing + "\n";
}

// The directory of this shared object, for finding what was installed beside it.
std::string ownDirectory() {
  Dl_info place;
  if (dladdr(reinterpret_cast<void*>(&includeDirectory), &place) == 0) return "";
  llvm::SmallString<128> file;
  if (fs::real_path(place.dli_fname, file)) return "";
  return path::parent_path(file).str();
}

bool hasHeaders(const std::string& directory) {
  return !directory.empty() && fs::exists(directory + "/relon/callable.h");
}

}

std::optional<Language> languageOf(std::string_view file) {
  return llvm::StringSwitch<std::optional<Language>>(path::extension(file))
      .Case(".c", Language::C)
      .Cases({".cc", ".cpp", ".cxx"}, Language::Cpp)
      .Case(".rs", Language::Rust)
      .Default(std::nullopt);
}

Error unknownKind(const std::string& file) {
  return hostError("host_input_invalid", file,
                   "the name does not end like that of host code: .c, .cc, .cpp, .cxx, .rs, .bc or .ll");
}

std::vector<std::string> commonFlags(Language language, const std::string& source,
                                     const std::vector<std::string>& includeDirectories) {
  if (language == Language::Rust) return rustFlags(source);
  std::vector<std::string> flags = {language == Language::C ? "-std=c17" : "-std=c++20",
                                    "-O2",
                                    "-g0",
                                    "-fPIC",
                                    "-fwrapv",
                                    "-ffp-contract=off",
                                    "-fno-math-errno",
                                    "-fno-stack-protector",
                                    "-fno-color-diagnostics"};
  const std::string directory = path::parent_path(source).str();
  flags.push_back("-I" + includeDirectory());
  for (const std::string& each : includeDirectories) flags.push_back("-I" + each);
  flags.push_back("-I" + (directory.empty() ? "." : directory));
  return flags;
}

Result<std::string> compile(const Compilation& compilation) {
  Result<std::string> text = readHostFile(compilation.source);
  if (!text) return text;
  const std::optional<std::string> tool = findTool(toolFor(compilation.language));
  if (!tool || compilation.product == Product::RustArchive) {
    Result<Compiled> compiled = runCompiler(compilation);
    return compiled ? Result<std::string>(std::move(compiled->bytes)) : compiled.error();
  }

  const Cache cache = Cache::open();
  const std::string key = keyOf(compilation, *tool, *text);
  if (std::optional<std::string> known = cache.find(key)) return std::move(*known);
  const int64_t start = fileClock();
  Result<Compiled> compiled = runCompiler(compilation);
  if (!compiled) return compiled.error();
  if (compiled->cacheable) cache.store(key, compiled->bytes, compiled->files, start);
  return std::move(compiled->bytes);
}

Result<Finished> runTool(Tool tool, std::vector<std::string> arguments, const std::string& subject) {
  const std::optional<std::string> program = findTool(tool);
  if (!program) {
    return hostError("host_compiler_not_found", subject,
                     "it is compiled by " + describeTool(tool) + ", which is not found");
  }
  arguments.insert(arguments.begin(), *program);
  Finished finished = runProgram(arguments);
  if (finished.started && finished.status == 0) return finished;
  const std::string reason = finished.started ? "refused it" : "cannot be started";
  return hostError("host_compile_failed", subject, "`" + *program + "` " + reason + "\n" + finished.errors);
}

Result<std::string> readHostFile(const std::string& file) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer) return hostError("host_input_invalid", file, "cannot be read: " + buffer.getError().message());
  return std::string((*buffer)->getBuffer());
}

std::string asArgument(const std::string& file) {
  return file.starts_with('-') || file.starts_with('@') ? "./" + file : file;
}

std::string includeDirectory() {
  if (std::string chosen = environment("RELON_INCLUDE_DIR"); !chosen.empty()) return chosen;
  const std::string own = ownDirectory();
  for (const char* relative : {"/../include", "/../../include"}) {
    if (hasHeaders(own + relative)) return own + relative;
  }
  return RELON_SOURCE_INCLUDE_DIR;
}

Result<std::string> compileToBitcode(const HostInput& input, const HostOptions& options) {
  const std::optional<Language> language = languageOf(input.path);
  if (!language) return unknownKind(input.path);
  Compilation compilation{.language = *language,
                          .source = input.path,
                          .flags = commonFlags(*language, input.path, options.includeDirectories)};
  if (*language != Language::Rust) compilation.flags.push_back("-fno-exceptions");
  if (options.wasm) {
    for (std::string& flag : wasmFlags(*language)) compilation.flags.push_back(std::move(flag));
  }
  Result<std::string> bitcode = compile(compilation);
  if (bitcode || !options.wasm || bitcode.error().code != "host_compile_failed") return bitcode;
  return Error{bitcode.error().code, bitcode.error().message + wasmAdvice(*language)};
}

}
