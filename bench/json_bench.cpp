#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#ifdef RELON_BENCH_SIMDJSON
#include <simdjson.h>
#endif

#include <relon/context.h>
#include <relon/json.h>
#include <relon/value.h>

#include "harness.h"

// JSON into values and back: 100 MB of orders with nested lines, made in memory. Beside
// them simdjson, where it is installed: its tree, and the same structs.
namespace {

using relon::Context;
using relon::List;
using relon::Option;
using relon::String;

struct Line {
  String sku;
  int64_t quantity;
  double price;
  bool gift;
};

struct Order {
  int64_t id;
  String customer;
  Option<String> note;
  List<Line> lines;
  double total;
};

constexpr relon_type describe(uint32_t kind, int64_t size, int64_t align) {
  relon_type type{};
  type.kind = kind;
  type.size = size;
  type.align = align;
  return type;
}

constexpr relon_type aggregate(uint32_t kind, int64_t size, relon_string brand, const relon_type_field* fields,
                               int64_t count, const uint32_t* byName) {
  relon_type type = describe(kind, size, 8);
  type.brand = brand;
  type.fields = fields;
  type.field_count = count;
  type.by_name = byName;
  return type;
}

constexpr relon_type listOf(const relon_type* element) {
  relon_type type = describe(relon_type_list, sizeof(relon_list), 8);
  type.element = element;
  return type;
}

constexpr relon_type kInt = describe(relon_type_int, 8, 8);
constexpr relon_type kFloat = describe(relon_type_float, 8, 8);
constexpr relon_type kBool = describe(relon_type_bool, 1, 1);
constexpr relon_type kNone = describe(relon_type_none, 0, 1);
constexpr relon_type kString = describe(relon_type_string, sizeof(relon_string), 8);

constexpr uint32_t kFirst[] = {0};
constexpr relon_type_field kSomeFields[] = {{{"value", 5}, &kString, 0, 0}};
constexpr relon_type kSome = aggregate(relon_type_record, sizeof(String), {"", 0}, kSomeFields, 1, kFirst);
constexpr relon_type_field kNoteFields[] = {
    {{"None", 4}, &kNone, 8, 0}, {{"Some", 4}, &kSome, 8, 0}, {{"Absent", 6}, &kNone, 8, 0}};
constexpr relon_type kNote =
    aggregate(relon_type_option, sizeof(Option<String>), {"Option", 6}, kNoteFields, 3, nullptr);

constexpr relon_type_field kLineFields[] = {{{"sku", 3}, &kString, offsetof(Line, sku), 0},
                                            {{"quantity", 8}, &kInt, offsetof(Line, quantity), 0},
                                            {{"price", 5}, &kFloat, offsetof(Line, price), 0},
                                            {{"gift", 4}, &kBool, offsetof(Line, gift), 0}};
constexpr uint32_t kLineOrder[] = {3, 2, 1, 0};
constexpr relon_type kLine = aggregate(relon_type_record, sizeof(Line), {"Line", 4}, kLineFields, 4, kLineOrder);
constexpr relon_type kLines = listOf(&kLine);

constexpr relon_type_field kOrderFields[] = {{{"id", 2}, &kInt, offsetof(Order, id), 0},
                                             {{"customer", 8}, &kString, offsetof(Order, customer), 0},
                                             {{"note", 4}, &kNote, offsetof(Order, note), 0},
                                             {{"lines", 5}, &kLines, offsetof(Order, lines), 0},
                                             {{"total", 5}, &kFloat, offsetof(Order, total), 0}};
constexpr uint32_t kOrderOrder[] = {1, 0, 3, 2, 4};
constexpr relon_type kOrder = aggregate(relon_type_record, sizeof(Order), {"Order", 5}, kOrderFields, 5, kOrderOrder);
constexpr relon_type kOrders = listOf(&kOrder);

std::string makeOrders(size_t size) {
  std::mt19937_64 random(1);
  std::string text = "[";
  for (int64_t id = 0; text.size() < size; ++id) {
    if (id > 0) text += ",\n";
    text += "{\"id\": " + std::to_string(id) + ", \"customer\": \"customer " + std::to_string(random() % 100000) + '"';
    if (random() % 3 == 0) text += R"(, "note": "ring \"twice\", please")";
    text += ", \"lines\": [";
    for (uint64_t i = 0, count = 1 + random() % 6; i < count; ++i) {
      text += std::string(i > 0 ? ", " : "") + R"({"sku": "SKU-)" + std::to_string(random() % 1000000) +
              R"(", "quantity": )" + std::to_string(random() % 50) + ", \"price\": " + std::to_string(random() % 500) +
              '.' + std::to_string(10 + random() % 90) + ", \"gift\": " + (random() % 8 == 0 ? "true" : "false") + '}';
    }
    text += "], \"total\": " + std::to_string(random() % 100000) + ".25}";
  }
  return text + ']';
}

