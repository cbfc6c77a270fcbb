#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "rules.h"

namespace bench::rules {

namespace {

Int percentOf(Int cents, Int percent) {
  return (cents * percent + 50) / 100;
}

Int lengthOf(std::string_view text) {
  return static_cast<int64_t>(text.size());
}

template <typename R, typename T, typename F>
std::vector<R> mapped(const std::vector<T>& values, F&& f) {
  std::vector<R> results;
  results.reserve(values.size());
  for (const T& value : values) results.push_back(f(value));
  return results;
}

}

// ---- orders

namespace {

Int net(const Line& line) {
  Int gross = line.quantity * line.unitCents;
  Int percent = line.quantity >= 100 ? 15 : line.quantity >= 25 ? 10 : line.quantity >= 10 ? 5 : 0;
  return gross - percentOf(gross, percent);
}

Int taxPercent(const std::string& region) {
  return region == "DE" ? 19 : region == "FR" ? 20 : region == "FI" ? 24 : 21;
}

Invoice invoice(const Order& order) {
  Int goods = 0;
  for (const Line& line : order.lines) goods = goods + net(line);
  Int discount = percentOf(goods, order.points >= 5000 ? 5 : order.points >= 1000 ? 3 : 0);
  Int tax = percentOf(goods - discount, taxPercent(order.region));
  Int shipping = goods >= 10000 ? 0 : 490;
  return {order.id, goods, discount, tax, shipping, goods - discount + tax + shipping};
}

}

std::vector<Invoice> orders(const std::vector<Order>& orders) {
  return mapped<Invoice>(orders, invoice);
}

// ---- fraud

namespace {

struct ChannelScore {
  Int operator()(const Chip&) const { return 0; }
  Int operator()(const Contactless&) const { return 5; }
  Int operator()(const Online& online) const { return online.verified ? 10 : online.device == 0 ? 45 : 25; }
  Int operator()(const Phone& phone) const { return 20 + 10 * phone.attempts; }
};

Verdict judged(const Payment& p) {
  Int score = std::visit(ChannelScore(), p.channel) + (p.country == p.home ? 0 : 20) + (p.hour < 6 ? 10 : 0) +
              (p.cents > 100000  ? 25
               : p.cents > 20000 ? 10
                                 : 0) +
              4 * p.recent;
  if (score < 40) return Accept{};
  if (score < 70) return Review{score};
  return Reject{score, p.country == p.home ? 1 : 2};
}

}

std::vector<Verdict> fraud(const std::vector<Payment>& payments) {
  return mapped<Verdict>(payments, judged);
}

// ---- flags

namespace {

bool fits(const Rule& rule, const User& user) {
  if (auto* country = std::get_if<Country>(&rule)) return user.country == country->code;
  if (auto* plan = std::get_if<Plan>(&rule)) return user.plan == plan->name;
  return user.beta;
}

bool isOn(const Flag& flag, const User& user) {
  if (std::ranges::any_of(flag.rules, [&](const Rule& rule) { return fits(rule, user); })) return true;
  return (user.id * 2654435761 + lengthOf(flag.name) * 40503) % 100 < flag.percent;
}

}

std::vector<std::vector<uint8_t>> flags(const std::vector<Flag>& flags, const std::vector<User>& users) {
  return mapped<std::vector<uint8_t>>(users, [&](const User& user) {
    return mapped<uint8_t>(flags, [&](const Flag& flag) { return isOn(flag, user); });
  });
}

// ---- insurance

namespace {

constexpr std::array<double, 5> kZones = {1.0, 1.12, 1.25, 1.4, 1.7};

double real(Int value) {
  return static_cast<double>(value.value);
}

double bonus(Int years, Int claims) {
  return claims == 0 ? 1.0 - 0.03 * real(years < 10 ? years : 10) : 1.0 + 0.25 * real(claims);
}

std::optional<Int> premium(const Driver& d) {
  if (d.age < 18 || d.claims > 4) return std::nullopt;
  double ageFactor = d.age < 21 ? 2.1 : d.age < 25 ? 1.6 : d.age < 70 ? 1.0 : 1.3;
  double zone = kZones.at(static_cast<size_t>(d.zone.value));
  double amount = 280.0 * ageFactor * bonus(d.years, d.claims) * zone + d.power * 1.35;
  if (d.discount) amount *= 1.0 - *d.discount;
  return Int(static_cast<int64_t>(std::floor(amount * 100.0)));
}

}

std::vector<std::optional<Int>> insurance(const std::vector<Driver>& drivers) {
  return mapped<std::optional<Int>>(drivers, premium);
}

// ---- report

namespace {

std::string_view trimmed(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

std::string textOf(Int value) {
  return std::to_string(value.value);
}

std::string twoDigits(Int n) {
  return n < 10 ? "0" + textOf(n) : textOf(n);
}

std::string lineOf(const Sale& sale) {
  return "#" + textOf(sale.id) + " " + upper(trimmed(sale.item)) + " for " + sale.buyer + ": " +
         textOf(sale.cents / 100) + "." + twoDigits(sale.cents % 100) + " EUR";
}

}

std::string report(const std::vector<Sale>& sales) {
  std::string text;
  for (const Sale& sale : sales) {
    if (!text.empty()) text += "\n";
    text += lineOf(sale);
  }
  return text;
}

// ---- validation

namespace {

void require(const char* field, const std::string& text, std::vector<Problem>& problems) {
  if (trimmed(text).empty()) problems.push_back(Missing{field});
}

std::vector<Problem> problemsOf(const Person& person) {
  std::vector<Problem> problems;
  require("name", person.name, problems);
  require("country", person.country, problems);
  if (person.name.size() > 24) problems.push_back(TooLong{"name", lengthOf(person.name)});
  const std::string& mail = person.mail;
  bool isMail = mail.find('@') != std::string::npos && mail.find(' ') == std::string::npos && !mail.ends_with(".");
  if (!isMail) problems.push_back(Malformed{"mail"});
  if (!person.phone.starts_with("+") || person.phone.size() < 8) problems.push_back(Malformed{"phone"});
  return problems;
}

}

std::vector<std::vector<Problem>> validation(const std::vector<Person>& people) {
  return mapped<std::vector<Problem>>(people, problemsOf);
}

// ---- totals

std::map<std::string, Int> totals(const std::vector<Booking>& bookings, const std::vector<std::string>& accounts) {
  std::map<std::string, Int> totals;
  for (const std::string& account : accounts) {
    Int total = 0;
    for (const Booking& booking : bookings)
      if (!booking.isOpen && booking.account == account) total = total + booking.cents;
    totals[account] = total;
  }
  return totals;
}

// ---- tariff

namespace {

Int cost(const Tariff& tariff, const Household& household) {
  static const std::array<std::string, 3> slots = {"day", "night", "weekend"};
  Int sum = 0;
  for (const std::string& slot : slots) sum = sum + tariff.prices.at(slot) * household.usage.at(slot);
  return tariff.baseCents + sum / 100;
}

}

std::vector<Choice> tariff(const std::vector<Tariff>& tariffs, const std::vector<Household>& households) {
  return mapped<Choice>(households, [&](const Household& household) {
    Choice best{household.id, "", 1000000000};
    for (const Tariff& tariff : tariffs) {
      Int cents = cost(tariff, household);
      if (cents < best.cents) best = {household.id, tariff.name, cents};
    }
    return best;
  });
}

}
