// The host's side of price.relon: what the shop already has in C++. Compiled into
// the rules (the closed world), linked beside them, or bound by name.
#include <relon/callable.h>

namespace {

bool is(const relon::String& text, const relon::String& wanted) {
  if (text.size != wanted.size) return false;
  for (int64_t i = 0; i < text.size; ++i)
    if (text.data[i] != wanted.data[i]) return false;
  return true;
}

}

// The rate of value-added tax by region and category of goods; 0 outside the list.
extern "C" double shop_vat_rate(const relon::String& region, const relon::String& category) {
  bool reduced = is(category, "food") || is(category, "books");
  if (is(region, "DE")) return reduced ? 0.07 : 0.19;
  if (is(region, "FR")) return reduced ? 0.055 : 0.20;
  if (is(region, "AT")) return reduced ? 0.10 : 0.20;
  return 0.0;
}
RELON_CALLABLE(shop_vat_rate, "shop.vat_rate", relon::pure, "the rate of value-added tax");

// Percent off for a customer with so many points who has been one for so many years.
extern "C" int64_t shop_loyalty_percent(int64_t points, int64_t years) {
  int64_t percent = points >= 5000 ? 4 : points >= 1000 ? 2 : 0;
  return percent + (years >= 10 ? 3 : years >= 3 ? 1 : 0);
}
RELON_CALLABLE(shop_loyalty_percent, "shop.loyalty_percent", relon::pure, "percent off for loyal customers");

// Half away from zero, as invoices demand.
extern "C" int64_t shop_rounded(double cents) {
  return static_cast<int64_t>(cents < 0 ? cents - 0.5 : cents + 0.5);
}
RELON_CALLABLE(shop_rounded, "shop.rounded", relon::pure, "the nearest whole number of cents");

extern "C" int64_t shop_rounded_up(double amount) {
  int64_t whole = static_cast<int64_t>(amount);
  return static_cast<double>(whole) < amount ? whole + 1 : whole;
}
RELON_CALLABLE(shop_rounded_up, "shop.rounded_up", relon::pure, "the next whole number");

#ifndef __wasm__
#include <time.h>

// Days since 1970-01-01. Needs a capability: the same order costs something else
// next year, and whoever runs the rules should know.
extern "C" int64_t shop_today() {
  return static_cast<int64_t>(time(nullptr) / 86400);
}
#else
extern "C" int64_t shop_today();
#endif
RELON_CALLABLE(shop_today, "shop.today", relon::Capability::reads_clock, "days since 1970-01-01");
