// InfluxQL's words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace umec::timeseries {

enum class Token : std::uint8_t {
  end,
  bad,
  bad_string,
  identifier,
  string,
  number,
  integer,
  duration,
  regex,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  bit_and,
  bit_or,
  bit_xor,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  matches,
  not_matches,
  left_paren,
  right_paren,
  comma,
  semicolon,
  dot,
  colon,
  double_colon
};

struct Lexeme {
  Token token = Token::end;
  std::string text;     ///< of names and strings without quotes; otherwise as written
  bool quoted = false;  ///< a name in double quotes is never a keyword
  int line = 0;         ///< from 0, as InfluxDB counts inside
  int column = 0;
  /// What InfluxDB's error messages call it.
  std::string shown() const;
  /// Whether it is this keyword (given in upper case), in any case.
  bool is(std::string_view keyword) const;
};

/// Cuts a query into lexemes. A slash is a division or begins a regular expression: the parser knows which.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Lexeme next();
  /// Like next, but where a '/' comes, reads a regular expression.
  Lexeme next_regex();

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void advance();
  void skip_blanks();
  Lexeme begin(Token token) const;
  Lexeme read_quoted(char quote, Token token);
  Lexeme read_number();
  Lexeme read_operator();

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 0;
  int column_ = 0;
};

}  // namespace umec::timeseries
