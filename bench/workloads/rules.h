#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checked.h"

// The rules of orders.relon and its neighbours in C++: data as a C++ programmer declares
// it, and the twins.
namespace bench::rules {

struct Line {
  Int sku, quantity, unitCents;
};
struct Order {
  Int id, points;
  std::string region;
  std::vector<Line> lines;
};
struct Invoice {
  Int order, goods, discount, tax, shipping, total;
};
std::vector<Invoice> orders(const std::vector<Order>& orders);

struct Chip {};
struct Contactless {};
struct Online {
  Int device;
  bool verified;
};
struct Phone {
  Int attempts;
};
using Channel = std::variant<Chip, Contactless, Online, Phone>;
struct Payment {
  Int id, cents, hour, country, home, recent;
  Channel channel;
};
struct Accept {};
struct Review {
  Int score;
};
struct Reject {
  Int score, rule;
};
using Verdict = std::variant<Accept, Review, Reject>;
std::vector<Verdict> fraud(const std::vector<Payment>& payments);

struct Country {
  std::string code;
};
struct Plan {
  std::string name;
};
struct Beta {};
using Rule = std::variant<Country, Plan, Beta>;
struct Flag {
  std::string name;
  std::vector<Rule> rules;
  Int percent;
};
struct User {
  Int id;
  std::string country, plan;
  bool beta;
};
std::vector<std::vector<uint8_t>> flags(const std::vector<Flag>& flags, const std::vector<User>& users);

struct Driver {
  Int age, years, claims;
  double power;
  Int zone;
  std::optional<double> discount;
};
std::vector<std::optional<Int>> insurance(const std::vector<Driver>& drivers);

struct Sale {
  Int id;
  std::string item, buyer;
  Int cents;
};
std::string report(const std::vector<Sale>& sales);

struct Missing {
  std::string field;
};
struct TooLong {
  std::string field;
  Int length;
};
struct Malformed {
  std::string field;
};
using Problem = std::variant<Missing, TooLong, Malformed>;
struct Person {
  std::string name, mail, phone, country;
};
std::vector<std::vector<Problem>> validation(const std::vector<Person>& people);

struct Booking {
  std::string account;
  Int cents;
  bool isOpen;
};
std::map<std::string, Int> totals(const std::vector<Booking>& bookings, const std::vector<std::string>& accounts);

struct Tariff {
  std::string name;
  Int baseCents;
  std::map<std::string, Int> prices;
};
struct Household {
  Int id;
  std::map<std::string, Int> usage;
};
struct Choice {
  Int household;
  std::string tariff;
  Int cents;
};
std::vector<Choice> tariff(const std::vector<Tariff>& tariffs, const std::vector<Household>& households);

}
