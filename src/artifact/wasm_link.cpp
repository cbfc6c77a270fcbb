#include "artifact/wasm_link.h"

#include <mutex>

#include <lld/Common/Driver.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include "artifact/make_error.h"
#include "hostir/private_directory.h"

LLD_HAS_DRIVER(wasm)

namespace relon::artifact {
namespace {

Error ioError(const std::string& path, std::error_code failure) {
  return makeError("io_error", "`" + path + "`: " + failure.message());
}

Result<Done> writeFile(const std::string& path, std::span<const uint8_t> bytes) {
  std::error_code failure;
  llvm::raw_fd_ostream stream(path, failure);
  if (failure) return ioError(path, failure);
  stream.write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  stream.close();
  if (!stream.has_error()) return Done{};
  failure = stream.error();
  stream.clear_error();
  return ioError(path, failure);
}

Result<std::vector<uint8_t>> readFile(const std::string& path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, false, false);
  if (!buffer) return ioError(path, buffer.getError());
  return std::vector<uint8_t>((*buffer)->getBuffer().bytes_begin(), (*buffer)->getBuffer().bytes_end());
}

// The stack comes first, so that running over its end leaves the memory (a trap)
// instead of overwriting data.
std::vector<std::string> arguments(std::span<const std::string> inputs, const std::string& output,
                                   std::span<const std::string> exports) {
  std::vector<std::string> list = {"wasm-ld",
                                   "-o",
                                   output,
                                   "--no-entry",
                                   "--strip-all",
                                   "--gc-sections",
                                   "--stack-first",
                                   "--fatal-warnings",
                                   "-z",
                                   "stack-size=" + std::to_string(kWasmStackSize)};
  list.insert(list.end(), inputs.begin(), inputs.end());
  for (const std::string& name : exports) list.push_back("--export=" + name);
  return list;
}

Result<Done> runLinker(const std::vector<std::string>& list) {
  static std::mutex turn;
  std::lock_guard lock(turn);
  static bool usable = true;
  if (!usable) return makeError("internal_error", "the linker broke down in an earlier call");
  std::vector<const char*> pointers;
  for (const std::string& text : list) pointers.push_back(text.c_str());
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  lld::Result result = lld::lldMain(pointers, stream, stream, {{lld::Wasm, &lld::wasm::link}});
  usable = result.canRunAgain;
  if (result.retCode == 0) return Done{};
  return makeError("link_error", "the wasm module cannot be linked: " + messages);
}

}

Result<std::vector<uint8_t>> linkWasm(std::span<const std::span<const uint8_t>> objects,
                                      std::span<const std::string> exports) {
  Result<hostir::PrivateDirectory> directory = hostir::PrivateDirectory::create();
  if (!directory) return std::move(directory).error();
  std::vector<std::string> inputs;
  for (std::span<const uint8_t> object : objects) {
    inputs.push_back(directory->file("input" + std::to_string(inputs.size()) + ".o"));
    if (Result<Done> written = writeFile(inputs.back(), object); !written) return std::move(written).error();
  }
  std::string output = directory->file("program.wasm");
  if (Result<Done> linked = runLinker(arguments(inputs, output, exports)); !linked) return std::move(linked).error();
  return readFile(output);
}

}
