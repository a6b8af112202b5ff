#include "timeseries/select_plan.hpp"

#include <algorithm>
#include <functional>

#include "timeseries/track.hpp"

namespace umec::timeseries {
namespace {

std::unexpected<Error> senseless(std::string text) {
  return std::unexpected(Error{Errc::unprocessable, std::move(text), {}});
}

bool any_of(const Expression &expression, const std::function<bool(const Expression &)> &test) {
  return test(expression) ||
         std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const ExpressionPtr &argument) { return any_of(*argument, test); });
}

bool is_name(const Expression &expression) {
  return expression.kind == ExpressionKind::variable || expression.kind == ExpressionKind::wildcard ||
         expression.kind == ExpressionKind::regex;
}
bool is_pattern(const Expression &expression) {
  return is_name(expression) && expression.kind != ExpressionKind::variable;
}
bool has_call(const Expression &expression) {
  return any_of(expression, [](const Expression &e) {
    return e.kind == ExpressionKind::call && !is_elementwise(e.text);
  });
}

struct Arity {
  std::size_t least;
  std::size_t most;
};

Arity arity_of(std::string_view function) {
  if (function == "percentile" || function == "moving_average" || function == "pow" || function == "log")
    return {2, 2};
  if (function.ends_with("derivative") || function == "elapsed") return {1, 2};
  if (function == "top" || function == "bottom") return {2, 64};
  return {1, 1};
}

Result<void> check_call(const Expression &call, const GroupBy &group, bool inside) {
  const std::string &name = call.text;
  const bool transformation = is_transformation(name);
  if (!is_aggregate(name) && !transformation && !is_elementwise(name))
    return senseless(fmt::format("undefined function {}()", name));
  const Arity arity = arity_of(name);
  const std::size_t got = call.arguments.size();
  if (got < arity.least || got > arity.most) {
    if (arity.most == 64)
      return senseless(
          fmt::format("invalid number of arguments for {}, expected at least 2, got {}", name, got));
    if (arity.least == arity.most)
      return senseless(
          fmt::format("invalid number of arguments for {}, expected {}, got {}", name, arity.least, got));
    return senseless(
        fmt::format("invalid number of arguments for {}, expected at least {} but no more than {}, got {}",
                    name, arity.least, arity.most, got));
  }
  const Expression &first = *call.arguments[0];
  for (std::size_t i = 1; i < got; ++i) {
    const Expression &more = *call.arguments[i];
    const bool number = more.kind == ExpressionKind::integer || more.kind == ExpressionKind::number;
    if ((name.ends_with("derivative") || name == "elapsed") &&
        (more.kind != ExpressionKind::duration || more.integer <= 0))
      return senseless(fmt::format("second argument to {} must be a duration, got *influxql.{}", name,
                                   number ? "IntegerLiteral" : "VarRef"));
    if (name == "percentile" && !number) return senseless("expected float argument in percentile()");
    if (name == "moving_average" && (more.kind != ExpressionKind::integer || more.integer < 2))
      return senseless("moving_average window must be greater than 1");
    if ((name == "top" || name == "bottom") && i + 1 == got &&
        (more.kind != ExpressionKind::integer || more.integer < 1))
      return senseless(fmt::format("expected integer as last argument in {}()", name));
    if ((name == "top" || name == "bottom") && i + 1 < got)
      return senseless(fmt::format("tags in {}() are not supported by this server", name));
    if ((name == "pow" || name == "log") && !number)
      return senseless(fmt::format("expected number argument in {}()", name));
  }
  if (is_elementwise(name)) return {};
  if (transformation) {
    const bool call_inside = first.kind == ExpressionKind::call && !is_elementwise(first.text);
    if (group.interval != 0 && !call_inside)
      return senseless(fmt::format("aggregate function required inside the call to {}", name));
    if (group.interval == 0 && call_inside && is_aggregate(first.text))
      return senseless(fmt::format("{} aggregate requires a GROUP BY interval", name));
    return {};
  }
  const bool counted = name == "count" && first.kind == ExpressionKind::call && first.text == "distinct";
  if (!is_name(first) && !counted) return senseless(fmt::format("expected field argument in {}()", name));
  if (inside && name == "distinct") return {};
  return {};
}

