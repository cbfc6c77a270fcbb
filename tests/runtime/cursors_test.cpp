#include <gtest/gtest.h>

#include "relon/context.h"

extern "C" {
int64_t relon_cursor_new(relon::Context& context);
int64_t relon_cursor_advance(relon::Context& context, int64_t cursor, int64_t length);
}

namespace relon {
namespace {

TEST(Cursors, MoveOnUntilTheEnd) {
  Context context;
  const int64_t cursor = relon_cursor_new(context);
  EXPECT_EQ(relon_cursor_advance(context, cursor, 2), 0);
  EXPECT_EQ(relon_cursor_advance(context, cursor, 2), 1);
  EXPECT_EQ(relon_cursor_advance(context, cursor, 2), -1);
  EXPECT_EQ(relon_cursor_advance(context, cursor, 2), -1);
}

TEST(Cursors, OfAnotherRunAreAtTheirEnd) {
  Context context;
  const int64_t cursor = relon_cursor_new(context);
  relon_context_reset(&context);
  for (int64_t other : {cursor, int64_t{-1}, INT64_MAX}) EXPECT_EQ(relon_cursor_advance(context, other, 2), -1);
  EXPECT_EQ(relon_cursor_new(context), 0);
}

TEST(Cursors, AreKeptApartWhenTheyAreMany) {
  Context context;
  for (int64_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(relon_cursor_new(context), i);
    EXPECT_EQ(relon_cursor_advance(context, i, 9), 0);
  }
  for (int64_t i = 0; i < 1000; ++i) EXPECT_EQ(relon_cursor_advance(context, i, 9), 1);
}

TEST(Cursors, TakeMemoryOfTheBudget) {
  Context context;
  context.max_memory = 64;
  relon_context_reset(&context);
  EXPECT_EQ(relon_cursor_new(context), -1);
  EXPECT_EQ(context.status, relon_memory_limit_exceeded);
}

}
}
