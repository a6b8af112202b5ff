#include "timeseries/influxql_lexer.hpp"

#include <algorithm>
#include <cctype>

namespace umec::timeseries {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string Lexeme::shown() const {
  if (token == Token::end) return "EOF";
  if (token != Token::identifier || quoted) return text;
  // InfluxDB shows keywords in capitals and names as they are.
  static constexpr std::string_view keywords[] = {
      "ALL",         "ALTER",        "AND",          "ANY",           "AS",
      "ASC",         "BEGIN",        "BY",           "CARDINALITY",   "CREATE",
      "CONTINUOUS",  "DATABASE",     "DATABASES",    "DEFAULT",       "DELETE",
      "DESC",        "DESTINATIONS", "DIAGNOSTICS",  "DISTINCT",      "DROP",
      "DURATION",    "END",          "EVERY",        "EXACT",         "EXPLAIN",
      "FIELD",       "FOR",          "FROM",         "GRANT",         "GRANTS",
      "GROUP",       "GROUPS",       "IN",           "INF",           "INSERT",
      "INTO",        "KEY",          "KEYS",         "KILL",          "LIMIT",
      "MEASUREMENT", "MEASUREMENTS", "NAME",         "OFFSET",        "ON",
      "OR",          "ORDER",        "PASSWORD",     "POLICIES",      "POLICY",
      "PRIVILEGES",  "QUERIES",      "QUERY",        "READ",          "REPLICATION",
      "RESAMPLE",    "RETENTION",    "REVOKE",       "SELECT",        "SERIES",
      "SET",         "SHARD",        "SHARDS",       "SHOW",          "SLIMIT",
      "SOFFSET",     "STATS",        "SUBSCRIPTION", "SUBSCRIPTIONS", "TAG",
      "TO",          "USER",         "USERS",        "VALUES",        "WHERE",
      "WITH",        "WRITE"};
  std::string upper = text;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return std::binary_search(std::begin(keywords), std::end(keywords), upper) ? upper : text;
}

bool Lexeme::is(std::string_view keyword) const {
  if (token != Token::identifier || quoted || text.size() != keyword.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::toupper(static_cast<unsigned char>(text[i])) != keyword[i]) return false;
  return true;
}

void Lexer::advance() {
  if (at_ >= text_.size()) return;
  if (text_[at_] == '\n') {
    ++line_;
    column_ = 0;
  } else {
    ++column_;
  }
  ++at_;
}

void Lexer::skip_blanks() {
  while (at_ < text_.size()) {
    if (is_blank(peek())) {
      advance();
    } else if (peek() == '-' && peek(1) == '-') {
      while (at_ < text_.size() && peek() != '\n') advance();
    } else if (peek() == '/' && peek(1) == '*') {
      advance();
      advance();
      while (at_ < text_.size() && !(peek() == '*' && peek(1) == '/')) advance();
      advance();
      advance();
    } else {
      return;
    }
  }
}

Lexeme Lexer::begin(Token token) const {
  Lexeme lexeme;
  lexeme.token = token;
  lexeme.line = line_;
  lexeme.column = column_;
  return lexeme;
}

Lexeme Lexer::read_quoted(char quote, Token token) {
  Lexeme lexeme = begin(token);
  lexeme.quoted = true;
  advance();
  while (true) {
    if (at_ >= text_.size() || peek() == '\n') {
      lexeme.token = Token::bad_string;
      return lexeme;
    }
    char c = peek();
    if (c == quote) break;
    if (c == '\\' && (peek(1) == quote || peek(1) == '\\' || peek(1) == 'n')) {
      advance();
      c = peek() == 'n' ? '\n' : peek();
    }
    lexeme.text += c;
    advance();
  }
  advance();
  return lexeme;
}

Lexeme Lexer::read_number() {
  Lexeme lexeme = begin(Token::integer);
  const auto take = [&] {
    lexeme.text += peek();
    advance();
  };
  while (is_digit(peek())) take();
  if (peek() == '.' && (is_digit(peek(1)) || !lexeme.text.empty())) {
    lexeme.token = Token::number;
    take();
    while (is_digit(peek())) take();
    return lexeme;
  }
  // A duration: 10m, 1h30m, 5ms, 7µ.
  const auto unit = [&] {
    const char c = peek();
    return c == 'n' || c == 'u' || c == 'm' || c == 's' || c == 'h' || c == 'd' || c == 'w' || c == '\xc2';
  };
  while (unit()) {
    lexeme.token = Token::duration;
    if (peek() == '\xc2') take();
    const bool second = (peek() == 'n' || peek() == 'm' || peek() == 'u') && peek(1) == 's';
    take();
    if (second) take();
    while (is_digit(peek())) take();
  }
  return lexeme;
}

Lexeme Lexer::read_operator() {
  struct Operator {
    std::string_view text;
    Token token;
  };
  static constexpr Operator operators[] = {{"!=", Token::not_equal},
                                           {"!~", Token::not_matches},
                                           {"<>", Token::not_equal},
                                           {"<=", Token::less_equal},
                                           {">=", Token::greater_equal},
                                           {"=~", Token::matches},
                                           {"::", Token::double_colon},
                                           {"=", Token::equal},
                                           {"<", Token::less},
                                           {">", Token::greater},
                                           {"+", Token::add},
                                           {"-", Token::subtract},
                                           {"*", Token::multiply},
                                           {"/", Token::divide},
                                           {"%", Token::modulo},
                                           {"&", Token::bit_and},
                                           {"|", Token::bit_or},
                                           {"^", Token::bit_xor},
                                           {"(", Token::left_paren},
                                           {")", Token::right_paren},
                                           {",", Token::comma},
                                           {";", Token::semicolon},
                                           {".", Token::dot},
                                           {":", Token::colon}};
  Lexeme lexeme = begin(Token::bad);
  for (const Operator &one : operators)
    if (text_.substr(at_).starts_with(one.text)) {
      lexeme.token = one.token;
      lexeme.text = one.text;
      for (std::size_t i = 0; i < one.text.size(); ++i) advance();
      return lexeme;
    }
  lexeme.text = peek();
  advance();
  return lexeme;
}

Lexeme Lexer::next() {
  skip_blanks();
  if (at_ >= text_.size()) return begin(Token::end);
  const char c = peek();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
  if (c == '\'') return read_quoted(c, Token::string);
  if (c == '"') return read_quoted(c, Token::identifier);
  if (!is_letter(c)) return read_operator();
  Lexeme lexeme = begin(Token::identifier);
  while (is_letter(peek()) || is_digit(peek())) {
    lexeme.text += peek();
    advance();
  }
  return lexeme;
}

Lexeme Lexer::next_regex() {
  skip_blanks();
  if (peek() != '/') return next();
  Lexeme lexeme = begin(Token::regex);
  lexeme.quoted = true;
  advance();
  while (true) {
    if (at_ >= text_.size() || peek() == '\n') {
      lexeme.token = Token::bad;
      return lexeme;
    }
    if (peek() == '/') break;
    if (peek() == '\\' && peek(1) == '/') advance();
    lexeme.text += peek();
    advance();
  }
  advance();
  return lexeme;
}

}  // namespace umec::timeseries
