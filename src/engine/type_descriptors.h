#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "ir/layout.h"
#include "ir/module.h"
#include "relon/layout.h"

namespace relon::engine {

// Descriptions of a program's types for code that knows no IR (layout.h). They point
// into this object and into the module's type table; neither may move.
class TypeDescriptors {
 public:
  explicit TypeDescriptors(const ir::TypeTable& types) : types_(types), layouts_(types, sizeof(void*)) {}
  TypeDescriptors(const TypeDescriptors&) = delete;
  TypeDescriptors& operator=(const TypeDescriptors&) = delete;

  const relon_type* describe(ir::TypeId type);
  // The struct of an entry's arguments: a tuple's layout with the parameters' names.
  const relon_type* describeArguments(ir::TypeId tuple, const std::vector<std::string>& names);

 private:
  struct Fields {
    std::vector<relon_type_field> fields;
    std::vector<uint32_t> byName;
  };

  uint32_t kindOf(ir::TypeId type) const;
  relon_type plain(ir::TypeId type) const;
  void fill(relon_type& description, ir::TypeId type);
  void addVariants(relon_type& description, ir::TypeId type);
  void addFields(relon_type& description, ir::TypeId type, const std::vector<std::string>& names);

  const ir::TypeTable& types_;
  ir::LayoutTable layouts_;
  std::unordered_map<ir::TypeId, const relon_type*> known_;
  std::deque<relon_type> descriptions_;
  std::deque<Fields> fields_;
};

}
