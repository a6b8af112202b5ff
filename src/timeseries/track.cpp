#include "timeseries/track.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace umec::timeseries {
namespace {

bool to_number(const Cell &cell, double &number) {
  if (const auto *value = std::get_if<double>(&cell))
    number = *value;
  else if (const auto *integer = std::get_if<std::int64_t>(&cell))
    number = static_cast<double>(*integer);
  else
    return false;
  return true;
}

Cell integer_arithmetic(Token op, std::int64_t a, std::int64_t b) {
  const auto x = static_cast<std::uint64_t>(a);
  const auto y = static_cast<std::uint64_t>(b);
  switch (op) {
    case Token::add: return static_cast<std::int64_t>(x + y);
    case Token::subtract: return static_cast<std::int64_t>(x - y);
    case Token::multiply: return static_cast<std::int64_t>(x * y);
    case Token::divide: return b == 0 ? 0.0 : static_cast<double>(a) / static_cast<double>(b);
    case Token::modulo: return b == 0 || b == -1 ? std::int64_t{0} : a % b;
    case Token::bit_and: return a & b;
    case Token::bit_or: return a | b;
    case Token::bit_xor: return a ^ b;
    default: return {};
  }
}

/// later - earlier, integer where both are.
Cell difference(const Cell &later, const Cell &earlier) {
  return arithmetic(Token::subtract, later, earlier);
}

bool negative(const Cell &cell) {
  double number = 0;
  return to_number(cell, number) && number < 0;
}

constexpr std::array<std::string_view, 7> kTransformations = {"cumulative_sum",
                                                              "derivative",
                                                              "difference",
                                                              "elapsed",
                                                              "moving_average",
                                                              "non_negative_derivative",
                                                              "non_negative_difference"};
constexpr std::array<std::string_view, 17> kElementwise = {"abs", "acos",  "asin", "atan", "ceil",  "cos",
                                                           "exp", "floor", "ln",   "log",  "log10", "log2",
                                                           "pow", "round", "sin",  "sqrt", "tan"};

Track moving_average(const Track &input, std::int64_t window) {
  Track out;
  double sum = 0;
  std::vector<double> ring;
  for (std::size_t i = 0; i < input.size(); ++i) {
    double value = 0;
    if (!to_number(input.values[i], value)) continue;
    ring.push_back(value);
    sum += value;
    if (ring.size() > static_cast<std::size_t>(window))
      sum -= ring[ring.size() - 1 - static_cast<std::size_t>(window)];
    if (ring.size() >= static_cast<std::size_t>(window))
      out.add(input.times[i], sum / static_cast<double>(window));
  }
  return out;
}

Track cumulative_sum(const Track &input) {
  Track out;
  Cell sum;
  for (std::size_t i = 0; i < input.size(); ++i) {
    double ignored = 0;
    if (!to_number(input.values[i], ignored)) continue;
    sum = is_null(sum) ? input.values[i] : arithmetic(Token::add, sum, input.values[i]);
    out.add(input.times[i], sum);
  }
  return out;
}

}  // namespace

Cell arithmetic(Token op, const Cell &a, const Cell &b) {
  const auto *i = std::get_if<std::int64_t>(&a);
  const auto *j = std::get_if<std::int64_t>(&b);
  if (i != nullptr && j != nullptr) return integer_arithmetic(op, *i, *j);
  double x = 0;
  double y = 0;
  if (!to_number(a, x) || !to_number(b, y)) return {};
  double value = 0;
  switch (op) {
    case Token::add: value = x + y; break;
    case Token::subtract: value = x - y; break;
    case Token::multiply: value = x * y; break;
    case Token::divide: value = y == 0 ? 0.0 : x / y; break;
    case Token::modulo: value = y == 0 ? 0.0 : std::fmod(x, y); break;
    default: return {};
  }
  return std::isfinite(value) ? Cell(value) : Cell();
}

bool is_transformation(std::string_view function) {
  return std::binary_search(kTransformations.begin(), kTransformations.end(), function);
}

Track transform(std::string_view function, std::int64_t parameter, const Track &input) {
  if (function == "moving_average") return moving_average(input, std::max<std::int64_t>(parameter, 1));
  if (function == "cumulative_sum") return cumulative_sum(input);
  const bool non_negative = function.starts_with("non_negative");
  const bool derivative = function.ends_with("derivative");
  const bool elapsed = function == "elapsed";
  Track out;
  std::size_t previous = input.size();
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (is_null(input.values[i])) continue;
    if (previous == input.size()) {
      previous = i;
      continue;
    }
    const Timestamp step = input.times[i] - input.times[previous];
    if (elapsed) {
      out.add(input.times[i], step / std::max<std::int64_t>(parameter, 1));
      previous = i;
      continue;
    }
    Cell change = difference(input.values[i], input.values[previous]);
    double number = 0;
    const bool numeric = to_number(change, number);
    if (derivative) {
      if (step == 0) continue;  // two series at one time: the first stays
      change =
          number / (static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(parameter, 1)));
    }
    if (numeric && !(non_negative && negative(change))) out.add(input.times[i], std::move(change));
    previous = i;
  }
  return out;
}

bool is_elementwise(std::string_view function) {
  return std::binary_search(kElementwise.begin(), kElementwise.end(), function);
}

Cell elementwise(std::string_view function, const Cell &value, double parameter) {
  if (const auto *integer = std::get_if<std::int64_t>(&value)) {
    if (function == "abs")
      return *integer < 0 ? static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(*integer)) : *integer;
    if (function == "ceil" || function == "floor" || function == "round") return *integer;
  }
  double x = 0;
  if (!to_number(value, x)) return {};
  struct Function {
    std::string_view name;
    double (*call)(double);
  };
  static constexpr Function functions[] = {
      {"abs", std::fabs},  {"acos", std::acos},   {"asin", std::asin}, {"atan", std::atan},
      {"ceil", std::ceil}, {"cos", std::cos},     {"exp", std::exp},   {"floor", std::floor},
      {"ln", std::log},    {"log10", std::log10}, {"log2", std::log2}, {"round", std::round},
      {"sin", std::sin},   {"sqrt", std::sqrt},   {"tan", std::tan}};
  double result = 0;
  if (function == "pow") {
    result = std::pow(x, parameter);
  } else if (function == "log") {
    result = std::log(x) / std::log(parameter);
  } else {
    for (const Function &one : functions)
      if (one.name == function) result = one.call(x);
  }
  return std::isfinite(result) ? Cell(result) : Cell();
}

}  // namespace umec::timeseries
