#include "rules_json.h"

namespace bench::rules {

namespace {

using bench::json;

std::string variant(const char* name, const std::string& payload) {
  return json(Members{{name, payload}});
}

struct OfChannel {
  std::string operator()(const Chip&) const { return variant("Chip", "{}"); }
  std::string operator()(const Contactless&) const { return variant("Contactless", "{}"); }
  std::string operator()(const Online& online) const {
    return variant("Online", json(Members{{"device", json(online.device)}, {"verified", json(online.verified)}}));
  }
  std::string operator()(const Phone& phone) const { return variant("Phone", "[" + json(phone.attempts) + "]"); }
};

struct OfVerdict {
  std::string operator()(const Accept&) const { return variant("Accept", "{}"); }
  std::string operator()(const Review& review) const { return variant("Review", "[" + json(review.score) + "]"); }
  std::string operator()(const Reject& reject) const {
    return variant("Reject", json(Members{{"score", json(reject.score)}, {"rule", json(reject.rule)}}));
  }
};

struct OfRule {
  std::string operator()(const Country& country) const { return variant("Country", "[" + json(country.code) + "]"); }
  std::string operator()(const Plan& plan) const { return variant("Plan", "[" + json(plan.name) + "]"); }
  std::string operator()(const Beta&) const { return variant("Beta", "{}"); }
};

struct OfProblem {
  std::string operator()(const Missing& missing) const { return variant("Missing", "[" + json(missing.field) + "]"); }
  std::string operator()(const TooLong& tooLong) const {
    return variant("TooLong", json(Members{{"field", json(tooLong.field)}, {"length", json(tooLong.length)}}));
  }
  std::string operator()(const Malformed& malformed) const {
    return variant("Malformed", "[" + json(malformed.field) + "]");
  }
};

}

std::string json(const Line& line) {
  return json(Members{{"sku", json(line.sku)}, {"quantity", json(line.quantity)}, {"unitCents", json(line.unitCents)}});
}
std::string json(const Order& order) {
  return json(Members{{"id", json(order.id)},
                      {"points", json(order.points)},
                      {"region", json(order.region)},
                      {"lines", json(order.lines)}});
}
std::string json(const Invoice& invoice) {
  return json(Members{{"order", json(invoice.order)},
                      {"goods", json(invoice.goods)},
                      {"discount", json(invoice.discount)},
                      {"tax", json(invoice.tax)},
                      {"shipping", json(invoice.shipping)},
                      {"total", json(invoice.total)}});
}
std::string json(const Channel& channel) {
  return std::visit(OfChannel(), channel);
}
std::string json(const Payment& payment) {
  return json(Members{{"id", json(payment.id)},
                      {"cents", json(payment.cents)},
                      {"hour", json(payment.hour)},
                      {"country", json(payment.country)},
                      {"home", json(payment.home)},
                      {"recent", json(payment.recent)},
                      {"channel", json(payment.channel)}});
}
std::string json(const Verdict& verdict) {
  return std::visit(OfVerdict(), verdict);
}
std::string json(const Rule& rule) {
  return std::visit(OfRule(), rule);
}
std::string json(const Flag& flag) {
  return json(Members{{"name", json(flag.name)}, {"rules", json(flag.rules)}, {"percent", json(flag.percent)}});
}
std::string json(const User& user) {
  return json(Members{
      {"id", json(user.id)}, {"country", json(user.country)}, {"plan", json(user.plan)}, {"beta", json(user.beta)}});
}
std::string json(const Driver& driver) {
  Members members{{"age", json(driver.age)},
                  {"years", json(driver.years)},
                  {"claims", json(driver.claims)},
                  {"power", json(driver.power)},
                  {"zone", json(driver.zone)}};
  if (driver.discount) members["discount"] = json(*driver.discount);
  return json(members);
}
std::string json(const Sale& sale) {
  return json(Members{
      {"id", json(sale.id)}, {"item", json(sale.item)}, {"buyer", json(sale.buyer)}, {"cents", json(sale.cents)}});
}
std::string json(const Problem& problem) {
  return std::visit(OfProblem(), problem);
}
std::string json(const Person& person) {
  return json(Members{{"name", json(person.name)},
                      {"mail", json(person.mail)},
                      {"phone", json(person.phone)},
                      {"country", json(person.country)}});
}
std::string json(const Booking& booking) {
  return json(
      Members{{"account", json(booking.account)}, {"cents", json(booking.cents)}, {"isOpen", json(booking.isOpen)}});
}
std::string json(const Tariff& tariff) {
  return json(
      Members{{"name", json(tariff.name)}, {"baseCents", json(tariff.baseCents)}, {"prices", json(tariff.prices)}});
}
std::string json(const Household& household) {
  return json(Members{{"id", json(household.id)}, {"usage", json(household.usage)}});
}
std::string json(const Choice& choice) {
  return json(
      Members{{"household", json(choice.household)}, {"tariff", json(choice.tariff)}, {"cents", json(choice.cents)}});
}

}
