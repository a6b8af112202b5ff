// Regular expressions of InfluxQL: RE2's, as Go's, so linear in time whatever the pattern.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::timeseries {

class Regex {
 public:
  /// Errors: bad_request.
  static Result<std::shared_ptr<const Regex>> compile(const std::string &pattern);
  /// Whether the pattern is found anywhere in `text`.
  bool found_in(std::string_view text) const;
  ~Regex();

 private:
  struct State;
  explicit Regex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace umec::timeseries
