// The parts that all InfluxQL statements share: expressions, sources, SELECT itself.
#pragma once

#include <string_view>
#include <vector>

#include "timeseries/influxql_ast.hpp"

namespace umec::timeseries {

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : lexer_(text) { next(); }

 protected:
  /// The lexeme that comes next.
  const Lexeme &peek() const { return current_; }
  /// Takes it.
  Lexeme next();
  bool accept(Token token);
  bool accept(std::string_view keyword);
  /// "error parsing query: found X, expected Y at line L, char C"
  std::unexpected<Error> unexpected(std::string_view expected) const;

  Result<std::string> name();
  Result<std::int64_t> count();
  Result<Timestamp> duration();
  /// The current lexeme is =~ or !~: takes it and the regular expression after it.
  Result<std::shared_ptr<const Regex>> regex_after_operator();
  Result<ExpressionPtr> expression(int depth);
  Result<std::vector<Source>> sources(int depth);
  Result<bool> order();
  Result<Page> page();
  Result<Select> select_after_keyword(int depth);

 private:
  /// Takes the current lexeme and reads the next one where a regular expression may stand.
  void next_may_be_regex();
  Result<std::shared_ptr<const Regex>> regex_here();
  Result<ExpressionPtr> binary(int depth, int least_precedence);
  Result<ExpressionPtr> unary(int depth);
  Result<ExpressionPtr> name_or_call(int depth);
  Result<ExpressionPtr> wildcard();
  Result<Narrowing> narrowing();
  Result<Source> source(int depth);
  Result<void> group_by(Select &select, int depth);
  Result<void> fill(Select &select);

  Lexer lexer_;
  Lexeme current_;
};

}  // namespace umec::timeseries
