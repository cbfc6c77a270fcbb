#include <relon/engine.h>

#include <iostream>

// Loads rules, lets them call a lambda, runs them with JSON and with C++ values.
int main(int argc, char** argv) {
  relon::Engine engine;
  const double rate = 0.25;
  engine.bind("tax", [rate](double amount) { return amount * rate; });
  engine.limits({.max_steps = 1'000'000});

  const auto program = engine.load(argc > 1 ? argv[1] : "total.rir");
  if (!program) {
    std::cerr << program.error().message;
    return 1;
  }
  const auto json = program->run(R"({"qty": 2, "price": 10.0})");
  std::cout << (json ? *json : json.error().message) << '\n';

  const auto total = program->entry<double(int64_t, double)>();
  relon::Context context;
  const auto gross = (*total)(context, 4, 10.0);
  std::cout << *gross << '\n';
}