Result<void> check_expression(const Expression &expression, const GroupBy &group, bool inside) {
  if (expression.kind == ExpressionKind::call) UMEC_TRY(check_call(expression, group, inside));
  if (expression.kind == ExpressionKind::binary) {
    if (expression.logical || (expression.op >= Token::equal && expression.op <= Token::not_matches))
      return senseless("invalid operator in SELECT: comparisons belong into WHERE");
    for (const ExpressionPtr &side : expression.arguments)
      if (side->kind == ExpressionKind::regex)
        return senseless("invalid expression: a pattern cannot be part of a calculation");
  }
  for (const ExpressionPtr &argument : expression.arguments)
    UMEC_TRY(check_expression(*argument, group, inside || expression.kind == ExpressionKind::call));
  return {};
}

bool suits(std::string_view function, FieldType type) {
  if (type == FieldType::float64 || type == FieldType::integer) return true;
  if (function == "count" || function == "first" || function == "last" || function == "distinct" ||
      function == "elapsed" || function == "mode")
    return true;
  return type == FieldType::boolean && (function == "min" || function == "max");
}

/// InfluxDB's name for a column without an alias.
void name_parts(const Expression &expression, std::vector<std::string> &parts) {
  if (expression.kind == ExpressionKind::variable || expression.kind == ExpressionKind::call) {
    parts.push_back(expression.text);
  } else if (expression.kind == ExpressionKind::binary) {
    for (const ExpressionPtr &argument : expression.arguments) name_parts(*argument, parts);
  }
}

std::string column_name(const Expression &expression) {
  std::vector<std::string> parts;
  name_parts(expression, parts);
  std::string name;
  for (const std::string &part : parts) name += name.empty() ? part : "_" + part;
  return name;
}

/// The names that a wildcard or pattern stands for.
std::vector<std::string> names_for(const Expression &pattern, const Names &names,
                                   const std::vector<std::string> &without) {
  std::set<std::string> found;
  const auto take = [&](const std::string &name) {
    if (pattern.regex == nullptr || pattern.regex->found_in(name)) found.insert(name);
  };
  if (pattern.narrowing != Narrowing::tag)
    for (const auto &[name, type] : names.fields) take(name);
  if (pattern.narrowing != Narrowing::field)
    for (const std::string &name : names.tags)
      if (std::find(without.begin(), without.end(), name) == without.end()) take(name);
  return {found.begin(), found.end()};
}

ExpressionPtr variable(const std::string &name) {
  auto expression = std::make_unique<Expression>();
  expression->kind = ExpressionKind::variable;
  expression->text = name;
  return expression;
}

/// The innermost call whose argument is a pattern, if any: mean(*), derivative(mean(/x/)).
const Expression *pattern_in(const Expression &expression) {
  if (is_pattern(expression)) return &expression;
  for (const ExpressionPtr &argument : expression.arguments)
    if (const Expression *found = pattern_in(*argument)) return found;
  return nullptr;
}

void replace_pattern(Expression &expression, const std::string &name) {
  for (ExpressionPtr &argument : expression.arguments) {
    if (is_pattern(*argument))
      argument = variable(name);
    else
      replace_pattern(*argument, name);
  }
}

std::string_view innermost_function(const Expression &expression) {
  for (const ExpressionPtr &argument : expression.arguments)
    if (argument->kind == ExpressionKind::call) return innermost_function(*argument);
  return expression.text;
}

Result<void> expand(const SelectField &field, const Names &names, Plan &plan) {
  const Expression &expression = *field.expression;
  const Expression *pattern = pattern_in(expression);
  if (pattern == nullptr) {
    plan.columns.push_back({field.alias.empty() ? column_name(expression) : field.alias, expression.clone()});
    return {};
  }
  if (pattern == &expression) {
    for (const std::string &name : names_for(*pattern, names, plan.dimensions))
      plan.columns.push_back({name, variable(name)});
    return {};
  }
  if (expression.kind != ExpressionKind::call)
    return senseless("unsupported expression with wildcard: a calculation");
  const std::string_view function = innermost_function(expression);
  for (const auto &[name, type] : names.fields) {
    if ((pattern->regex != nullptr && !pattern->regex->found_in(name)) || !suits(function, type)) continue;
    ExpressionPtr one = expression.clone();
    replace_pattern(*one, name);
    plan.columns.push_back(
        {(field.alias.empty() ? expression.text : field.alias) + "_" + name, std::move(one)});
  }
  return {};
}

