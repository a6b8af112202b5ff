// Sequences of values in time, between functions: derivative(mean(x)) is a track made of a track.
#pragma once

#include <string_view>
#include <vector>

#include "timeseries/influxql_ast.hpp"
#include "timeseries/result.hpp"

namespace umec::timeseries {

/// In time order. `series` says which series of the table a value was picked from.
struct Track {
  std::vector<Timestamp> times;
  std::vector<Cell> values;
  std::vector<std::uint32_t> series;

  std::size_t size() const { return times.size(); }
  void add(Timestamp time, Cell value, std::uint32_t from_series = 0) {
    times.push_back(time);
    values.push_back(std::move(value));
    series.push_back(from_series);
  }
};

/// a op b; null where one is null or the operation has no meaning for the types. Integers stay
/// integers but for division; what is divided by zero is zero, as in InfluxDB.
Cell arithmetic(Token op, const Cell &a, const Cell &b);

/// Whether `function` makes a track of a track (derivative, difference, moving_average ...).
bool is_transformation(std::string_view function);
/// Applies it. `parameter` is the unit of derivative and elapsed in nanoseconds, the N of moving_average.
Track transform(std::string_view function, std::int64_t parameter, const Track &input);

/// Whether `function` works on each value by itself (abs, round, ln ...).
bool is_elementwise(std::string_view function);
Cell elementwise(std::string_view function, const Cell &value, double parameter);

}  // namespace umec::timeseries
