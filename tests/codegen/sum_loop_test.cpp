#include <gtest/gtest.h>

#include <cstring>

#include "artifact/jit.h"
#include "codegen/sum_loop.h"
#include "harness.h"
#include "interp/interpreter.h"
#include "parsed.h"

// Sums are computed a block at a time; nothing but time may tell. The interpreter, which
// adds one by one, says what must come out.
namespace relon::codegen {
namespace {

struct Outcome {
  relon_status status = relon_ok;
  int64_t value = 0;
  int64_t stepsLeft = 0;
  uint32_t begin = 0;
  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << "{status " << outcome.status << ", value " << outcome.value << ", steps left " << outcome.stepsLeft
             << ", at " << outcome.begin << "}";
}

template <typename Run>
Outcome outcomeOf(const Run& run, const std::vector<Span>& sites, const void* arguments) {
  relon_context context{};
  relon_context_init(&context);
  Outcome outcome;
  outcome.status = run(&context, arguments, &outcome.value);
  outcome.stepsLeft = context.steps_left;
  if (outcome.status != relon_ok) outcome.begin = sites[static_cast<size_t>(context.site)].begin;
  relon_context_destroy(&context);
  return outcome;
}

// One program in both executors.
class Both {
 public:
  explicit Both(std::string_view text) : module_(parsed(text)) {
    interpreted_ = interp::Program::prepare(module_, test::testCallables());
    auto code = artifact::jitCompile(module_, test::testCallables(), nullptr, {});
    if (!code) std::abort();
    compiled_ = std::move(*code);
  }

  // The result that both give.
  Outcome agree(const void* arguments) const {
    auto run = [&](auto... values) { return interpreted_->run(values...); };
    Outcome expected = outcomeOf(run, interpreted_->sites(), arguments);
    EXPECT_EQ(outcomeOf(compiled_->recordEntry(), compiled_->sites(), arguments), expected);
    return expected;
  }
  Outcome agree(int64_t n, int64_t start) const {
    int64_t arguments[] = {n, start};
    return agree(arguments);
  }
  Outcome agree(const std::vector<int64_t>& elements, int64_t start) const {
    struct {
      relon_list list;
      int64_t start;
    } arguments{{elements.data(), static_cast<int64_t>(elements.size())}, start};
    return agree(&arguments);
  }

 private:
  ir::Module module_;
  std::unique_ptr<interp::Program> interpreted_;
  std::unique_ptr<JitCode> compiled_;
};

// A loop from `first` to %n that begins with %start.
std::string rangeLoop(const std::string& first, const std::string& body) {
  return "module \"m\"\nfunc @main(%n: Int, %start: Int) -> Int {\n  enter\n  %f = const.int " + first +
         "\n  %s = each range %f, %n, %start (%i: Int, %x: Int, %acc: Int) {\n" + body +
         "  }\n  return %s\n}\nentry @main(n, start)\n";
}

const std::string kProducts = R"(
    %a = const.int 7
    %b = const.int 13
    %c = int.rem %x, %a @0:1-2
    %d = int.rem %x, %b @0:3-4
    %e = int.mul %c, %d @0:5-6
    %t = int.add %acc, %e @0:7-8
    yield %t
)";

const std::string kBranches = R"(
    %a = const.int 3
    %b = int.rem %x, %a @0:1-2
    %z = const.int 0
    %c = int.eq %b, %z
    %t = if %c {
      %d = int.mul %x, %x @0:3-4
      %e = int.add %acc, %d @0:5-6
      yield %e
    } else {
      %g = const.int 1
      %h = int.eq %b, %g
      %j = if %h {
        %k = int.add %x, %acc @0:7-8
        yield %k
      } else {
        %l = int.sub %acc, %x @0:9-10
        yield %l
      }
      yield %j
    }
    yield %t
)";

const std::string kListSum = R"(module "m"
func @main(%xs: List<Int>, %start: Int) -> Int {
  enter
  %s = each list %xs, %start (%i: Int, %x: Int, %acc: Int) {
    %t = int.add %acc, %x @0:1-2
    yield %t
  }
  return %s
}
entry @main(xs, start)
)";

constexpr int64_t kCounts[] = {-5,   0,    1,    2,    7,    63,   64,   65,   100,  128,
                               4095, 4096, 4097, 4159, 4160, 4161, 8191, 8192, 8193, 20000};

TEST(SumLoop, RangesOfAnyLength) {
  for (const std::string& body : {kProducts, kBranches}) {
    Both both(rangeLoop("0", body));
    for (int64_t n : kCounts) EXPECT_EQ(both.agree(n, 5).status, relon_ok);
  }
}

// For each length, starts from which the last term that counts just fits and just does not.
TEST(SumLoop, OverflowsInTheVeryRoundItShould) {
  for (const std::string& body : {kProducts, kBranches}) {
    Both both(rangeLoop("0", body));
    for (int64_t n : kCounts) {
      int64_t sum = both.agree(n, 0).value;
      if (sum <= 0) continue;
      for (int64_t longer : {n, n + 1, n + 4096, n + 9000}) {
        for (int64_t slack : {-1, 0, 1}) both.agree(longer, INT64_MAX - sum + slack);
      }
      if (body == kProducts) {
        EXPECT_EQ(both.agree(n, INT64_MAX - sum).value, INT64_MAX);
        EXPECT_EQ(both.agree(n, INT64_MAX - sum + 1).status, relon_numeric_overflow);
      }
    }
    for (int64_t start : {INT64_MIN, INT64_MIN + 1, INT64_MIN + 3000}) both.agree(10000, start);
  }
}

