#pragma once

#include "check/typed.h"

namespace relon::check {

// Makes the types of tuple schemas those of plain tuples.
void forgetTupleSchemas(TypedDocument& document);

}
