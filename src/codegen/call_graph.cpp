#include "codegen/call_graph.h"

#include <algorithm>

namespace relon::codegen {

namespace {

using Edges = std::vector<std::vector<size_t>>;

// Node `functions.size()` stands for "whatever a closure calls".
Edges callEdges(const ir::Module& module) {
  size_t anyClosure = module.functions.size();
  Edges edges(anyClosure + 1);
  for (size_t caller = 0; caller < anyClosure; ++caller) {
    for (const ir::Op& op : module.functions[caller].ops) {
      if (op.code == ir::Opcode::CallClosure || op.code == ir::Opcode::CellForce) edges[caller].push_back(anyClosure);
      if (op.code == ir::Opcode::ClosureMake)
        edges[anyClosure].push_back(std::get<ir::FunctionId>(op.attribute).index());
      if (op.code != ir::Opcode::Call) continue;
      const auto& callee = std::get<ir::Callee>(op.attribute);
      if (auto* function = std::get_if<ir::FunctionId>(&callee)) edges[caller].push_back(function->index());
    }
  }
  return edges;
}

// Tarjan's algorithm without recursion: a program may be a long chain of calls.
class CycleFinder {
 public:
  explicit CycleFinder(const Edges& edges)
      : edges_(edges),
        index_(edges.size(), kUnseen),
        low_(edges.size()),
        onStack_(edges.size()),
        cyclic_(edges.size()) {}

  std::vector<bool> run() {
    for (size_t node = 0; node < edges_.size(); ++node) {
      if (index_[node] == kUnseen) visitFrom(node);
    }
    return cyclic_;
  }

 private:
  static constexpr size_t kUnseen = SIZE_MAX;
  struct Visit {
    size_t node;
    size_t nextEdge = 0;
  };

  void open(size_t node) {
    index_[node] = low_[node] = counter_++;
    stack_.push_back(node);
    onStack_[node] = true;
    visits_.push_back({node});
  }

  void visitFrom(size_t root) {
    open(root);
    while (!visits_.empty()) {
      Visit& visit = visits_.back();
      if (visit.nextEdge == edges_[visit.node].size()) {
        close(visit.node);
        continue;
      }
      size_t target = edges_[visit.node][visit.nextEdge++];
      if (target == visit.node) cyclic_[target] = true;
      if (index_[target] == kUnseen) {
        open(target);
      } else if (onStack_[target]) {
        low_[visit.node] = std::min(low_[visit.node], index_[target]);
      }
    }
  }

  void close(size_t node) {
    visits_.pop_back();
    if (!visits_.empty()) low_[visits_.back().node] = std::min(low_[visits_.back().node], low_[node]);
    if (low_[node] != index_[node]) return;
    bool isCycle = stack_.back() != node;
    size_t member;
    do {
      member = stack_.back();
      stack_.pop_back();
      onStack_[member] = false;
      if (isCycle) cyclic_[member] = true;
    } while (member != node);
  }

  const Edges& edges_;
  std::vector<size_t> index_;
  std::vector<size_t> low_;
  std::vector<bool> onStack_;
  std::vector<bool> cyclic_;
  std::vector<size_t> stack_;
  std::vector<Visit> visits_;
  size_t counter_ = 0;
};

}

std::vector<bool> recursiveFunctions(const ir::Module& module) {
  Edges edges = callEdges(module);
  std::vector<bool> cyclic = CycleFinder(edges).run();
  cyclic.resize(module.functions.size());
  return cyclic;
}

}
