#include "timeseries/influxql_parser.hpp"

#include <algorithm>
#include <charconv>
#include <deque>

#include "timeseries/influxql_expression_parser.hpp"

namespace umec::timeseries {
namespace {

class StatementParser : ExpressionParser {
 public:
  explicit StatementParser(std::string_view text) : ExpressionParser(text) {}

  Result<std::vector<AnyStatement>> parse() {
    std::vector<AnyStatement> statements;
    while (true) {
      while (accept(Token::semicolon)) {
      }
      if (peek().token == Token::end) return statements;
      statements.push_back(UMEC_TRY(statement()));
      if (peek().token != Token::end && !accept(Token::semicolon)) return unexpected(";");
    }
  }

 private:
  Result<AnyStatement> statement() {
    if (accept("SELECT")) {
      Select select = UMEC_TRY(select_after_keyword(0));
      return AnyStatement(std::move(select));
    }
    if (accept("SHOW")) return show();
    if (accept("DELETE")) return delete_from(false);
    if (accept("CREATE")) return create();
    if (accept("DROP")) return drop();
    for (const char *known : {"EXPLAIN", "GRANT", "REVOKE", "ALTER", "SET", "KILL"})
      if (accept(known))
        return fail(Errc::not_implemented, "error parsing query: {} is not supported by this server", known);
    return unexpected("SELECT, DELETE, SHOW, CREATE, DROP, EXPLAIN, GRANT, REVOKE, ALTER, SET, KILL");
  }

  Result<AnyStatement> create() {
    if (!accept("DATABASE")) return unexpected("CONTINUOUS, DATABASE, USER, RETENTION, SUBSCRIPTION");
    CreateDatabase create;
    create.name = UMEC_TRY(name());
    if (!accept("WITH")) return AnyStatement(std::move(create));
    bool some = false;
    while (true) {
      if (accept("DURATION")) {
        create.retention = UMEC_TRY(duration());
      } else if (accept("REPLICATION") || accept("SHARD")) {
        accept("DURATION");
        next();  // one node, no shards: read and of no consequence
      } else if (accept("NAME")) {
        UMEC_TRY(name());
      } else if (!some) {
        return unexpected("DURATION, REPLICATION, SHARD, NAME");
      } else {
        return AnyStatement(std::move(create));
      }
      some = true;
    }
  }

  Result<AnyStatement> drop() {
    if (accept("DATABASE")) return AnyStatement(DropDatabase{UMEC_TRY(name())});
    if (accept("MEASUREMENT")) return AnyStatement(DropMeasurement{UMEC_TRY(name())});
    if (accept("SERIES")) return delete_from(true);
    return unexpected("CONTINUOUS, DATABASE, MEASUREMENT, RETENTION, SERIES, SHARD, SUBSCRIPTION, USER");
  }

  Result<AnyStatement> delete_from(bool whole_series) {
    Delete statement;
    statement.whole_series = whole_series;
    const bool from = accept("FROM");
    if (from) statement.sources = UMEC_TRY(sources(0));
    const bool where = accept("WHERE");
    if (!from && !where) return unexpected("FROM, WHERE");
    if (where) statement.where = UMEC_TRY(expression(0));
    return AnyStatement(std::move(statement));
  }

  Result<AnyStatement> show() {
    Show show;
    if (accept("DATABASES")) return AnyStatement(std::move(show));
    if (accept("DIAGNOSTICS")) return empty_or(show, ShowKind::diagnostics, {});
    if (accept("USERS")) return empty_or(show, ShowKind::empty, {"user", "admin"});
    if (accept("QUERIES"))
      return empty_or(show, ShowKind::empty, {"qid", "query", "database", "duration", "status"});
    if (accept("SUBSCRIPTIONS") || accept("SHARDS") || accept("STATS"))
      return empty_or(show, ShowKind::empty, {});
    if (accept("CONTINUOUS")) {
      if (!accept("QUERIES")) return unexpected("QUERIES");
      return empty_or(show, ShowKind::empty, {});
    }
    if (accept("MEASUREMENTS")) {
      show.kind = ShowKind::measurements;
    } else if (accept("SERIES")) {
      show.kind = ShowKind::series;
    } else if (accept("RETENTION")) {
      if (!accept("POLICIES")) return unexpected("POLICIES");
      show.kind = ShowKind::retention_policies;
    } else if (accept("FIELD")) {
      if (!accept("KEYS")) return unexpected("KEY, KEYS");
      show.kind = ShowKind::field_keys;
    } else if (accept("TAG")) {
      if (accept("KEYS"))
        show.kind = ShowKind::tag_keys;
      else if (accept("VALUES"))
        show.kind = ShowKind::tag_values;
      else
        return unexpected("KEY, KEYS, VALUES");
    } else {
      return unexpected(
          "CONTINUOUS, DATABASES, DIAGNOSTICS, FIELD, GRANTS, MEASUREMENT, MEASUREMENTS, QUERIES, RETENTION, "
          "SERIES, SHARD, SHARDS, STATS, SUBSCRIPTIONS, TAG, USERS");
    }
    if (accept("ON")) show.database = UMEC_TRY(name());
    if (show.kind == ShowKind::measurements && accept("WITH")) UMEC_TRY(with_measurement(show));
    if (accept("FROM")) show.sources = UMEC_TRY(sources(0));
    if (show.kind == ShowKind::tag_values) UMEC_TRY(with_key(show));
    if (accept("WHERE")) show.where = UMEC_TRY(expression(0));
    show.descending = UMEC_TRY(order());
    show.page = UMEC_TRY(page());
    return AnyStatement(std::move(show));
  }

  static AnyStatement empty_or(Show &show, ShowKind kind, std::vector<std::string> columns) {
    show.kind = kind;
    show.empty_columns = std::move(columns);
    return AnyStatement(std::move(show));
  }

  Result<void> with_measurement(Show &show) {
    if (!accept("MEASUREMENT")) return unexpected("MEASUREMENT");
    show.with_measurement.emplace();
    if (accept(Token::equal)) {
      show.with_measurement->measurement = UMEC_TRY(name());
    } else if (peek().token == Token::matches) {
      show.with_measurement->regex = UMEC_TRY(regex_after_operator());
    } else {
      return unexpected("=, =~");
    }
    return {};
  }

  Result<void> with_key(Show &show) {
    if (!accept("WITH")) return unexpected("WITH");
    if (!accept("KEY")) return unexpected("KEY");
    const Token op = peek().token;
    if (accept(Token::equal) || accept(Token::not_equal)) {
      show.with_not = op == Token::not_equal;
      show.keys.push_back(UMEC_TRY(name()));
    } else if (op == Token::matches || op == Token::not_matches) {
      show.with_not = op == Token::not_matches;
      show.key_pattern = UMEC_TRY(regex_after_operator());
    } else if (accept("IN")) {
      if (!accept(Token::left_paren)) return unexpected("(");
      do {
        show.keys.push_back(UMEC_TRY(name()));
      } while (accept(Token::comma));
      if (!accept(Token::right_paren)) return unexpected(")");
    } else {
      return unexpected("IN, =, =~");
    }
    return {};
  }
};

}  // namespace

Result<std::vector<AnyStatement>> parse_influxql(std::string_view text) {
  constexpr std::size_t kLongest = 1 << 20;
  if (text.size() > kLongest) return fail(Errc::too_large, "a query may have {} bytes", kLongest);
  return StatementParser(text).parse();
}

}  // namespace umec::timeseries
