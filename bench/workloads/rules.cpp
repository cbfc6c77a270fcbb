// Inputs of the rules, the same for everyone in every run, and their workloads.
#include "rules.h"

#include <memory>

#include "../harness.h"
#include "rules_json.h"
#include "workload.h"

namespace bench {

namespace {

using namespace rules;

// A linear congruential generator: the numbers are the same everywhere.
class Numbers {
 public:
  int64_t below(int64_t end) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int64_t>((state_ >> 33) % static_cast<uint64_t>(end));
  }
  bool oneIn(int64_t n) { return below(n) == 0; }
  const char* of(const std::vector<const char*>& texts) {
    return texts[static_cast<size_t>(below(static_cast<int64_t>(texts.size())))];
  }

 private:
  uint64_t state_ = 20240917;
};

template <typename F>
auto many(int64_t count, F&& make) {
  Numbers numbers;
  std::vector<decltype(make(numbers, count))> made;
  for (int64_t i = 0; i < count; ++i) made.push_back(make(numbers, i));
  return made;
}

Order makeOrder(Numbers& numbers, int64_t id) {
  Order order{id, numbers.below(8000), numbers.of({"DE", "FR", "FI", "SE", "PL"}), {}};
  for (int64_t i = numbers.below(8); i >= 0; --i) {
    order.lines.push_back({numbers.below(5000), 1 + numbers.below(130), 99 + numbers.below(20000)});
  }
  return order;
}

Channel makeChannel(Numbers& numbers) {
  switch (numbers.below(4)) {
    case 0:
      return Chip{};
    case 1:
      return Contactless{};
    case 2:
      return Online{numbers.below(3), numbers.oneIn(2)};
    default:
      return Phone{numbers.below(4)};
  }
}

Payment makePayment(Numbers& numbers, int64_t id) {
  int64_t home = numbers.below(30);
  return {id,   numbers.below(150000), numbers.below(24),   numbers.oneIn(5) ? numbers.below(30) : home,
          home, numbers.below(6),      makeChannel(numbers)};
}

Flag makeFlag(Numbers& numbers, int64_t id) {
  Flag flag{"flag-" + std::to_string(id * id), {}, numbers.below(60)};
  if (numbers.oneIn(2)) flag.rules.push_back(Country{numbers.of({"DE", "FR", "FI"})});
  if (numbers.oneIn(2)) flag.rules.push_back(Plan{numbers.of({"team", "enterprise"})});
  if (numbers.oneIn(3)) flag.rules.push_back(Beta{});
  return flag;
}

User makeUser(Numbers& numbers, int64_t id) {
  return {id, numbers.of({"DE", "FR", "FI", "SE", "PL"}), numbers.of({"free", "team", "enterprise"}),
          numbers.oneIn(10)};
}

Driver makeDriver(Numbers& numbers, int64_t) {
  Driver driver{16 + numbers.below(70),
                numbers.below(15),
                numbers.oneIn(3) ? numbers.below(6) : 0,
                static_cast<double>(40 + numbers.below(200)) + 0.25,
                numbers.below(5),
                {}};
  if (numbers.oneIn(3)) driver.discount = 0.15;
  return driver;
}

Sale makeSale(Numbers& numbers, int64_t id) {
  return {id, numbers.of({" desk lamp", "oak table ", "chair", "  rug 2x3  ", "book shelf"}),
          numbers.of({"Aino", "Bertrand", "Chiara", "Dmitri"}), numbers.below(500000)};
}

Person makePerson(Numbers& numbers, int64_t id) {
  return {numbers.of({"Aino Virtanen", "  ", "Maximilian Konstantin von Hohenfels", "Li"}),
          "user" + std::to_string(id) + numbers.of({"@example.org", "@example.org.", " at example.org"}),
          numbers.of({"+358401234567", "0401234567", "+12"}), numbers.of({"FI", "DE", ""})};
}

std::string accountName(int64_t number) {
  return "account-" + std::to_string(1000 + 7 * number);
}

Booking makeBooking(Numbers& numbers, int64_t) {
  return {accountName(numbers.below(40)), numbers.below(100000) - 50000, numbers.oneIn(4)};
}

Tariff makeTariff(Numbers& numbers, int64_t id) {
  return {"tariff " + std::to_string(id),
          500 + numbers.below(1500),
          {{"day", 2000 + numbers.below(2000)}, {"night", 1500 + numbers.below(1500)}, {"weekend", 1800}}};
}

Household makeHousehold(Numbers& numbers, int64_t id) {
  return {id, {{"day", numbers.below(400)}, {"night", numbers.below(200)}, {"weekend", numbers.below(300)}}};
}

// Flags are bytes in the twin, as no one keeps them in std::vector<bool>.
std::string jsonOfFlags(const std::vector<std::vector<uint8_t>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    std::string flags;
    for (uint8_t isOn : row) flags += (flags.empty() ? "" : ",") + json(isOn != 0);
    text += (text.empty() ? "[[" : ",[") + flags + "]";
  }
  return text + "]";
}

template <typename T, typename R>
Workload over(const char* name, const char* what, const char* parameter, std::vector<T> values,
              R (*twin)(const std::vector<T>&)) {
  auto shared = std::make_shared<std::vector<T>>(std::move(values));
  return {name, what, json(Members{{parameter, json(*shared)}}), [=] { twin(*shared); },
          [=] { return json(twin(*shared)); }};
}

Workload flagWorkload() {
  auto all =
      std::make_shared<std::pair<std::vector<Flag>, std::vector<User>>>(many(12, makeFlag), many(2'000, makeUser));
  return {"flags", "12 flags for 2,000 users", json(Members{{"flags", json(all->first)}, {"users", json(all->second)}}),
          [=] { flags(all->first, all->second); }, [=] { return jsonOfFlags(flags(all->first, all->second)); }};
}

Workload totalsWorkload() {
  std::vector<std::string> accounts;
  for (int64_t i = 0; i < 20; ++i) accounts.push_back(accountName(i));
  auto bookings = std::make_shared<std::vector<Booking>>(many(4'000, makeBooking));
  return {"totals", "20 accounts of 4,000 bookings",
          json(Members{{"bookings", json(*bookings)}, {"accounts", json(accounts)}}),
          [=] { totals(*bookings, accounts); }, [=] { return json(totals(*bookings, accounts)); }};
}

Workload tariffWorkload() {
  auto all = std::make_shared<std::pair<std::vector<Tariff>, std::vector<Household>>>(many(12, makeTariff),
                                                                                      many(2'000, makeHousehold));
  return {"tariff", "12 tariffs for 2,000 households",
          json(Members{{"tariffs", json(all->first)}, {"households", json(all->second)}}),
          [=] { tariff(all->first, all->second); }, [=] { return json(tariff(all->first, all->second)); }};
}

}

std::vector<Workload> ruleWorkloads() {
  return {over("orders", "invoices of 2,000 orders", "orders", many(2'000, makeOrder), orders),
          over("fraud", "verdicts on 10,000 payments", "payments", many(10'000, makePayment), fraud),
          flagWorkload(),
          over("insurance", "premiums of 10,000 drivers", "drivers", many(10'000, makeDriver), insurance),
          over("report", "a text of 3,000 lines", "sales", many(3'000, makeSale), report),
          over("validation", "5,000 registrations", "people", many(5'000, makePerson), validation),
          totalsWorkload(),
          tariffWorkload()};
}

}
