#include "timeseries/influxql_expression_parser.hpp"

#include <algorithm>
#include <charconv>

#include "timeseries/line_number.hpp"

namespace umec::timeseries {
namespace {

constexpr int kDeepest = 64;  // nesting of parentheses, calls and subqueries
constexpr const char *kOperand = "identifier, string, number, bool";

ExpressionPtr make(ExpressionKind kind) {
  auto expression = std::make_unique<Expression>();
  expression->kind = kind;
  return expression;
}

std::unexpected<Error> wrong(std::string_view what) {
  return fail(Errc::bad_request, "error parsing query: {}", what);
}

struct Precedence {
  int level = 0;  ///< 0: no binary operator
  bool logical = false;
};

Precedence precedence(const Lexeme &lexeme) {
  if (lexeme.is("OR")) return {1, true};
  if (lexeme.is("AND")) return {2, true};
  switch (lexeme.token) {
    case Token::equal:
    case Token::not_equal:
    case Token::less:
    case Token::less_equal:
    case Token::greater:
    case Token::greater_equal:
    case Token::matches:
    case Token::not_matches: return {3};
    case Token::add:
    case Token::subtract:
    case Token::bit_or:
    case Token::bit_xor: return {4};
    case Token::multiply:
    case Token::divide:
    case Token::modulo:
    case Token::bit_and: return {5};
    default: return {};
  }
}

}  // namespace

ExpressionPtr Expression::clone() const {
  auto copy = std::make_unique<Expression>();
  copy->kind = kind;
  copy->text = text;
  copy->number = number;
  copy->integer = integer;
  copy->narrowing = narrowing;
  copy->op = op;
  copy->logical = logical;
  copy->regex = regex;
  for (const ExpressionPtr &argument : arguments) copy->arguments.push_back(argument->clone());
  return copy;
}

Lexeme ExpressionParser::next() {
  Lexeme taken = std::move(current_);
  current_ = lexer_.next();
  return taken;
}

void ExpressionParser::next_may_be_regex() { current_ = lexer_.next_regex(); }

bool ExpressionParser::accept(Token token) {
  if (current_.token != token) return false;
  next();
  return true;
}

bool ExpressionParser::accept(std::string_view keyword) {
  if (!current_.is(keyword)) return false;
  next_may_be_regex();  // after a keyword a slash is never a division
  return true;
}

std::unexpected<Error> ExpressionParser::unexpected(std::string_view expected) const {
  // InfluxDB counts the end of the text one further than the first character after it.
  const int past = current_.token == Token::end ? 1 : 0;
  return fail(Errc::bad_request, "error parsing query: found {}, expected {} at line {}, char {}",
              current_.shown(), expected, current_.line + 1, current_.column + 1 + past);
}

Result<std::string> ExpressionParser::name() {
  if (peek().token != Token::identifier) return unexpected("identifier");
  return next().text;
}

Result<std::int64_t> ExpressionParser::count() {
  std::int64_t value = 0;
  if (peek().token != Token::integer || !read_integer(peek().text, value)) return unexpected("integer");
  next();
  return value;
}

Result<Timestamp> ExpressionParser::duration() {
  if (accept("INF")) return 0;
  if (peek().token != Token::duration) return unexpected("duration");
  const auto length = parse_duration(peek().text);
  if (!length) return wrong("invalid duration");
  next();
  return *length;
}

Result<std::shared_ptr<const Regex>> ExpressionParser::regex_here() {
  if (peek().token != Token::regex) return unexpected("regex");
  auto regex = Regex::compile(peek().text);
  if (!regex)
    return wrong(
        fmt::format("{} at line {}, char {}", regex.error().detail, peek().line + 1, peek().column + 1));
  next();
  return std::move(*regex);
}

Result<std::shared_ptr<const Regex>> ExpressionParser::regex_after_operator() {
  next_may_be_regex();
  return regex_here();
}

Result<ExpressionPtr> ExpressionParser::expression(int depth) { return binary(depth, 1); }

Result<ExpressionPtr> ExpressionParser::binary(int depth, int least) {
  if (depth > kDeepest) return wrong("the query is nested too deeply");
  ExpressionPtr left = UMEC_TRY(unary(depth));
  // A long chain such as a OR b OR c makes a tree as deep as it is long, and trees are walked by recursion.
  for (int chained = 0;; ++chained) {
    const Precedence found = precedence(peek());
    if (found.level < least || found.level == 0) return left;
    if (chained > 2000) return wrong("the query has too many operators in a row");
    ExpressionPtr both = make(ExpressionKind::binary);
    both->logical = found.logical;
    both->op = found.logical ? (found.level == 1 ? Token::bit_or : Token::bit_and) : peek().token;
    ExpressionPtr right;
    if (both->op == Token::matches || both->op == Token::not_matches) {
      right = make(ExpressionKind::regex);
      right->regex = UMEC_TRY(regex_after_operator());
    } else {
      next();
      right = UMEC_TRY(binary(depth + 1, found.level + 1));
    }
    both->arguments.push_back(std::move(left));
    both->arguments.push_back(std::move(right));
    left = std::move(both);
  }
}

Result<ExpressionPtr> ExpressionParser::unary(int depth) {
  if (depth > kDeepest) return wrong("the query is nested too deeply");
  const Lexeme &lexeme = peek();
  switch (lexeme.token) {
    case Token::left_paren: {
      next();
      ExpressionPtr inner = UMEC_TRY(expression(depth + 1));
      if (!accept(Token::right_paren)) return unexpected(")");
      return inner;
    }
    case Token::subtract:
    case Token::add: {
      const bool minus = lexeme.token == Token::subtract;
      next();
      ExpressionPtr operand = UMEC_TRY(unary(depth + 1));
      if (!minus) return operand;
      if (operand->kind == ExpressionKind::number || operand->kind == ExpressionKind::integer ||
          operand->kind == ExpressionKind::duration) {
        operand->number = -operand->number;
        operand->integer = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(operand->integer));
        return operand;
      }
      ExpressionPtr product = make(ExpressionKind::binary);
      product->op = Token::multiply;
      product->arguments.push_back(make(ExpressionKind::integer));
      product->arguments.front()->integer = -1;
      product->arguments.push_back(std::move(operand));
      return product;
    }
    case Token::number: {
      ExpressionPtr number = make(ExpressionKind::number);
      if (!read_double(lexeme.text, number->number)) return wrong("unable to parse number");
      next();
      return number;
    }
    case Token::integer: {
      ExpressionPtr integer = make(ExpressionKind::integer);
      if (!read_integer(lexeme.text, integer->integer)) {
        integer->kind = ExpressionKind::number;
        if (!read_double(lexeme.text, integer->number)) return wrong("unable to parse integer");
      }
      next();
      return integer;
    }
    case Token::duration: {
      ExpressionPtr length = make(ExpressionKind::duration);
      length->integer = UMEC_TRY(duration());
      return length;
    }
    case Token::string: {
      ExpressionPtr text = make(ExpressionKind::text);
      text->text = next().text;
      return text;
    }
    case Token::multiply: return wildcard();
    case Token::regex: {
      ExpressionPtr regex = make(ExpressionKind::regex);
      regex->regex = UMEC_TRY(regex_here());
      return regex;
    }
    case Token::identifier: return name_or_call(depth);
    default: return unexpected(kOperand);
  }
}

