#pragma once

#include "relon/abi.h"

namespace relon::runtime {

// Whether a container may have so many elements. False after failing.
inline bool checkElements(relon_context* context, int64_t count) {
  if (count <= context->max_elements) return true;
  if (context->status == relon_ok) {
    context->status = relon_value_too_large;
    context->detail[0] = context->max_elements;
    context->detail[1] = count;
  }
  return false;
}

}
