#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "programs.h"

struct Order {
  int64_t qty;
  double price;
};
RELON_RECORD(Order, qty, price);

struct Receipt {
  relon::String note;
  double total;
};
RELON_RECORD(Receipt, note, total);

struct LineInput {
  relon::String item;
  relon::Given<int64_t> qty;
  relon::Undeclared undeclared;
};
RELON_RECORD(LineInput, item, qty, undeclared);

struct Line {
  relon::String item;
  int64_t qty;
  relon::Undeclared undeclared;
};
RELON_RECORD(Line, item, qty, undeclared);

namespace relon::test {
namespace {

TEST(Entry, CallsWithScalars) {
  const Program program = load(Engine(), kScale);
  auto scale = program.entry<double(int64_t, double)>();
  ASSERT_TRUE(scale.ok()) << scale.error().message;
  Context context;
  EXPECT_EQ(*(*scale)(context, 3, 2.5), 7.5);
  EXPECT_EQ(*(*scale)(context, -4, 0.5), -2.0);
}

TEST(Entry, CallsWithRecords) {
  const Program program = load(Engine(), kOrder);
  auto price = program.entry<Receipt(const Order&)>();
  ASSERT_TRUE(price.ok()) << price.error().message;
  Context context;
  const Result<Receipt> receipt = (*price)(context, Order{4, 1.25});
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->total, 5.0);
  EXPECT_EQ(std::string(receipt->note.begin(), receipt->note.end()), "done");
}

// The bytes of relon::Dict, relon::Option and relon::Any are those of the language's types.
TEST(Entry, CallsWithDictsAndOptions) {
  const Program program = load(Engine(), R"(module "dicts"
func @main(%d: Dict<Int>, %o: Option<Bool>) -> (Option<Int>, Dict<Any>) {
  enter
  %tag = variant.tag %o
  %values = dict.values %d
  %zero = const.int 0
  %first = list.get %values, %zero
  %sum = int.add %first, %tag
  %some = variant.make Option<Int> Some %sum
  %any = variant.make Any Int %tag
  %anys = list.make List<Any> %any, %any
  %keys = dict.keys %d
  %dict = dict.make Dict<Any> %keys, %anys
  %result = struct.make (Option<Int>, Dict<Any>) %some, %dict
  return %result
}
entry @main(d, o)
)");
  using Both = Tuple<Option<int64_t>, Dict<Any>>;
  auto entry = program.entry<Both(const Dict<int64_t>&, const Option<bool>&)>();
  ASSERT_TRUE(entry.ok()) << entry.error().message;
  Context context;
  const String keys[] = {"a", "b"};
  const int64_t values[] = {40, 50};
  const Result<Both> both = (*entry)(context, Dict<int64_t>(keys, values, 2), Option<bool>(true));
  ASSERT_TRUE(both.ok()) << both.error().message;
  EXPECT_EQ(both->first.tag, Option<int64_t>::Some);
  EXPECT_EQ(both->first.value, 41);
  ASSERT_EQ(both->second.size, 2);
  EXPECT_EQ(both->second.value(1).tag, relon_any_int);
  EXPECT_EQ(both->second.value(1).as.integer, 1);
}

TEST(Entry, RefusesOtherTypes) {
  const Program program = load(Engine(), kScale);
  EXPECT_EQ((program.entry<double(double, double)>().error().code), "entry_type_mismatch");
  EXPECT_EQ((program.entry<double(int64_t)>().error().code), "entry_type_mismatch");
  EXPECT_EQ((program.entry<int64_t(int64_t, double)>().error().code), "entry_type_mismatch");
  EXPECT_NE((program.entry<double()>().error().message.find("(Int, Float) -> Float")), std::string::npos);
}

TEST(Entry, RecordsAreComparedByTheirFields) {
  const Program program = load(Engine(), kOrder);
  EXPECT_FALSE((program.entry<Order(const Order&)>().ok()));
  EXPECT_FALSE((program.entry<Receipt(const Receipt&)>().ok()));
}

// Loads a program in the language itself.
Program loadRules(const Engine& engine, const char* text) {
  Result<Program> program = engine.loadText("test.relon", text);
  if (!program) throw std::runtime_error(program.error().message);
  return *program;
}

constexpr const char* kLine = R"(
#schema Line { String item: *, #default 1 Int qty: (n) => n > 0 }
#main(Line line) -> Line
line
)";

