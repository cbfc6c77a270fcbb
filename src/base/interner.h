#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/id.h"

namespace relon {

using NameId = Id<struct NameTag>;

// Gives equal texts equal ids. The views it returns live as long as it does.
class Interner {
 public:
  NameId intern(std::string_view text);
  // Whether the text was ever interned.
  bool knows(std::string_view text) const { return ids_.contains(text); }
  std::string_view text(NameId id) const { return texts_[id.index()]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, NameId> ids_;
};

}
