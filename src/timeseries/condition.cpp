#include "timeseries/condition.hpp"

#include <algorithm>
#include <cmath>

namespace umec::timeseries {
namespace {

constexpr std::int64_t kTag =
    -1;  // in Expression::integer of a bound variable; otherwise the index of the field

bool is_time(const Expression &expression) {
  return expression.kind == ExpressionKind::variable && expression.text == "time";
}

bool mentions_time(const Expression &expression) {
  if (is_time(expression)) return true;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [](const ExpressionPtr &a) { return mentions_time(*a); });
}

/// A constant point or length of time. Errors: unprocessable.
Result<Timestamp> constant_time(const Expression &expression, Timestamp now) {
  switch (expression.kind) {
    case ExpressionKind::integer:
    case ExpressionKind::duration: return expression.integer;
    case ExpressionKind::number:
      if (!(std::abs(expression.number) < 9.2e18))
        return fail(Errc::unprocessable, "time value out of range");
      return static_cast<Timestamp>(expression.number);
    case ExpressionKind::text: {
      const auto time = parse_influx_time(expression.text);
      if (!time)
        return fail(Errc::unprocessable,
                    "invalid operation: time and *influxql.StringLiteral are not compatible");
      return *time;
    }
    case ExpressionKind::call:
      if (expression.text == "now" && expression.arguments.empty()) return now;
      return fail(Errc::unprocessable, "invalid expression: {}() is not a time", expression.text);
    case ExpressionKind::binary: {
      const Timestamp left = UMEC_TRY(constant_time(*expression.arguments[0], now));
      const Timestamp right = UMEC_TRY(constant_time(*expression.arguments[1], now));
      Timestamp value = 0;
      bool overflow = expression.logical;
      if (expression.op == Token::add)
        overflow |= __builtin_add_overflow(left, right, &value);
      else if (expression.op == Token::subtract)
        overflow |= __builtin_sub_overflow(left, right, &value);
      else if (expression.op == Token::multiply)
        overflow |= __builtin_mul_overflow(left, right, &value);
      else
        overflow = true;
      if (overflow) return fail(Errc::unprocessable, "invalid time expression");
      return value;
    }
    default: return fail(Errc::unprocessable, "invalid time expression");
  }
}

Token mirrored(Token op) {
  switch (op) {
    case Token::less: return Token::greater;
    case Token::less_equal: return Token::greater_equal;
    case Token::greater: return Token::less;
    case Token::greater_equal: return Token::less_equal;
    default: return op;
  }
}

/// Narrows `range` by what `expression` says of time and returns what else it says (null: nothing).
Result<ExpressionPtr> split(const Expression &expression, Timestamp now, TimeRange &range) {
  if (!mentions_time(expression)) return expression.clone();
  if (expression.kind != ExpressionKind::binary)
    return fail(Errc::unprocessable, "invalid condition on time");
  if (expression.logical) {
    if (expression.op == Token::bit_or)
      return fail(Errc::unprocessable, "cannot use a condition on time together with OR");
    ExpressionPtr left = UMEC_TRY(split(*expression.arguments[0], now, range));
    ExpressionPtr right = UMEC_TRY(split(*expression.arguments[1], now, range));
    if (left == nullptr) return right;
    if (right == nullptr) return left;
    auto both = std::make_unique<Expression>();
    both->kind = ExpressionKind::binary;
    both->op = expression.op;
    both->logical = true;
    both->arguments.push_back(std::move(left));
    both->arguments.push_back(std::move(right));
    return both;
  }
  const bool left = is_time(*expression.arguments[0]);
  if (!left && !is_time(*expression.arguments[1]))
    return fail(Errc::unprocessable, "invalid condition on time");
  const Token op = left ? expression.op : mirrored(expression.op);
  const Timestamp time = UMEC_TRY(constant_time(*expression.arguments[left ? 1 : 0], now));
  const auto at_least = [&](Timestamp from) { range.from = std::max(range.from, from); };
  const auto at_most = [&](Timestamp to) { range.to = std::min(range.to, to); };
  switch (op) {
    case Token::greater: at_least(std::min(time, TimeRange::kMost) + 1); break;
    case Token::greater_equal: at_least(time); break;
    case Token::less: at_most(std::max(time, TimeRange::kLeast) - 1); break;
    case Token::less_equal: at_most(time); break;
    case Token::equal:
      at_least(time);
      at_most(time);
      break;
    default: return fail(Errc::unprocessable, "invalid time comparison operator");
  }
  return nullptr;
}

std::optional<double> number_of(const Operand &operand) {
  if (const auto *number = std::get_if<double>(&operand)) return *number;
  if (const auto *integer = std::get_if<std::int64_t>(&operand)) return static_cast<double>(*integer);
  return std::nullopt;
}

template <class T>
bool compare(Token op, const T &left, const T &right) {
  switch (op) {
    case Token::equal: return left == right;
    case Token::not_equal: return left != right;
    case Token::less: return left < right;
    case Token::less_equal: return left <= right;
    case Token::greater: return left > right;
    case Token::greater_equal: return left >= right;
    default: return false;
  }
}

struct Row {
  const Tags &tags;
  const std::vector<Operand> *fields;  ///< null where only the series is known
};

Operand evaluate(const Expression &expression, const Row &row);

Operand evaluate_binary(const Expression &expression, const Row &row) {
  const Operand left = evaluate(*expression.arguments[0], row);
  if (expression.op == Token::matches || expression.op == Token::not_matches) {
    const auto *text = std::get_if<std::string_view>(&left);
    if (text == nullptr || expression.arguments[1]->regex == nullptr) return false;
    return expression.arguments[1]->regex->found_in(*text) == (expression.op == Token::matches);
  }
  const Operand right = evaluate(*expression.arguments[1], row);
  if (expression.logical) {
    const bool a = std::get_if<bool>(&left) != nullptr && std::get<bool>(left);
    const bool b = std::get_if<bool>(&right) != nullptr && std::get<bool>(right);
    return expression.op == Token::bit_and ? a && b : a || b;
  }
  if (const auto *a = std::get_if<std::string_view>(&left)) {
    const auto *b = std::get_if<std::string_view>(&right);
    return b != nullptr && compare(expression.op, *a, *b);
  }
  if (const auto *a = std::get_if<bool>(&left)) {
    const auto *b = std::get_if<bool>(&right);
    return b != nullptr && compare(expression.op, *a, *b);
  }
  const auto a = number_of(left);
  const auto b = number_of(right);
  if (!a || !b) return expression.op >= Token::equal ? Operand(false) : Operand();
  switch (expression.op) {
    case Token::add: return *a + *b;
    case Token::subtract: return *a - *b;
    case Token::multiply: return *a * *b;
    case Token::divide: return *b == 0 ? 0.0 : *a / *b;
    case Token::modulo: return *b == 0 ? 0.0 : std::fmod(*a, *b);
    default: break;
  }
  const auto *i = std::get_if<std::int64_t>(&left);
  const auto *j = std::get_if<std::int64_t>(&right);
  if (i != nullptr && j != nullptr) return compare(expression.op, *i, *j);
  return compare(expression.op, *a, *b);
}

Operand evaluate(const Expression &expression, const Row &row) {
  switch (expression.kind) {
    case ExpressionKind::variable:
      if (expression.integer == kTag) return tag_value(row.tags, expression.text);
      if (row.fields != nullptr) return (*row.fields)[static_cast<std::size_t>(expression.integer)];
      return {};
    case ExpressionKind::number: return expression.number;
    case ExpressionKind::integer:
    case ExpressionKind::duration: return expression.integer;
    case ExpressionKind::text: return std::string_view(expression.text);
    case ExpressionKind::boolean: return expression.integer != 0;
    case ExpressionKind::binary: return evaluate_binary(expression, row);
    default: return {};
  }
}

bool asks_fields(const Expression &expression) {
  if (expression.kind == ExpressionKind::variable) return expression.integer != kTag;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [](const ExpressionPtr &a) { return asks_fields(*a); });
}

