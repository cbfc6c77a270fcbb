#include "interp/flattener.h"

// Counting instructions, which only programs that are flattened for coverage have.
namespace relon::interp {

using ir::Op;

void Flattener::count(const CoveragePoint& point) {
  int64_t* counter = environment_.counters->at(point);
  emit(Code::Count, 0, 0, 0, static_cast<int64_t>(reinterpret_cast<intptr_t>(counter)));
}

void Flattener::countCall() {
  if (environment_.counters != nullptr && function_.span.valid())
    count({.kind = CoveragePoint::Kind::Function, .span = function_.span, .branch = {}, .depth = 0});
}

// The ends of regions have the spans of arms, not of what they do.
void Flattener::countLine(const Op& op) {
  if (environment_.counters == nullptr || !op.span.valid()) return;
  if (op.code == ir::Opcode::Yield || op.code == ir::Opcode::Return) return;
  const SourceFile& file = environment_.module.sources->file(op.span.file);
  const std::pair line(op.span.file, file.lineColumn(op.span.begin).line);
  if (std::find(lines_.begin(), lines_.end(), line) != lines_.end()) return;
  lines_.push_back(line);
  count({.kind = CoveragePoint::Kind::Line, .span = op.span, .branch = {}, .depth = depth_});
}

// What was counted before the branch need not be counted again in it; what is counted
// in one arm must be in the next.
void Flattener::arm(const Op& op, ir::RegionId id, std::span<const uint32_t> targets) {
  const size_t counted = lines_.size();
  const Op& last = function_.op(function_.region(id).ops.back());
  const bool isArm = last.code == ir::Opcode::Yield && last.span.valid() && last.span != op.span;
  if (environment_.counters != nullptr && isArm)
    count({.kind = CoveragePoint::Kind::Arm, .span = last.span, .branch = op.span, .depth = 0});
  region(id, targets);
  lines_.resize(counted);
}

void Flattener::rounds(ir::RegionId body) {
  std::vector<std::pair<FileId, uint32_t>> outside = std::exchange(lines_, {});
  ++depth_;
  region(body, {});
  --depth_;
  lines_ = std::move(outside);
}

}