const std::string& orders() {
  static const std::string text = makeOrders(100 << 20);
  return text;
}

relon_string view(const std::string& text) {
  return {text.data(), static_cast<int64_t>(text.size())};
}

int64_t decode(Context& context) {
  relon_context_reset(&context);
  List<Order> list;
  if (!relon_json_decode(&context, &kOrders, view(orders()), &list)) bench::die("decoding fails");
  return list.size;
}

int64_t encode(Context& context, const List<Order>& list) {
  relon_context_reset(&context);
  relon_string text{};
  if (!relon_json_encode(&context, &kOrders, &list, false, &text)) bench::die("encoding fails");
  return text.size;
}

#ifdef RELON_BENCH_SIMDJSON
namespace ondemand = simdjson::ondemand;

int64_t parseTree(simdjson::dom::parser& parser, const simdjson::padded_string& text) {
  simdjson::dom::array document;
  if (parser.parse(text).get(document) != simdjson::SUCCESS) bench::die("simdjson fails");
  return static_cast<int64_t>(document.size());
}

struct SimdLine {
  std::string_view sku;
  int64_t quantity;
  double price;
  bool gift;
};

struct SimdOrder {
  int64_t id;
  std::string_view customer;
  std::string_view note;
  std::vector<SimdLine> lines;
  double total;
};

SimdLine readLine(ondemand::object line) {
  return {line["sku"].get_string(), line["quantity"].get_int64(), line["price"].get_double(), line["gift"].get_bool()};
}

SimdOrder readOrder(ondemand::object object) {
  SimdOrder order{object["id"].get_int64(), object["customer"].get_string(), {}, {}, 0};
  std::string_view note;
  if (object["note"].get(note) == simdjson::SUCCESS) order.note = note;
  for (ondemand::object line : object["lines"].get_array()) order.lines.push_back(readLine(line));
  order.total = object["total"].get_double();
  return order;
}

int64_t readStructs(ondemand::parser& parser, const simdjson::padded_string& text) {
  std::vector<SimdOrder> list;
  ondemand::document document = parser.iterate(text);
  for (ondemand::object order : document.get_array()) list.push_back(readOrder(order));
  return static_cast<int64_t>(list.size());
}
#endif

}

int main() {
  Context decoded;
  Context context;
  List<Order> list;
  if (!relon_json_decode(&decoded, &kOrders, view(orders()), &list)) bench::die("decoding fails");
  std::vector<bench::Subject> subjects = {{"JSON into values", [&] { return decode(context); }},
                                          {"values into JSON", [&] { return encode(context, list); }}};
#ifdef RELON_BENCH_SIMDJSON
  const simdjson::padded_string text(orders());
  simdjson::dom::parser trees;
  ondemand::parser parser;
  subjects.push_back({"simdjson, a tree", [&] { return parseTree(trees, text); }});
  subjects.push_back({"simdjson, structs", [&] { return readStructs(parser, text); }});
#endif
  std::puts("# JSON\n");
  bench::printMachine();
  std::puts("");
  const std::vector<double> times = bench::medianTimes(subjects);
  const auto size = static_cast<double>(orders().size());
  std::vector<bench::Row> rows;
  for (size_t i = 0; i < subjects.size(); ++i) {
    rows.push_back({subjects[i].name, bench::format("%.0f ms", times[i] / 1e6),
                    bench::format("%.0f MB/s", size / times[i] * 1e3), bench::format("%.2f", times[i] / times[0])});
  }
  bench::printTable({"100 MB of orders", "time", "input", "ratio"}, rows);
}
