#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "diag/diagnostic.h"

namespace relon {

// Collects diagnostics in the order of their reporting; the same code at the
// same place is kept once. Not thread-safe: one sink per compilation.
class DiagnosticSink {
 public:
  // Returns the stored diagnostic so that labels and help can be added; the
  // reference lasts until the next report. For a repeated one it leads nowhere.
  Diagnostic& report(DiagCode code, Span span, std::string message);

  bool hasErrors() const { return errors_ != 0; }
  size_t errorCount() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  // By file, then position; errors and warnings together. For printing.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
  // Takes what is added to a repeated diagnostic.
  Diagnostic repeated_;
  // Code, file, begin and end of all that was reported.
  std::set<std::tuple<uint16_t, uint32_t, uint32_t, uint32_t>> places_;
  size_t errors_ = 0;
};

}