Result<Narrowing> ExpressionParser::narrowing() {
  if (!accept(Token::double_colon)) return Narrowing::none;
  if (accept("TAG")) return Narrowing::tag;
  if (accept("FIELD")) return Narrowing::field;
  for (const char *type : {"FLOAT", "INTEGER", "UNSIGNED", "STRING", "BOOLEAN"})
    if (accept(type)) return Narrowing::field;
  return unexpected("float, integer, unsigned, string, boolean, field, tag");
}

Result<ExpressionPtr> ExpressionParser::wildcard() {
  ExpressionPtr all = make(ExpressionKind::wildcard);
  next();
  all->narrowing = UMEC_TRY(narrowing());
  return all;
}

Result<ExpressionPtr> ExpressionParser::name_or_call(int depth) {
  const Lexeme &here = peek();
  for (const char *keyword : {"FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "SELECT", "AND", "OR",
                              "AS", "BY", "INTO", "ON", "WITH"})
    if (here.is(keyword)) return unexpected(kOperand);
  if (here.is("TRUE") || here.is("FALSE")) {
    ExpressionPtr truth = make(ExpressionKind::boolean);
    truth->integer = here.is("TRUE") ? 1 : 0;
    next();
    return truth;
  }
  // DISTINCT name is the old form of distinct(name).
  if (here.is("DISTINCT")) {
    const Lexeme word = next();
    if (peek().token == Token::identifier) {
      ExpressionPtr call = make(ExpressionKind::call);
      call->text = "distinct";
      ExpressionPtr argument = make(ExpressionKind::variable);
      argument->text = next().text;
      call->arguments.push_back(std::move(argument));
      return call;
    }
    if (peek().token != Token::left_paren) return unexpected("(, identifier");
    current_.text = "(";
  } else {
    ExpressionPtr variable = make(ExpressionKind::variable);
    const bool quoted = here.quoted;
    variable->text = next().text;
    if (quoted || peek().token != Token::left_paren) {
      while (peek().token == Token::dot) {
        next();
        variable->text += "." + UMEC_TRY(name());
      }
      variable->narrowing = UMEC_TRY(narrowing());
      return variable;
    }
    variable->kind = ExpressionKind::call;
    std::transform(variable->text.begin(), variable->text.end(), variable->text.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    next_may_be_regex();
    while (peek().token != Token::right_paren) {
      variable->arguments.push_back(UMEC_TRY(expression(depth + 1)));
      if (peek().token != Token::comma) break;
      next();
    }
    if (!accept(Token::right_paren)) return unexpected(")");
    return variable;
  }
  ExpressionPtr call = make(ExpressionKind::call);
  call->text = "distinct";
  next();
  call->arguments.push_back(UMEC_TRY(expression(depth + 1)));
  if (!accept(Token::right_paren)) return unexpected(")");
  return call;
}

Result<std::vector<Source>> ExpressionParser::sources(int depth) {
  // FROM was taken by its caller, and with it the lexeme after it: a slash there begins a pattern.
  std::vector<Source> all;
  do {
    all.push_back(UMEC_TRY(source(depth)));
  } while (accept(Token::comma));
  return all;
}

Result<Source> ExpressionParser::source(int depth) {
  Source source;
  if (peek().token == Token::left_paren) {
    if (depth > kDeepest) return wrong("the query is nested too deeply");
    next();
    if (!accept("SELECT")) return unexpected("SELECT");
    source.subquery = std::make_unique<Select>(UMEC_TRY(select_after_keyword(depth + 1)));
    if (!accept(Token::right_paren)) return unexpected(")");
    return source;
  }
  // [database.][policy.]measurement, where the parts between dots may be left out.
  std::vector<std::string> parts;
  while (true) {
    if (peek().token == Token::regex) {
      source.regex = UMEC_TRY(regex_here());
      parts.emplace_back();
      break;
    }
    if (peek().token == Token::dot && !parts.empty()) {
      parts.emplace_back();
    } else {
      if (peek().token != Token::identifier || peek().is("WHERE")) return unexpected("identifier");
      parts.push_back(next().text);
    }
    if (peek().token != Token::dot) break;
    if (parts.size() == 3) return unexpected("identifier");
    next_may_be_regex();
  }
  source.measurement = parts.back();
  if (parts.size() == 3) {
    source.database = parts[0];
    source.policy = parts[1];
  } else if (parts.size() == 2) {
    source.policy = parts[0];
  }
  return source;
}

Result<bool> ExpressionParser::order() {
  if (!accept("ORDER")) return false;
  if (!accept("BY")) return unexpected("BY");
  bool descending = false;
  if (peek().token == Token::identifier && !peek().is("ASC") && !peek().is("DESC")) {
    const std::string what = next().text;
    if (what != "time") return wrong("only ORDER BY time supported at this time");
  }
  if (accept("DESC"))
    descending = true;
  else
    accept("ASC");
  return descending;
}

Result<Page> ExpressionParser::page() {
  Page page;
  if (accept("LIMIT")) page.limit = UMEC_TRY(count());
  if (accept("OFFSET")) page.offset = UMEC_TRY(count());
  if (accept("SLIMIT")) page.series_limit = UMEC_TRY(count());
  if (accept("SOFFSET")) page.series_offset = UMEC_TRY(count());
  return page;
}

Result<Select> ExpressionParser::select_after_keyword(int depth) {
  Select select;
  while (true) {
    SelectField field;
    field.expression = UMEC_TRY(expression(depth + 1));
    if (accept("AS")) field.alias = UMEC_TRY(name());
    select.fields.push_back(std::move(field));
    if (peek().token != Token::comma) break;
    next_may_be_regex();
  }
  if (peek().is("INTO")) return wrong("SELECT INTO is not supported by this server");
  if (!peek().is("FROM")) return unexpected("FROM");
  next_may_be_regex();
  select.sources = UMEC_TRY(sources(depth));
  if (accept("WHERE")) select.where = UMEC_TRY(expression(depth + 1));
  UMEC_TRY(group_by(select, depth));
  UMEC_TRY(fill(select));
  select.descending = UMEC_TRY(order());
  select.page = UMEC_TRY(page());
  if (peek().is("TZ")) {
    next();
    if (!accept(Token::left_paren)) return unexpected("(");
    if (peek().token != Token::string) return unexpected("string");
    const std::string zone = next().text;
    if (zone != "UTC")
      return wrong(fmt::format("unable to find time zone {}: this server counts in UTC", zone));
    if (!accept(Token::right_paren)) return unexpected(")");
  }
  return select;
}

Result<void> ExpressionParser::group_by(Select &select, int depth) {
  if (!peek().is("GROUP")) return {};
  next();
  if (!peek().is("BY")) return unexpected("BY");
  GroupBy &group = select.group_by;
  do {
    next_may_be_regex();  // takes BY or the comma
    if (peek().token == Token::multiply) {
      group.all_tags = true;
      next();
    } else if (peek().token == Token::regex) {
      group.patterns.push_back(UMEC_TRY(regex_here()));
    } else {
      const ExpressionPtr dimension = UMEC_TRY(unary(depth + 1));
      if (dimension->kind == ExpressionKind::variable) {
        group.tags.push_back(dimension->text);
        continue;
      }
      if (dimension->kind != ExpressionKind::call || dimension->text != "time")
        return fail(Errc::bad_request, "only time and tag dimensions allowed");
      const auto &arguments = dimension->arguments;
      if (arguments.empty() || arguments.size() > 2)
        return fail(Errc::unprocessable, "time dimension expected 1 or 2 arguments");
      if (arguments[0]->kind != ExpressionKind::duration)
        return fail(Errc::unprocessable, "time dimension must have duration argument");
      if (group.interval != 0) return fail(Errc::unprocessable, "multiple time dimensions not allowed");
      group.interval = arguments[0]->integer;
      if (group.interval <= 0) return fail(Errc::unprocessable, "time dimension must have duration argument");
      if (arguments.size() == 2) {
        if (arguments[1]->kind != ExpressionKind::duration && arguments[1]->kind != ExpressionKind::integer)
          return fail(Errc::unprocessable, "time dimension offset must be duration or now()");
        group.offset = arguments[1]->integer;
      }
    }
  } while (peek().token == Token::comma);
  return {};
}

Result<void> ExpressionParser::fill(Select &select) {
  if (!accept("FILL")) return {};
  select.fill_given = true;
  if (!accept(Token::left_paren)) return unexpected("(");
  if (accept("NULL")) {
    select.fill = Fill::null;
  } else if (accept("NONE")) {
    select.fill = Fill::none;
  } else if (accept("PREVIOUS")) {
    select.fill = Fill::previous;
  } else if (accept("LINEAR")) {
    select.fill = Fill::linear;
  } else {
    const ExpressionPtr value = UMEC_TRY(unary(0));
    if (value->kind != ExpressionKind::number && value->kind != ExpressionKind::integer)
      return wrong("expected number argument in fill()");
    select.fill = Fill::number;
    select.fill_number =
        value->kind == ExpressionKind::number ? value->number : static_cast<double>(value->integer);
  }
  if (!accept(Token::right_paren)) return unexpected(")");
  return {};
}

}  // namespace umec::timeseries
