#include "artifact/entry_shape.h"

#include <algorithm>

namespace relon::artifact {

bool EntryShape::isScalar() const {
  auto scalar = [this](ir::TypeId type) { return types[type].isScalar(); };
  return scalar(result) && std::ranges::all_of(parameters, scalar);
}

EntryShape entryShape(const ir::Module& module) {
  const ir::Function& function = module.function(module.entry->function);
  EntryShape shape{.types = module.types,
                   .names = module.entry->parameterNames,
                   .parameters = {},
                   .result = function.result,
                   .arguments = {},
                   .isMain = module.entry->isMain};
  for (ir::ValueId parameter : function.parameters) shape.parameters.push_back(function.type(parameter));
  for (size_t i = shape.names.size(); i < shape.parameters.size(); ++i) {
    shape.names.push_back("argument" + std::to_string(i));
  }
  shape.arguments = shape.types.tuple(shape.parameters);
  return shape;
}

}