TEST(SumLoop, AccumulatorsAtTheEdgeOfWhereBlocksRunAhead) {
  Both both(rangeLoop("0", kProducts));
  for (int64_t edge : {int64_t{1} << 62, -(int64_t{1} << 62)}) {
    for (int64_t distance : {-100000, -1, 0, 1, 100000}) EXPECT_EQ(both.agree(20000, edge + distance).status, relon_ok);
  }
}

// Positions are 32 bits wide in blocks; elements may be more.
TEST(SumLoop, ElementsBeyond32Bits) {
  for (const char* first : {"2147483640", "2147479550", "2147483648", "3000000000"}) {
    for (const std::string& body : {kProducts, kBranches}) {
      Both both(rangeLoop(first, body));
      for (int64_t more : {0, 7, 8, 9, 4098, 4099, 9000}) {
        Outcome outcome = both.agree(std::stoll(first) + more, 0);
        // Squares of such numbers soon add up to more than an Int.
        if (body == kProducts) {
          EXPECT_EQ(outcome.status, relon_ok);
        }
      }
    }
  }
}

// The first square that is no Int is that of 3037000500.
TEST(SumLoop, TermsThatFailThemselves) {
  Both both(rangeLoop("3037000498", kBranches));
  EXPECT_EQ(both.agree(3037000600, 0).status, relon_numeric_overflow);
  EXPECT_EQ(both.agree(3037000600, 0).begin, 3u);
}

TEST(SumLoop, ListsOfSmallElements) {
  Both both(kListSum);
  for (int64_t n : kCounts) {
    std::vector<int64_t> elements(static_cast<size_t>(std::max<int64_t>(n, 0)));
    for (size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<int64_t>(i * 7919 % 10007) - 5000;
    for (int64_t start : {int64_t{0}, INT64_MAX, INT64_MAX - 5000, INT64_MIN, INT64_MIN + 5000})
      both.agree(elements, start);
  }
}

TEST(SumLoop, ListsWithOneLargeElement) {
  Both both(kListSum);
  constexpr int64_t limit = int64_t{1} << 49;
  for (int64_t large : {limit - 1, limit, limit + 1, -limit, -limit - 1, INT64_MAX, INT64_MIN}) {
    for (size_t at : {0, 1, 4095, 4096, 9999}) {
      std::vector<int64_t> elements(10000, 1);
      elements[at] = large;
      for (int64_t start : {0, -1, -5, -20000}) both.agree(elements, start);
    }
  }
}

// The sum of the whole block fits; that of its beginning does not.
TEST(SumLoop, OverflowThatLaterElementsWouldUndo) {
  Both both(kListSum);
  std::vector<int64_t> elements(5000, 0);
  elements[10] = INT64_MAX;
  elements[20] = 1;
  elements[30] = -INT64_MAX;
  EXPECT_EQ(both.agree(elements, 0).status, relon_numeric_overflow);
  elements[20] = 0;
  EXPECT_EQ(both.agree(elements, 0).value, 0);
  elements.assign(5000, (int64_t{1} << 49) - 1);
  elements[4999] = -1;
  for (int64_t start : {int64_t{0}, (int64_t{1} << 62) - 1, INT64_MAX - (int64_t{1} << 61), -(int64_t{1} << 62)})
    both.agree(elements, start);
}

// Which loops are sums.
bool isSum(const std::string& text) {
  ir::Module module = parsed(text);
  const ir::Function& function = module.functions[0];
  ValueRanges ranges(function);
  for (const ir::Op& op : function.ops)
    if (op.code == ir::Opcode::Each)
      return findSumLoop(module, function, op, ranges, [](ir::CallableId) { return false; }).has_value();
  return false;
}

TEST(FindSumLoop, TermsFreeOfTheAccumulator) {
  EXPECT_TRUE(isSum(rangeLoop("0", kProducts)));
  EXPECT_TRUE(isSum(rangeLoop("0", kBranches)));
  EXPECT_TRUE(isSum(kListSum));
  EXPECT_TRUE(isSum(rangeLoop("0",
                              "%z = const.int 3\n%c = int.lt %x, %z\n"
                              "%t = if %c {\n%a = int.add %acc, %x\nyield %a\n} else {\nyield %acc\n}\nyield %t\n")));
}

TEST(FindSumLoop, NothingElse) {
  EXPECT_FALSE(isSum(rangeLoop("-1", kProducts))) << "negative elements";
  EXPECT_FALSE(isSum(rangeLoop("0", "%t = int.add %acc, %acc\nyield %t\n")));
  EXPECT_FALSE(isSum(rangeLoop("0", "%t = int.sub %x, %acc\nyield %t\n")));
  EXPECT_FALSE(isSum(rangeLoop("0", "%t = int.mul %acc, %x\nyield %t\n")));
  EXPECT_FALSE(isSum(rangeLoop("0", "%a = int.add %acc, %x\n%t = int.add %a, %x\nyield %t\n"))) << "two terms";
  EXPECT_FALSE(isSum(rangeLoop("0", "yield %x\n")));
  EXPECT_FALSE(isSum(rangeLoop("0", "%a = int.mul %x, %x\n%b = int.mul %a, %x\n%t = int.add %acc, %b\nyield %t\n")))
      << "terms that can fail";
  EXPECT_FALSE(isSum(rangeLoop("0",
                               "%c = int.lt %acc, %x\n"
                               "%t = if %c {\n%a = int.add %acc, %x\nyield %a\n} else {\nyield %acc\n}\nyield %t\n")))
      << "a condition on the accumulator";
  EXPECT_FALSE(isSum(rangeLoop("0",
                               "%z = const.int 3\n%c = int.lt %x, %z\n"
                               "%t = if %c {\n%a = int.add %acc, %x\nyield %a\n} else {\nyield %z\n}\nyield %t\n")))
      << "a round that forgets the accumulator";
}

}
}
