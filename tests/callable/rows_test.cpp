#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "callable/set.h"
#include "relon/callable.h"

struct Order {
  int64_t qty;
  double price;
};
RELON_RECORD(Order, qty, price);

struct Mixed {
  bool flag;
  relon::String name;
  relon::List<Order> orders;
  bool last;
};
RELON_RECORD(Mixed, flag, name, orders, last);

extern "C" {
int64_t rows_add_seven(int64_t x) {
  return x + 7;
}
double rows_total(relon::Context& context, const relon::List<Order>& orders, bool taxed) noexcept {
  if (orders.size == 0) context.fail(relon::ErrorKind::host_error, "nothing ordered");
  double total = 0;
  for (const Order& order : orders) total += static_cast<double>(order.qty) * order.price;
  return taxed ? 2 * total : total;
}
void rows_pair(const Mixed& mixed, double x, relon::Tuple<relon::String, double>& result) {
  result = {mixed.name, mixed.last ? x : -x};
}
bool rows_nothing() {
  return true;
}
}

RELON_CALLABLE(rows_add_seven, "add_seven", relon::pure, "adds seven");
RELON_CALLABLE(rows_total, "orders.total", relon::pure | relon::walks_arguments, "the price of orders");
RELON_CALLABLE(rows_pair, "pair", relon::Capability::reads_clock | relon::Capability::uses_rng, "a pair");
RELON_CALLABLE(rows_nothing, "nothing", relon::Capability::network | relon::walks_arguments, "nothing");

extern "C" const relon_callable_row* const __start_relon_rows[];
extern "C" const relon_callable_row* const __stop_relon_rows[];

namespace relon {
namespace {

TEST(Rows, SignaturesAreReadOffTheFunctions) {
  EXPECT_STREQ(relon_row_rows_add_seven.signature, "(Int) -> Int");
  EXPECT_STREQ(relon_row_rows_total.signature, "(List<{qty: Int, price: Float}>, Bool) -> Float");
  EXPECT_STREQ(
      relon_row_rows_pair.signature,
      "({flag: Bool, name: String, orders: List<{qty: Int, price: Float}>, last: Bool}, Float) -> (String, Float)");
  EXPECT_STREQ(relon_row_rows_nothing.signature, "() -> Bool");
}

TEST(Rows, EffectsBecomeFlagsAndGate) {
  EXPECT_EQ(relon_row_rows_add_seven.flags, unsigned{relon_callable_pure});
  EXPECT_EQ(relon_row_rows_total.flags,
            unsigned{relon_callable_pure | relon_callable_takes_context | relon_callable_walks_arguments});
  EXPECT_EQ(relon_row_rows_pair.flags, 0u);
  EXPECT_EQ(relon_row_rows_pair.gate, (1u << relon_reads_clock) | (1u << relon_uses_rng));
  EXPECT_EQ(relon_row_rows_nothing.flags, unsigned{relon_callable_walks_arguments});
  EXPECT_EQ(relon_row_rows_nothing.gate, 1u << relon_network);
}

TEST(Rows, TheSectionListsThem) {
  callable::Set set;
  set.addRows(__start_relon_rows, __stop_relon_rows, false);
  EXPECT_EQ(set.all().size(), 4u);
  ASSERT_NE(set.find("orders.total"), nullptr);
  EXPECT_EQ(set.find("orders.total")->symbol, "rows_total");
  EXPECT_EQ(set.findSymbol("rows_pair")->name, "pair");
  EXPECT_EQ(set.find("rows_pair"), nullptr);
}

TEST(Rows, ThunksReadWordsAndWriteResults) {
  Context context;
  int64_t sum = 0;
  const uint64_t minusNine = static_cast<uint64_t>(int64_t{-9});
  relon_row_rows_add_seven.thunk(nullptr, &context, &minusNine, &sum);
  EXPECT_EQ(sum, -2);

  const Order orders[] = {{2, 1.5}, {1, 4.0}};
  const List<Order> list(orders, 2);
  const uint64_t words[] = {reinterpret_cast<uint64_t>(&list), 1};
  double total = 0;
  relon_row_rows_total.thunk(nullptr, &context, words, &total);
  EXPECT_EQ(total, 14.0);

  const Mixed mixed{true, "name", list, true};
  const double x = 0.5;
  uint64_t pairWords[] = {reinterpret_cast<uint64_t>(&mixed), 0};
  std::memcpy(&pairWords[1], &x, sizeof x);
  Tuple<String, double> pair{};
  relon_row_rows_pair.thunk(nullptr, &context, pairWords, &pair);
  EXPECT_EQ(pair.second, 0.5);
  EXPECT_EQ(std::string(pair.first.data, 4), "name");
}

TEST(Rows, AFailureIsLeftInTheContext) {
  Context context;
  const List<Order> none;
  const uint64_t words[] = {reinterpret_cast<uint64_t>(&none), 0};
  double total = 0;
  relon_row_rows_total.thunk(nullptr, &context, words, &total);
  EXPECT_EQ(context.status, relon_host_error);
}

TEST(Set, ALaterNameReplacesAnEarlierOne) {
  callable::Set set;
  set.add({.name = "f", .symbol = "a", .signature = "() -> Int"});
  set.add({.name = "g", .symbol = "b", .signature = "() -> Int"});
  set.add({.name = "f", .symbol = "c", .signature = "() -> Bool"});
  EXPECT_EQ(set.all().size(), 2u);
  EXPECT_EQ(set.find("f")->symbol, "c");
  EXPECT_EQ(set.find("h"), nullptr);
}

TEST(Set, ReferencesCarryTypes) {
  ir::TypeTable types;
  const ir::CallableRef reference = callable::reference(
      {.name = "f", .symbol = "a", .signature = "(Int, List<String>) -> Float", .gate = 8, .flags = 2}, types);
  ASSERT_EQ(reference.parameters.size(), 2u);
  EXPECT_EQ(types.text(reference.parameters[1]), "List<String>");
  EXPECT_EQ(reference.result, types.floatType());
  EXPECT_EQ(reference.gate, 8u);
  EXPECT_EQ(reference.flags, 2u);
}

}
}
