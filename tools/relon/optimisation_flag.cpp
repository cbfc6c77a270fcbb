#include "optimisation_flag.h"

namespace relon::cli {

CLI::Option* OptimisationFlag::addTo(CLI::App& command) {
  const auto take = [this](const int& given) {
    level = given;
    isGiven = true;
  };
  return command.add_option_function<int>("-O", take, "how much compiled code is optimised, 0 to 3; 3 without")
      ->check(CLI::Range(0, 3))
      ->type_name("LEVEL");
}

}
