#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "relon/context.h"
#include "relon/json.h"
#include "relon/value.h"

namespace relon {

// Makes descriptors with the C layout, as the engine does from the program's types.
class Types {
 public:
  const relon_type* scalar(uint32_t kind, int64_t size, int64_t align) {
    relon_type type{};
    type.kind = kind;
    type.size = size;
    type.align = align;
    types_.push_back(type);
    return &types_.back();
  }
  const relon_type* list(const relon_type* element) { return container(relon_type_list, 16, element); }
  const relon_type* dict(const relon_type* element) { return container(relon_type_dict, 24, element); }
  using Fields = std::vector<std::pair<std::string, const relon_type*>>;
  relon_type* structure(uint32_t kind, const Fields& fields, bool open = false, std::string_view brand = "") {
    auto* type = const_cast<relon_type*>(scalar(kind, 0, 1));
    fields_.emplace_back();
    orders_.emplace_back();
    int64_t offset = 0;
    for (const auto& [name, field] : fields) {
      const relon_string text = keep(name);
      offset = (offset + field->align - 1) / field->align * field->align;
      fields_.back().push_back({text, field, offset, 0});
      orders_.back().push_back(static_cast<uint32_t>(orders_.back().size()));
      offset += field->size;
      type->align = std::max(type->align, field->align);
    }
    std::sort(orders_.back().begin(), orders_.back().end(),
              [&](uint32_t a, uint32_t b) { return fields[a].first < fields[b].first; });
    if (open) {
      offset = (offset + 7) / 8 * 8;
      type->undeclared_offset = offset;
      type->align = 8;
      offset += 8;
    }
    type->open = open ? 1 : 0;
    type->size = (offset + type->align - 1) / type->align * type->align;
    type->fields = fields_.back().data();
    type->field_count = static_cast<int64_t>(fields.size());
    type->by_name = orders_.back().data();
    type->brand = keep(std::string(brand));
    return type;
  }

  relon_type* tuple(const std::vector<const relon_type*>& elements) {
    Fields fields;
    for (const relon_type* element : elements) fields.emplace_back("", element);
    return structure(relon_type_tuple, fields);
  }
  // A payload named in `indirect` is behind a pointer; it may be defined afterwards.
  relon_type* enumeration(uint32_t kind, std::string_view brand, const Fields& variants,
                          const std::vector<std::string>& indirect = {}) {
    auto* type = const_cast<relon_type*>(scalar(kind, 0, 4));
    fields_.emplace_back();
    int64_t size = 0;
    for (const auto& [name, payload] : variants) {
      const bool isIndirect = std::find(indirect.begin(), indirect.end(), name) != indirect.end();
      fields_.back().push_back({keep(name), payload, 0, isIndirect ? uint64_t{relon_field_indirect} : 0});
      type->align = std::max(type->align, isIndirect ? 8 : payload->align);
      size = std::max(size, isIndirect ? 8 : payload->size);
    }
    for (relon_type_field& variant : fields_.back()) variant.offset = type->align;
    type->size = (type->align + size + type->align - 1) / type->align * type->align;
    type->fields = fields_.back().data();
    type->field_count = static_cast<int64_t>(variants.size());
    type->brand = keep(std::string(brand));
    return type;
  }
  relon_type* record(const Fields& fields) { return structure(relon_type_record, fields); }
  relon_type* option(const relon_type* some) {
    return enumeration(relon_type_option, "Option",
                       {{"None", none}, {"Some", record({{"value", some}})}, {"Absent", none}});
  }
  relon_type* result(const relon_type* ok, const relon_type* error) {
    return enumeration(relon_type_result, "Result",
                       {{"Ok", record({{"value", ok}})}, {"Err", record({{"error", error}})}});
  }
  relon_type* given(const relon_type* value) {
    return enumeration(relon_type_given, "Given", {{"Absent", none}, {"Given", record({{"value", value}})}});
  }

 private:
  const relon_type* container(uint32_t kind, int64_t size, const relon_type* element) {
    auto* type = const_cast<relon_type*>(scalar(kind, size, 8));
    type->element = element;
    return type;
  }
  relon_string keep(std::string text) {
    texts_.push_back(std::move(text));
    return {texts_.back().data(), static_cast<int64_t>(texts_.back().size())};
  }

  std::deque<relon_type> types_;
  std::deque<std::vector<relon_type_field>> fields_;
  std::deque<std::vector<uint32_t>> orders_;
  std::deque<std::string> texts_;

 public:
  const relon_type* integer = scalar(relon_type_int, 8, 8);
  const relon_type* floating = scalar(relon_type_float, 8, 8);
  const relon_type* boolean = scalar(relon_type_bool, 1, 1);
  const relon_type* none = scalar(relon_type_none, 0, 1);
  const relon_type* string = scalar(relon_type_string, 16, 8);
  const relon_type* closure = scalar(relon_type_closure, 16, 8);
  const relon_type* any = scalar(relon_type_any, 24, 8);
  const relon_type* number =
      enumeration(relon_type_number, "Number", {{"Int", tuple({integer})}, {"Float", tuple({floating})}});
};

class Json : public testing::Test {
 protected:
  // Text in, text out; or the error as `kind: message`.
  std::string through(const relon_type* type, std::string_view text, bool pretty = false) {
    relon_context_reset(&context_);
    void* value = allocate(type);
    // A copy of exactly this length, so that reading past its end is caught.
    const std::unique_ptr<char[]> copy(new char[text.size()]);
    std::copy(text.begin(), text.end(), copy.get());
    if (!relon_json_decode(&context_, type, {copy.get(), static_cast<int64_t>(text.size())}, value)) return failure();
    relon_string out{};
    if (!relon_json_encode(&context_, type, value, pretty, &out)) return failure();
    return std::string(out.data, static_cast<size_t>(out.size));
  }

  std::string encoded(const relon_type* type, const void* value, bool pretty = false) {
    relon_context_reset(&context_);
    relon_string out{};
    if (!relon_json_encode(&context_, type, value, pretty, &out)) return failure();
    return std::string(out.data, static_cast<size_t>(out.size));
  }

  std::string arguments(const relon_type* type, std::string_view text) {
    relon_context_reset(&context_);
    void* value = allocate(type);
    const relon_string input{text.data(), static_cast<int64_t>(text.size())};
    if (!relon_json_decode_arguments(&context_, type, input, value)) return failure();
    relon_string out{};
    relon_json_encode(&context_, type, value, false, &out);
    return std::string(out.data, static_cast<size_t>(out.size));
  }

  // Not zeroed, so that what is not written shows.
  void* allocate(const relon_type* type) {
    void* value = relon_allocate(&context_, type->size);
    std::memset(value, 0x5a, static_cast<size_t>(type->size));
    return value;
  }

  std::string failure() {
    EXPECT_NE(context_.status, relon_ok);
    return std::to_string(context_.status) + ": " +
           std::string(context_.message.data, static_cast<size_t>(context_.message.size));
  }

  const relon_type* order() {
    const relon_type* line = types_.structure(
        relon_type_record, {{"qty", types_.integer}, {"price", types_.floating}, {"gift", types_.boolean}}, false,
        "Line");
    return types_.structure(relon_type_record,
                            {{"name", types_.string},
                             {"lines", types_.list(line)},
                             {"pair", types_.structure(relon_type_tuple, {{"", types_.integer}, {"", types_.string}})}},
                            true, "Order");
  }

  Types types_;
  Context context_;
};

}