Verdict decide(const Expression &expression, const Tags &tags) {
  if (expression.logical) {
    const Verdict left = decide(*expression.arguments[0], tags);
    const Verdict right = decide(*expression.arguments[1], tags);
    const Verdict decisive = expression.op == Token::bit_and ? Verdict::no : Verdict::yes;
    if (left == decisive || right == decisive) return decisive;
    if (left == Verdict::depends || right == Verdict::depends) return Verdict::depends;
    return left;
  }
  if (asks_fields(expression)) return Verdict::depends;
  const Operand value = evaluate(expression, {tags, nullptr});
  const auto *truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth ? Verdict::yes : Verdict::no;
}

void bind_names(Expression &expression, const std::set<std::string, std::less<>> &fields,
                std::vector<std::string> &used) {
  if (expression.kind == ExpressionKind::variable) {
    expression.integer = kTag;
    if (expression.narrowing == Narrowing::tag ||
        (expression.narrowing == Narrowing::none && !fields.contains(expression.text)))
      return;
    auto at = std::find(used.begin(), used.end(), expression.text);
    if (at == used.end()) at = used.insert(used.end(), expression.text);
    expression.integer = at - used.begin();
  }
  for (const ExpressionPtr &argument : expression.arguments) bind_names(*argument, fields, used);
}

}  // namespace

Result<Condition> Condition::make(const Expression *where, Timestamp now) {
  Condition condition;
  if (where != nullptr) condition.rest_ = UMEC_TRY(split(*where, now, condition.range_));
  return condition;
}

void Condition::bind(const std::set<std::string, std::less<>> &fields) {
  fields_.clear();
  if (rest_ != nullptr) bind_names(*rest_, fields, fields_);
}

Verdict Condition::of_series(const Tags &tags) const {
  return rest_ == nullptr ? Verdict::yes : decide(*rest_, tags);
}

bool Condition::of_row(const Tags &tags, const std::vector<Operand> &fields) const {
  if (rest_ == nullptr) return true;
  const Operand value = evaluate(*rest_, {tags, &fields});
  const auto *truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth;
}

Result<Timestamp> parse_influx_time(std::string_view text) {
  std::string full(text);
  if (full.size() > 10 && full[10] == ' ') full[10] = 'T';
  const auto zoned = parse_rfc3339(full);
  return zoned ? zoned : parse_rfc3339(full + "Z");
}

std::string_view tag_value(const Tags &tags, std::string_view name) {
  const auto found = std::lower_bound(tags.begin(), tags.end(), name,
                                      [](const Tag &tag, std::string_view key) { return tag.first < key; });
  return found != tags.end() && found->first == name ? std::string_view(found->second) : std::string_view();
}

}  // namespace umec::timeseries
