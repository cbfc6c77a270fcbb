#include "artifact/wasm_reader.h"

#include <algorithm>
#include <array>
#include <optional>

#include "artifact/make_error.h"

namespace relon::artifact {
namespace {

constexpr std::array<uint8_t, 8> kMagic = {0, 'a', 's', 'm', 1, 0, 0, 0};
constexpr uint32_t kImportSection = 2;

Error malformed(const char* what) {
  return makeError("invalid_wasm_module", std::string("the module's ") + what + " cannot be read");
}

// Reads forward; the first read past the end makes it bad, and it stays bad.
class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : rest_(bytes) {}

  bool bad() const { return bad_; }
  bool atEnd() const { return rest_.empty(); }
  uint8_t byte();
  uint32_t number();
  std::span<const uint8_t> take(uint32_t size);
  std::string name();
  void skipLimits();

 private:
  std::span<const uint8_t> rest_;
  bool bad_ = false;
};

std::span<const uint8_t> Reader::take(uint32_t size) {
  if (bad_ || size > rest_.size()) {
    bad_ = true;
    rest_ = {};
    return {};
  }
  std::span<const uint8_t> taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

uint8_t Reader::byte() {
  std::span<const uint8_t> taken = take(1);
  return taken.empty() ? uint8_t{0} : taken.front();
}

// Unsigned LEB128 of at most 32 bits.
uint32_t Reader::number() {
  uint64_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    uint8_t next = byte();
    value |= uint64_t{next & 0x7fu} << shift;
    if ((next & 0x80) != 0) continue;
    if (value > UINT32_MAX) bad_ = true;
    return static_cast<uint32_t>(value);
  }
  bad_ = true;
  return 0;
}

std::string Reader::name() {
  std::span<const uint8_t> bytes = take(number());
  return {bytes.begin(), bytes.end()};
}

// Flags (bit 0: there is a maximum), minimum, maximum.
void Reader::skipLimits() {
  uint8_t flags = byte();
  number();
  if ((flags & 1) != 0) number();
}

// What describes an import, by its kind: a type index; an element type and
// limits; limits; a value type and mutability; an attribute and a type index.
void skipDescription(Reader& reader, uint8_t kind) {
  switch (kind) {
    case 0:
      reader.number();
      return;
    case 1:
      reader.byte();
      reader.skipLimits();
      return;
    case 2:
      reader.skipLimits();
      return;
    case 3:
      reader.take(2);
      return;
    case 4:
      reader.byte();
      reader.number();
      return;
    default:
      reader.take(UINT32_MAX);
  }
}

Result<std::vector<WasmImport>> readSection(Reader reader) {
  std::vector<WasmImport> imports;
  uint32_t count = reader.number();
  for (uint32_t i = 0; i < count && !reader.bad(); ++i) {
    WasmImport import;
    import.module = reader.name();
    import.name = reader.name();
    import.kind = reader.byte();
    skipDescription(reader, import.kind);
    imports.push_back(std::move(import));
  }
  if (reader.bad() || !reader.atEnd()) return malformed("import section");
  return imports;
}

}

Result<std::vector<WasmImport>> readWasmImports(std::span<const uint8_t> module) {
  Reader reader(module);
  std::span<const uint8_t> magic = reader.take(kMagic.size());
  if (!std::ranges::equal(magic, kMagic)) return malformed("first bytes");
  while (!reader.atEnd()) {
    uint8_t id = reader.byte();
    std::span<const uint8_t> body = reader.take(reader.number());
    if (reader.bad()) return malformed("sections");
    if (id == kImportSection) return readSection(Reader(body));
  }
  return std::vector<WasmImport>{};
}

}