void note_uses(const Expression &expression, const Expression *call, const Names &names, Plan &plan) {
  if (expression.kind == ExpressionKind::variable) {
    const auto field = names.fields.find(expression.text);
    if (field == names.fields.end() || expression.narrowing == Narrowing::tag) return;
    plan.fields.insert(expression.text);
    if (call == nullptr || call->text != "count") plan.only_counted.erase(expression.text);
    if (call != nullptr && needs_picks(call->text, field->second))
      plan.every_value_of.insert(expression.text);
    return;
  }
  const Expression *nearest =
      expression.kind == ExpressionKind::call && is_aggregate(expression.text) ? &expression : call;
  for (const ExpressionPtr &argument : expression.arguments) note_uses(*argument, nearest, names, plan);
}

}  // namespace

Result<void> check_select(const Select &select) {
  bool calls = false;
  bool names = false;
  std::size_t call_count = 0;
  bool selector = true;
  bool variables = false;
  bool distinct = false;
  for (const SelectField &field : select.fields) {
    const Expression &expression = *field.expression;
    UMEC_TRY(check_expression(expression, select.group_by, false));
    if (expression.kind == ExpressionKind::variable && expression.text == "time") continue;
    if (!any_of(expression, is_name)) return senseless("field must contain at least one variable");
    variables = true;
    if (!has_call(expression)) {
      names = true;
      continue;
    }
    calls = true;
    const std::function<void(const Expression &)> look = [&](const Expression &e) {
      if (e.kind == ExpressionKind::call && !is_elementwise(e.text)) {
        ++call_count;
        selector = selector && is_selector(e.text);
        distinct = distinct || e.text == "distinct";
        return;
      }
      for (const ExpressionPtr &argument : e.arguments) look(*argument);
    };
    look(expression);
  }
  if (!variables) return senseless("at least 1 non-time field must be queried");
  if (distinct && (call_count > 1 || names))
    return senseless("aggregate function distinct() cannot be combined with other functions or fields");
  if (calls && names && (call_count != 1 || !selector))
    return senseless("mixing aggregate and non-aggregate queries is not supported");
  if (!calls && select.group_by.interval != 0)
    return senseless("GROUP BY requires at least one aggregate function");
  if (!calls && select.fill_given && select.fill == Fill::none)
    return senseless("fill(none) must be used with a function");
  if (!calls && select.fill_given && select.fill == Fill::linear)
    return senseless("fill(linear) must be used with a function");
  return {};
}

Result<Plan> make_plan(const Select &select, const Names &names) {
  Plan plan;
  std::set<std::string> dimensions(select.group_by.tags.begin(), select.group_by.tags.end());
  for (const std::string &tag : names.tags) {
    const auto matches = [&](const auto &pattern) { return pattern->found_in(tag); };
    if (select.group_by.all_tags ||
        std::any_of(select.group_by.patterns.begin(), select.group_by.patterns.end(), matches))
      dimensions.insert(tag);
  }
  plan.dimensions.assign(dimensions.begin(), dimensions.end());
  std::size_t calls = 0;
  bool selectors = true;
  for (const SelectField &field : select.fields) {
    if (field.expression->kind == ExpressionKind::variable && field.expression->text == "time") continue;
    UMEC_TRY(expand(field, names, plan));
  }
  plan.only_counted.clear();
  for (const auto &[name, type] : names.fields) plan.only_counted.insert(name);
  for (const OutputColumn &column : plan.columns) {
    note_uses(*column.expression, nullptr, names, plan);
    any_of(*column.expression, [&](const Expression &e) {
      if (e.kind == ExpressionKind::call && is_aggregate(e.text)) {
        ++calls;
        selectors = selectors && is_selector(e.text);
      }
      plan.looks_back = plan.looks_back || (e.kind == ExpressionKind::call && is_transformation(e.text));
      plan.has_calls = plan.has_calls || (e.kind == ExpressionKind::call && !is_elementwise(e.text));
      return false;
    });
  }
  plan.picks_row = calls == 1 && selectors;
  // As InfluxDB: a name that came before gets a number.
  std::map<std::string, int> seen;
  for (OutputColumn &column : plan.columns) {
    std::string name = column.name;
    while (seen.contains(name)) name = fmt::format("{}_{}", column.name, seen[column.name]++);
    seen.emplace(name, 1);
    column.name = std::move(name);
  }
  return plan;
}

}  // namespace umec::timeseries
