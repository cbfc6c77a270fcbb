#include <gtest/gtest.h>

#include "ir/layout.h"
#include "ir/semantics.h"
#include "ir/type.h"

namespace relon::ir {
namespace {

TEST(Types, EqualStructureIsOneType) {
  TypeTable types;
  TypeId a = types.list(types.tuple({types.intType(), types.stringType()}));
  EXPECT_EQ(a, types.list(types.tuple({types.intType(), types.stringType()})));
  EXPECT_NE(a, types.list(types.tuple({types.stringType(), types.intType()})));
  EXPECT_NE(types.tuple({types.intType()}), types.list(types.intType()));
  EXPECT_NE(types.record({"a"}, {types.intType()}), types.record({"b"}, {types.intType()}));
  EXPECT_NE(types.record({"a", "b"}, {types.intType(), types.intType()}),
            types.record({"ab", ""}, {types.intType(), types.intType()}));
  EXPECT_NE(types.closure({types.intType()}, types.boolType()), types.closure({}, types.boolType()));
}

TEST(Types, SchemasAreNominal) {
  TypeTable types;
  TypeId tree = types.declareRecord("Tree");
  EXPECT_EQ(tree, types.declareRecord("Tree"));
  types.defineRecord(tree, {"children"}, {types.list(tree)}, false);
  EXPECT_NE(tree, types.record({"children"}, {types.list(tree)}));
  EXPECT_EQ(types.fieldIndex(tree, "children"), 0);
  EXPECT_EQ(types.fieldIndex(tree, "x"), -1);
}

TEST(Types, Text) {
  TypeTable types;
  EXPECT_EQ(types.text(types.tuple({})), "()");
  EXPECT_EQ(types.text(types.tuple({types.intType()})), "(Int,)");
  EXPECT_EQ(types.text(types.record({"a b"}, {types.list(types.neverType())})), "{\"a b\": List<Never>}");
  EXPECT_EQ(types.text(types.closure({types.intType()}, types.floatType())), "Fn<Int, Float>");
  EXPECT_EQ(types.text(types.declareRecord("geo.Point")), "geo.Point");
  EXPECT_EQ(types.text(types.declareRecord("Int")), "\"Int\"");
}

TEST(Layout, FollowsC) {
  struct Sample {
    bool a;
    int64_t b;
    bool c;
    bool d;
    struct {
      const char* data;
      int64_t size;
    } e;
    bool f;
  };
  TypeTable types;
  TypeId type = types.tuple({types.boolType(), types.intType(), types.boolType(), types.boolType(), types.stringType(),
                             types.boolType(), types.noneType()});
  LayoutTable native(types, 8);
  EXPECT_EQ(native.of(type).size, static_cast<int64_t>(sizeof(Sample)));
  EXPECT_EQ(native.of(type).align, static_cast<int64_t>(alignof(Sample)));
  std::vector<int64_t> expected = {offsetof(Sample, a),    offsetof(Sample, b), offsetof(Sample, c),
                                   offsetof(Sample, d),    offsetof(Sample, e), offsetof(Sample, f),
                                   offsetof(Sample, f) + 1};
  EXPECT_EQ(native.fieldOffsets(type), expected);
}

TEST(Layout, Pointers) {
  TypeTable types;
  LayoutTable wasm(types, 4);
  LayoutTable native(types, 8);
  EXPECT_EQ(wasm.of(types.stringType()).size, 16);
  EXPECT_EQ(native.of(types.stringType()).size, 16);
  EXPECT_EQ(wasm.of(types.closure({}, types.intType())).size, 8);
  EXPECT_EQ(wasm.of(types.cell(types.intType())).size, 4);
  EXPECT_EQ(native.of(types.tuple({})).size, 0);
  TypeId open = types.declareRecord("Open");
  types.defineRecord(open, {"a"}, {types.boolType()}, true);
  EXPECT_EQ(native.of(open).size, 16);
  EXPECT_EQ(wasm.of(open).size, 8);
  EXPECT_EQ(native.fieldOffsets(open), (std::vector<int64_t>{0, 8}));
}

static_assert(compareMixed(9007199254740993, 9007199254740992.0) == Ordering::Greater);
static_assert(compareMixed(kIntMax, 0x1p63) == Ordering::Less);
static_assert(compareMixed(kIntMin, -0x1p63) == Ordering::Equal);
static_assert(compareMixed(-1, -1.5) == Ordering::Greater);
static_assert(rangeLen(kIntMin, kIntMax) == kIntMax);
static_assert(rangeLen(-1, kIntMax - 1) == kIntMax);

}
}
