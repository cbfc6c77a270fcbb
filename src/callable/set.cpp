#include "callable/set.h"

#include <algorithm>

#include "base/check.h"

namespace relon::callable {

void Set::add(Callable callable) {
  const auto same = [&](const Callable& other) { return other.name == callable.name; };
  const auto found = std::find_if(all_.begin(), all_.end(), same);
  if (found == all_.end()) {
    all_.push_back(std::move(callable));
  } else {
    *found = std::move(callable);
  }
}

namespace {

Callable fromRow(const relon_callable_row& row, bool isLibrary) {
  return Callable{.name = row.name,
                  .symbol = row.symbol,
                  .signature = row.signature,
                  .doc = row.doc,
                  .gate = row.gate,
                  .flags = row.flags,
                  .address = row.address,
                  .thunk = row.thunk,
                  .target = row.address,
                  .hasIr = false,
                  .isLibrary = isLibrary};
}

}

void Set::addRows(const relon_callable_row* const* begin, const relon_callable_row* const* end, bool isLibrary) {
  for (; begin != end && *begin != nullptr; ++begin) {
    RELON_CHECK((*begin)->abi_version == RELON_ABI_VERSION, "a callable was built for another version of Relon");
    add(fromRow(**begin, isLibrary));
  }
}

const Callable* Set::find(std::string_view name) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Callable& each) { return each.name == name; });
  return found == all_.end() ? nullptr : &*found;
}

const Callable* Set::findSymbol(std::string_view symbol) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const Callable& each) { return each.symbol == symbol; });
  return found == all_.end() ? nullptr : &*found;
}

ir::CallableRef reference(const Callable& callable, ir::TypeTable& types) {
  Result<Signature> signature = parseSignature(callable.signature, types);
  RELON_CHECK(signature.ok(), "the signature of a callable in use has been parsed before");
  return ir::CallableRef{.name = callable.name,
                         .symbol = callable.symbol,
                         .parameters = std::move(signature->parameters),
                         .result = signature->result,
                         .gate = callable.gate,
                         .flags = callable.flags};
}

}