// The caller gives the input form; the program fills in defaults and keeps what is undeclared.
TEST(Entry, SchemasAreTakenAsTheirInputForm) {
  const Program program = loadRules(Engine(), kLine);
  auto pass = program.entry<Line(const LineInput&)>();
  ASSERT_TRUE(pass.ok()) << pass.error().message;
  Context context;
  const String key("note");
  const Any value = Any::ofInt(7);
  const Dict<Any> undeclared(&key, &value, 1);
  const Result<Line> line = (*pass)(context, LineInput{"pen", Given<int64_t>(), {&undeclared}});
  ASSERT_TRUE(line.ok()) << line.error().message;
  EXPECT_EQ(line->qty, 1);
  ASSERT_NE(line->undeclared.fields, nullptr);
  ASSERT_EQ(line->undeclared.fields->size, 1);
  EXPECT_EQ(line->undeclared.fields->value(0).as.integer, 7);
  const Result<Line> given = (*pass)(context, LineInput{"pen", Given<int64_t>(4), {}});
  ASSERT_TRUE(given.ok()) << given.error().message;
  EXPECT_EQ(given->qty, 4);
  EXPECT_EQ(given->undeclared.fields, nullptr);
}

TEST(Entry, PredicatesOfArgumentsAreRun) {
  const Program program = loadRules(Engine(), kLine);
  auto pass = program.entry<Line(const LineInput&)>();
  ASSERT_TRUE(pass.ok()) << pass.error().message;
  Context context;
  const Result<Line> line = (*pass)(context, LineInput{"pen", Given<int64_t>(0), {}});
  ASSERT_FALSE(line.ok());
  EXPECT_EQ(line.error().code, "main_arg_type_mismatch");
  EXPECT_NE(line.error().message.find("/line/qty"), std::string::npos) << line.error().message;
}

TEST(Entry, AClosedStructIsNoSchema) {
  const Program program =
      loadRules(Engine(), "#schema Order { Int qty: *, Float price: * }\n#main(Order o) -> Int\no.qty");
  EXPECT_EQ((program.entry<int64_t(const Order&)>().error().code), "entry_type_mismatch");
}

TEST(Entry, HostFunctionsTakeAndGiveSchemas) {
  Engine engine;
  engine.bind("twice_as_many", [](const Line& line, Line& result) {
    result = line;
    result.qty *= 2;
  });
  const Program program = loadRules(engine, R"(
#schema Line { String item: *, Int qty: (n) => n < 10 }
{ Line line: { item: "pen", qty: 4, note: "n" }, Line more: twice_as_many(line) }
)");
  EXPECT_EQ(*program.run(), R"({"line":{"item":"pen","note":"n","qty":4},"more":{"item":"pen","note":"n","qty":8}})");
}

TEST(Entry, ForgetsAnEarlierFailure) {
  const Program program = load(Engine(), kNegate);
  auto negate = program.entry<int64_t(int64_t)>();
  Context context;
  EXPECT_EQ((*negate)(context, INT64_MIN).error().code, "numeric_overflow");
  EXPECT_EQ(*(*negate)(context, 5), -5);
}

TEST(Entry, OutlivesEngineAndProgram) {
  auto entry = load(Engine(), kNegate).entry<int64_t(int64_t)>();
  Context context;
  EXPECT_EQ(*(*entry)(context, 1), -1);
}

TEST(Entry, IsCallableFromManyThreads) {
  const Program program = load(Engine(), kNegate);
  auto negate = program.entry<int64_t(int64_t)>();
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int64_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&, seed] {
      Context context;
      for (int64_t i = 0; i < 1000; ++i) wrong += *(*negate)(context, seed + i) != -(seed + i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Run, TakesAndGivesJson) {
  const Program program = load(Engine(), kOrder);
  const Result<std::string> json = program.run(R"({"order": {"qty": 4, "price": 1.25}})");
  ASSERT_TRUE(json.ok()) << json.error().message;
  EXPECT_EQ(*json, R"({"note":"done","total":5.0})");
}

TEST(Run, SaysWhatIsWrongWithTheArguments) {
  const Program program = load(Engine(), kOrder);
  EXPECT_EQ(program.run("{}").error().code, "missing_main_arg");
  EXPECT_EQ(program.run("{").error().code, "invalid_json");
  EXPECT_EQ(program.run(R"({"order": 1})").error().code, "main_arg_type_mismatch");
  EXPECT_EQ(program.run(R"({"order": {"qty": 4, "price": 1.0}, "x": 1})").error().code, "unexpected_main_arg");
}

TEST(Run, KnowsItsParameters) {
  const Program program = load(Engine(), kScale);
  EXPECT_TRUE(program.hasMain());
  EXPECT_EQ(program.parameters(), "n: Int, by: Float");
}

}
}
