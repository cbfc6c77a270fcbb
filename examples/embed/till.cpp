#include <iostream>

#include "total.h"

// Calls rules that were compiled into this program.
int main() {
  relon::Context context;
  const total::Args arguments{2, 10.0};
  total::Result result{};
  if (total::run(context, arguments, result) != relon_ok) return 1;
  std::cout << result << '\n';
}
