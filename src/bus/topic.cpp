#include "bus/topic.hpp"

namespace umec::bus {
namespace {

constexpr std::size_t kLongest = 1024;

/// Cuts the first level off `rest`; false where there is none left.
bool next_level(std::string_view &rest, bool &done, std::string_view &level) {
  if (done) return false;
  const std::size_t slash = rest.find('/');
  level = rest.substr(0, slash);
  done = slash == std::string_view::npos;
  rest = done ? std::string_view{} : rest.substr(slash + 1);
  return true;
}

Result<void> check_length(std::string_view text) {
  if (text.empty()) return fail(Errc::bad_request, "a topic must not be empty");
  if (text.size() > kLongest) return fail(Errc::bad_request, "a topic must not exceed {} bytes", kLongest);
  if (text.find('\0') != std::string_view::npos)
    return fail(Errc::bad_request, "a topic must not contain a NUL byte");
  return {};
}

}  // namespace

Result<void> check_topic(std::string_view topic) {
  if (auto length = check_length(topic); !length) return length;
  if (topic.find_first_of("+#") != std::string_view::npos)
    return fail(Errc::bad_request, "the topic '{}' must not contain a wildcard", topic);
  return {};
}

Result<void> check_pattern(std::string_view pattern) {
  if (auto length = check_length(pattern); !length) return length;
  std::string_view rest = pattern;
  std::string_view level;
  bool done = false;
  while (next_level(rest, done, level)) {
    if (level.find_first_of("+#") == std::string_view::npos) continue;
    if (level.size() > 1)
      return fail(Errc::bad_request, "in the pattern '{}' a wildcard must stand alone in its level", pattern);
    if (level == "#" && !done)
      return fail(Errc::bad_request, "in the pattern '{}' a # must be last", pattern);
  }
  return {};
}

bool matches(std::string_view pattern, std::string_view topic) {
  if (topic.starts_with('$') && (pattern.starts_with('+') || pattern.starts_with('#'))) return false;
  bool pattern_done = false;
  bool topic_done = false;
  std::string_view want;
  std::string_view have;
  while (next_level(pattern, pattern_done, want)) {
    if (want == "#") return true;
    if (!next_level(topic, topic_done, have)) return false;
    if (want != "+" && want != have) return false;
    // "a/#" stands for "a" as well.
    if (topic_done && !pattern_done && pattern == "#") return true;
  }
  return topic_done;
}

}  // namespace umec::bus
