#include "timeseries/regex.hpp"

#include <re2/re2.h>

namespace umec::timeseries {
namespace {

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  return options;
}

}  // namespace

struct Regex::State {
  explicit State(const std::string &pattern) : re(pattern, options()) {}
  RE2 re;
};

Regex::Regex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Regex::~Regex() = default;

Result<std::shared_ptr<const Regex>> Regex::compile(const std::string &pattern) {
  auto state = std::make_unique<State>(pattern);
  if (!state->re.ok()) return fail(Errc::bad_request, "error parsing regexp: {}", state->re.error());
  return std::shared_ptr<const Regex>(new Regex(std::move(state)));
}

bool Regex::found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), state_->re);
}

}  // namespace umec::timeseries
