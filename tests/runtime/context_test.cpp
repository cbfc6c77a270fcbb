#include "relon/context.h"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace relon {
namespace {

TEST(Context, StartsWithoutBudgets) {
  Context context;
  EXPECT_EQ(context.steps_left, INT64_MAX);
  EXPECT_EQ(context.memory_left, INT64_MAX);
  EXPECT_EQ(context.max_depth, 10000);
  EXPECT_EQ(context.site, -1);
  EXPECT_FALSE(context.failed());
}

TEST(Context, AllocatesAlignedDistinctMemory) {
  Context context;
  char* last = nullptr;
  for (int64_t size : {1, 15, 16, 17, 5000, 3, 1000000, 7}) {
    auto* memory = static_cast<char*>(relon_allocate(&context, size));
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 16, 0u);
    EXPECT_NE(memory, last);
    std::memset(memory, 0xab, static_cast<size_t>(size));
    last = memory;
  }
  EXPECT_NE(relon_allocate(&context, 0), nullptr);
}

TEST(Context, MemoryBudgetIsExact) {
  Context context;
  context.max_memory = 64;
  relon_context_reset(&context);
  EXPECT_NE(relon_allocate(&context, 16), nullptr);
  EXPECT_NE(relon_allocate(&context, 33), nullptr);
  EXPECT_EQ(context.memory_left, 0);
  EXPECT_EQ(relon_allocate(&context, 1), nullptr);
  EXPECT_EQ(context.status, relon_memory_limit_exceeded);
  EXPECT_EQ(context.detail[0], 64);
}

TEST(Context, RefusesImpossibleSizes) {
  for (int64_t size : {int64_t{-1}, INT64_MIN, INT64_MAX, int64_t{1} << 60, int64_t{1} << 46}) {
    Context context;
    EXPECT_EQ(relon_allocate(&context, size), nullptr);
    EXPECT_EQ(context.status, relon_memory_limit_exceeded);
  }
}

TEST(Context, ResetForgetsEverythingButGrants) {
  Context context;
  context.capabilities = 8;
  context.max_steps = 5;
  context.max_memory = 1 << 20;
  for (int round = 0; round < 100; ++round) {
    relon_context_reset(&context);
    EXPECT_EQ(context.steps_left, 5);
    for (int i = 0; i < 100; ++i) ASSERT_NE(relon_allocate(&context, 10000), nullptr);
    context.fail(ErrorKind::host_error, "broken");
  }
  relon_context_reset(&context);
  EXPECT_EQ(context.memory_left, 1 << 20);
  EXPECT_FALSE(context.failed());
  EXPECT_EQ(context.message.size, 0);
  EXPECT_EQ(context.capabilities, 8u);
}

TEST(Context, ResetKeepsABlockToReuse) {
  Context context;
  void* first = relon_allocate(&context, 100);
  relon_context_reset(&context);
  EXPECT_EQ(relon_allocate(&context, 100), first);
}

TEST(Context, KeepsTheFirstFailure) {
  Context context;
  std::string message = "first";
  context.fail(ErrorKind::host_error, message.data(), 5);
  message = "XXXXX";
  context.fail(ErrorKind::type_mismatch, "second");
  EXPECT_EQ(context.status, relon_host_error);
  EXPECT_EQ(std::string(context.message.data, 5), "first");
}

TEST(Context, TellsAFailureWithoutMemoryLeft) {
  Context context;
  context.max_memory = 0;
  relon_context_reset(&context);
  context.fail(ErrorKind::host_error, "no memory");
  EXPECT_EQ(context.message.size, 9);
}

TEST(Context, ChargeCountsToTheUnit) {
  Context context;
  context.max_steps = 10;
  relon_context_reset(&context);
  EXPECT_TRUE(context.charge(10));
  EXPECT_FALSE(context.charge(1));
  EXPECT_EQ(context.status, relon_step_limit_exceeded);
}

TEST(Builder, GrowsAndKeepsItsElements) {
  Context context;
  relon_builder builder;
  ASSERT_TRUE(relon_list_reserve(&context, &builder, 0, 8));
  for (int64_t i = 0; i < 10000; ++i) {
    if (builder.size == builder.capacity) {
      ASSERT_TRUE(relon_list_grow(&context, &builder, 8));
    }
    static_cast<int64_t*>(builder.data)[builder.size++] = i;
  }
  for (int64_t i = 0; i < 10000; ++i) ASSERT_EQ(static_cast<int64_t*>(builder.data)[i], i);
}

TEST(Builder, StopsAtTheElementLimit) {
  Context context;
  context.max_elements = 11;
  relon_builder builder;
  ASSERT_TRUE(relon_list_reserve(&context, &builder, 3, 1));
  EXPECT_EQ(builder.capacity, 3);
  while (builder.size < 11) {
    if (builder.size == builder.capacity) {
      ASSERT_TRUE(relon_list_grow(&context, &builder, 1));
    }
    ++builder.size;
  }
  EXPECT_EQ(builder.capacity, 11);
  EXPECT_FALSE(relon_list_grow(&context, &builder, 1));
  EXPECT_EQ(context.status, relon_value_too_large);
  EXPECT_EQ(context.detail[0], 11);
  EXPECT_EQ(context.detail[1], 12);
}

TEST(Builder, RefusesRoomThatOverflows) {
  Context context;
  relon_builder builder;
  EXPECT_FALSE(relon_list_reserve(&context, &builder, INT64_MAX / 2, 24));
  EXPECT_EQ(context.status, relon_memory_limit_exceeded);
  Context other;
  EXPECT_TRUE(relon_list_reserve(&other, &builder, -5, 24));
  EXPECT_EQ(builder.capacity, 0);
}

TEST(Builder, ElementsMayHaveNoBytes) {
  Context context;
  relon_builder builder;
  ASSERT_TRUE(relon_list_reserve(&context, &builder, 4, 0));
  builder.size = 4;
  EXPECT_TRUE(relon_list_grow(&context, &builder, 0));
}

}
}
