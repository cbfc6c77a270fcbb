#pragma once

#include "json_writer.h"
#include "rules.h"

// The types of rules.h as Relon reads and writes them: records as objects, variants as
// objects of one member, their payload an object, a list, or empty.
namespace bench {

namespace rules {

std::string json(const Line& line);
std::string json(const Order& order);
std::string json(const Invoice& invoice);
std::string json(const Channel& channel);
std::string json(const Payment& payment);
std::string json(const Verdict& verdict);
std::string json(const Rule& rule);
std::string json(const Flag& flag);
std::string json(const User& user);
std::string json(const Driver& driver);
std::string json(const Sale& sale);
std::string json(const Problem& problem);
std::string json(const Person& person);
std::string json(const Booking& booking);
std::string json(const Tariff& tariff);
std::string json(const Household& household);
std::string json(const Choice& choice);

}

}
