#include "ir/ranges.h"

#include <gtest/gtest.h>

#include "ir/interval.h"

namespace relon::ir {
namespace {

// The names of the values whose ops are proved, in text order.
std::string provedIn(const std::string& body) {
  std::string text = "func @f(%n: Int, %m: Int, %l: List<Int>, %other: List<Int>, %s: String) -> Int {\nenter\n" +
                     body + "\nreturn %n\n}";
  auto parsed = parseModule(text);
  if (auto* error = std::get_if<IrError>(&parsed)) return "line " + std::to_string(error->line) + ": " + error->message;
  Module& module = std::get<Module>(parsed);
  if (auto error = verify(module)) return error->message;
  proveRanges(module);
  if (auto error = verify(module)) return error->message;
  std::string names;
  std::string printed = print(module);
  for (size_t at = printed.find("! "); at != std::string::npos; at = printed.find("! ", at + 1)) {
    size_t begin = printed.rfind('%', at);
    names += printed.substr(begin + 1, printed.find(' ', begin) - begin - 1) + ' ';
  }
  return names;
}

TEST(Ranges, Constants) {
  EXPECT_EQ(
      provedIn("%a = const.int 9223372036854775806\n%b = const.int 1\n%ok = int.add %a, %b\n%over = int.add %ok, %b\n"
               "%min = const.int -9223372036854775808\n%neg = int.neg %min\n%neg2 = int.neg %a\n"
               "%sub = int.sub %min, %b\n%sub2 = int.sub %a, %ok"),
      "ok neg2 sub2 ");
}

TEST(Ranges, UnknownInts) {
  EXPECT_EQ(provedIn("%one = const.int 1\n%a = int.add %n, %one\n%b = int.mul %n, %one\n%c = int.neg %n\n"
                     "%zero = const.int 0\n%d = int.add %n, %zero\n%e = int.mul %n, %m\n%f = int.mul %n, %zero"),
            "b d f ");
}

TEST(Ranges, Division) {
  EXPECT_EQ(
      provedIn("%k = const.int 7\n%z = const.int 0\n%mone = const.int -1\n%a = int.div %n, %k\n%b = int.rem %n, %k\n"
               "%c = int.div %n, %m\n%d = int.div %n, %z\n%e = int.rem %n, %mone\n%f = int.div %b, %mone\n"
               "%g = int.rem %b, %m"),
      "a b f ");
}

TEST(Ranges, RemaindersBoundProducts) {
  EXPECT_EQ(provedIn("%k7 = const.int 7\n%k13 = const.int 13\n%a = int.rem %n, %k7\n%b = int.rem %n, %k13\n"
                     "%p = int.mul %a, %b\n%q = int.mul %p, %p\n%sum = int.add %q, %n"),
            "a b p q ");
}

TEST(Ranges, Lengths) {
  EXPECT_EQ(
      provedIn("%a = list.len %l\n%b = text.len %s\n%c = range.len %n, %m\n%neg = int.neg %a\n%one = const.int 1\n"
               "%less = int.sub %b, %one\n%more = int.add %c, %one\n%diff = int.sub %a, %b\n%sum = int.add %a, %b"),
      "neg less diff ");
}

TEST(Ranges, RangeLoops) {
  EXPECT_EQ(
      provedIn(
          "%zero = const.int 0\n%one = const.int 1\n%r = each range %zero, %n, %zero (%i: Int, %x: Int, %acc: Int) {\n"
          "%next = int.add %x, %one\n%inext = int.add %i, %one\n%prev = int.sub %x, %one\n%sq = int.mul %x, %x\n"
          "%t = int.add %acc, %x\nyield %t\n}\n%after = int.add %r, %one"),
      "next inext prev ");
}

TEST(Ranges, RangeLoopsFromBounds) {
  EXPECT_EQ(provedIn("%lo = const.int -1000\n%hi = const.int 1000\n%zero = const.int 0\n"
                     "each range %lo, %hi (%i: Int, %x: Int) {\n%sq = int.mul %x, %x\n%cube = int.mul %sq, %x\n"
                     "%isq = int.mul %i, %i\n%by = int.div %hi, %x\nyield\n}\n"
                     "each range %n, %m (%i: Int, %x: Int) {\n%down = int.sub %x, %hi\n%up = int.sub %x, %lo\n%neg = "
                     "int.neg %i\nyield\n}"),
            "sq cube isq neg ");
}

TEST(Ranges, ListLoops) {
  EXPECT_EQ(provedIn("%zero = const.int 0\n%one = const.int 1\neach list %l (%i: Int, %x: Int) {\n"
                     "%a = list.get %l, %i\n%b = list.get %other, %i\n%c = list.get %l, %x\n%next = int.add %i, %one\n"
                     "%d = list.get %l, %next\n%e = int.add %x, %one\nyield\n}"),
            "a next ");
}

TEST(Ranges, IndexLoopsOverTheLength) {
  EXPECT_EQ(
      provedIn(
          "%zero = const.int 0\n%one = const.int 1\n%len = list.len %l\neach range %zero, %len (%i: Int, %x: Int) {\n"
          "%a = list.get %l, %x\n%b = list.get %l, %i\n%c = list.get %other, %x\nyield\n}\n"
          "each range %one, %len (%i2: Int, %x2: Int) {\n%d = list.get %l, %x2\nyield\n}\n"
          "each range %zero, %n (%i3: Int, %x3: Int) {\n%e = list.get %l, %x3\nyield\n}"),
      "a b ");
}

TEST(Ranges, BranchesNarrow) {
  EXPECT_EQ(provedIn("%k = const.int 100\n%one = const.int 1\n%c = int.lt %n, %k\nif %c {\n%a = int.add %n, %one\n%b = "
                     "int.sub %n, %one\n"
                     "yield\n} else {\n%d = int.add %n, %one\n%e = int.sub %n, %one\nyield\n}\n%f = int.add %n, %one"),
            "a e ");
  EXPECT_EQ(provedIn("%zero = const.int 0\n%k = const.int 10\n%c = int.eq %m, %zero\nif %c {\n%a = int.div %n, %m\n%z "
                     "= int.add %n, %m\nyield\n} else {\n"
                     "%b = int.div %k, %m\nyield\n}\n%not = bool.not %c\nif %not {\nyield\n} else {\n%y = int.sub %n, "
                     "%m\nyield\n}"),
            "z y ");
  EXPECT_EQ(provedIn("%one = const.int 1\n%c = int.lt %n, %m\nif %c {\n%a = int.add %n, %one\n%b = int.add %m, "
                     "%one\n%d = int.sub %m, %one\nyield\n"
                     "} else {\nyield\n}\n%e = int.le %n, %m\nif %e {\n%g = int.add %n, %one\nyield\n} else {\n%h = "
                     "int.sub %n, %one\nyield\n}"),
            "a d h ");
}

TEST(Ranges, BranchesJoin) {
  EXPECT_EQ(provedIn("%zero = const.int 0\n%k = const.int 100\n%c = int.lt %n, %zero\n%r = if %c {\nyield %zero\n} "
                     "else {\nyield %k\n}\n"
                     "%a = int.mul %r, %r\n%one = const.int 1\n%u = if %c {\nfail host_error \"\"\n} else {\nyield "
                     "%one\n}\n%b = int.div %n, %u\n"
                     "%v = if %c {\nyield %one\n} else {\nyield %m\n}\n%d = int.add %v, %one\n"
                     "%w = attempt {\nyield %one\n} else {\nyield %k\n}\n%e = int.add %w, %w"),
            "a b e ");
}

// Every operation on every pair of small intervals at the edges, against all their members.
TEST(Ranges, IntervalsHoldWhatHappens) {
  std::vector<int64_t> edges = {kIntMin, kIntMin + 1, -3, -2, -1, 0, 1, 2, 3, kIntMax - 1, kIntMax};
  std::vector<Interval> intervals;
  for (size_t i = 0; i < edges.size(); ++i) {
    for (size_t j = i; j < edges.size(); ++j) intervals.push_back({edges[i], edges[j]});
  }
  using Abstract = Checked (*)(Interval, Interval);
  using Concrete = relon_status (*)(int64_t, int64_t, int64_t&);
  std::pair<Abstract, Concrete> operations[] = {
      {add, checkedAdd}, {sub, checkedSub}, {mul, checkedMul}, {div, checkedDiv}, {rem, checkedRem}};
  for (auto [abstract, concrete] : operations) {
    for (Interval a : intervals) {
      for (Interval b : intervals) {
        Checked result = abstract(a, b);
        if (!result) continue;
        for (int64_t x : edges) {
          for (int64_t y : edges) {
            if (!a.contains(x) || !b.contains(y)) continue;
            int64_t value = 0;
            ASSERT_EQ(concrete(x, y, value), relon_ok) << x << ' ' << y;
            ASSERT_TRUE(result->contains(value)) << x << ' ' << y << ' ' << value;
          }
        }
      }
    }
  }
}

}
}
