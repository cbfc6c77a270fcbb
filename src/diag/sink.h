#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"

namespace relon {

// Collects diagnostics in the order of their reporting; the same code at the
// same place is kept once. Not thread-safe: one sink per compilation.
class DiagnosticSink {
 public:
  // Returns the stored diagnostic so that labels and help can be added.
  Diagnostic& report(DiagCode code, Span span, std::string message);

  bool hasErrors() const { return errors_ != 0; }
  size_t errorCount() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  // By file, then position; errors and warnings together. For printing.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
  Diagnostic repeated_;
  size_t errors_ = 0;
};

}
