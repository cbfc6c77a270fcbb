#include "engine/imports.h"

namespace relon::engine {

namespace {

void failMissing(void* target, relon_context* context, const uint64_t*, void*) {
  const auto& name = *static_cast<const std::string*>(target);
  relon_fail(context, relon_function_not_found, name.data(), static_cast<int64_t>(name.size()));
}

}

void ImportTable::bind(const std::vector<std::string>& names, const callable::Set& functions) {
  entries_.clear();
  for (const std::string& name : names) {
    const callable::Callable* found = functions.find(name);
    if (found != nullptr && found->thunk != nullptr) {
      entries_.push_back({found->thunk, found->target});
    } else {
      missing_.push_back(name);
      entries_.push_back({&failMissing, &missing_.back()});
    }
  }
}

}
