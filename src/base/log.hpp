// Structured log: one line an event on standard error, `time level event key=value ...` (logfmt).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace umec::log {

enum class Level : std::uint8_t { debug, info, warning, error, off };

/// Lines below this level are not written. Thread-safe; the default is info.
void set_level(Level level);
Level level();

/// One key with its value, as text. Numbers are written plainly, text is quoted where it needs it.
struct Field {
  std::string_view key;
  std::string value;

  Field(std::string_view key, std::string_view text) : key(key), value(text) {}
  Field(std::string_view key, const char *text) : key(key), value(text) {}
  Field(std::string_view key, const std::string &text) : key(key), value(text) {}
  Field(std::string_view key, bool truth) : key(key), value(truth ? "true" : "false") {}
  template <class N>
    requires std::is_arithmetic_v<N>
  Field(std::string_view key, N number) : key(key), value(std::to_string(number)) {}
};

/// Writes one line in a single write(2), so that lines of threads and processes do not mix.
void write(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  if (level() <= Level::debug) write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::error, event, fields);
}

}  // namespace umec::log
