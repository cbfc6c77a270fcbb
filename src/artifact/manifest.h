#pragma once

#include <span>
#include <string>
#include <vector>

#include "artifact/entry_shape.h"

namespace relon::artifact {

// The JSON that lies beside a wasm module and from which the loader knows how to
// write arguments and read results: types with their layout for 4-byte pointers,
// the imports with their signatures, error kinds, places, context offsets.
//
//   {"abi":3,"name":"price","isMain":true,
//    "types":[{"kind":"Int","size":8},{"kind":"List","element":0,"stride":8,"size":16},
//             {"kind":"Record","brand":"Order","open":true,"size":32,"extra":24,
//              "fields":[{"name":"id","type":0,"offset":0}]}],
//    "parameters":[{"name":"order","type":2,"offset":0}],"argumentsSize":32,
//    "result":0,"imports":[{"name":"now_ms","parameters":[],"result":0,"gate":8,"takesContext":true}],
//    "capabilities":["reads_fs"],"errorKinds":{"1":{"name":"variable_not_found","meaning":"..."}},
//    "sites":[{"file":"price.relon","line":3,"column":5,"operation":"addition"}],
//    "context":{"size":176,"steps_left":8}}
//
// Types are referred to by their index. `imports` are names in module.callables.
std::string generateManifest(const ir::Module& module, const EntryShape& shape, const std::string& name,
                             const std::vector<std::string>& imports, std::span<const Span> sites);

}
