// Answers to queries, as InfluxQL shapes them, in no particular encoding.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "timeseries/point.hpp"

namespace umec::timeseries {

/// A text that takes one pointer, so that a Cell of a number stays small.
class Text {
 public:
  explicit Text(std::string text) : text_(std::make_unique<std::string>(std::move(text))) {}
  Text(const Text &other) : text_(std::make_unique<std::string>(*other.text_)) {}
  Text(Text &&) noexcept = default;
  Text &operator=(const Text &other) {
    text_ = std::make_unique<std::string>(*other.text_);
    return *this;
  }
  Text &operator=(Text &&) noexcept = default;
  const std::string &get() const { return *text_; }
  bool operator==(const Text &other) const { return *text_ == *other.text_; }
  auto operator<=>(const Text &other) const { return *text_ <=> *other.text_; }

 private:
  std::unique_ptr<std::string> text_;
};

/// One value of an answer; monostate is null. In column 0 of a series named "time" an integer is a Timestamp.
using Cell = std::variant<std::monostate, double, std::int64_t, bool, Text>;
static_assert(sizeof(Cell) == 16);

inline bool is_null(const Cell &cell) { return cell.index() == 0; }

/// A table of the answer. Row-major.
struct ResultSeries {
  std::string name;
  Tags tags;  ///< of GROUP BY; values may be empty here
  std::vector<std::string> columns;
  std::vector<Cell> cells;

  std::size_t rows() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  const Cell &at(std::size_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
};

/// The answer to one statement.
struct StatementResult {
  std::vector<ResultSeries> series;
  std::string error;  ///< InfluxDB's words; empty where the statement succeeded
};

}  // namespace umec::timeseries
