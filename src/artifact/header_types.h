#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "artifact/entry_shape.h"
#include "artifact/names.h"

namespace relon::artifact {

// The C++ structs of a generated header: one for each record or tuple type that
// the entry's parameters and result reach. Brands give the names (`Order`), and
// where there is none the path to the type does (`ArgsCustomerAddress`).
class HeaderTypes {
 public:
  explicit HeaderTypes(const EntryShape& shape);

  // All definitions, each after what it contains, with assertions of the layout.
  const std::string& definitions() const { return text_; }
  const std::string& forwardDeclarations() const { return forward_; }
  // The C++ type of a value: `::int64_t`, `::relon::List<Order>`. Has bytes.
  std::string spelling(ir::TypeId type) const;

 private:
  struct Member {
    std::string name;
    ir::TypeId type;
    int64_t offset;
  };

  bool isStruct(ir::TypeId type) const;
  bool isEnum(ir::TypeId type) const;
  void defineEnum(ir::TypeId type);
  // A member function that gives the payload of a variant.
  std::string accessor(ir::TypeId type, size_t variant, const std::string& function) const;
  void nameAll();
  void name(ir::TypeId type, const std::string& path);
  void nameStruct(ir::TypeId type, const std::string& path);
  void defineAll();
  void define(ir::TypeId type);
  void writeStruct(const std::string& name, ir::TypeId type, const std::vector<std::string>& fields);
  std::vector<Member> members(ir::TypeId type, const std::vector<std::string>& fields) const;
  std::vector<std::string> fieldNames(ir::TypeId type) const;

  const EntryShape& shape_;
  ir::LayoutTable layout_;
  NameScope typeNames_;
  std::map<ir::TypeId, std::string> names_;
  // Every struct type, in the order of its naming.
  std::vector<ir::TypeId> order_;
  std::set<ir::TypeId> defined_;
  std::string text_;
  std::string forward_;
};

}
