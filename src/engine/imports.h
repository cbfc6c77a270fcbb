#pragma once

#include <deque>
#include <string>
#include <vector>

#include "callable/set.h"
#include "relon/abi.h"

namespace relon::engine {

// The table that a context's `imports` points to: one entry per name, in the program's
// order. A name without a function gets an entry that fails with function_not_found.
// Entries refer to this object, which must neither move nor go before the program.
class ImportTable {
 public:
  ImportTable() = default;
  ImportTable(const ImportTable&) = delete;
  ImportTable& operator=(const ImportTable&) = delete;

  void bind(const std::vector<std::string>& names, const callable::Set& functions);
  const relon_import* entries() const { return entries_.data(); }

 private:
  std::vector<relon_import> entries_;
  // The names of functions that are missing.
  std::deque<std::string> missing_;
};

}
