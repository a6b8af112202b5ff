#include "base/log.hpp"

#include <unistd.h>

#include <atomic>

#include "base/clock.hpp"

namespace umec::log {
namespace {

std::atomic<Level> threshold{Level::info};

void append_value(std::string &line, std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" \"=\\\n\r\t") == std::string_view::npos;
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    switch (c) {
      case '"': line += "\\\""; break;
      case '\\': line += "\\\\"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      case '\t': line += "\\t"; break;
      default:
        // Control bytes of outside data must not reach a terminal.
        line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  line += '"';
}

}  // namespace

void set_level(Level level) { threshold.store(level, std::memory_order_relaxed); }
Level level() { return threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < log::level()) return;
  static constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
  std::string line = format_rfc3339(now());
  line += ' ';
  line += names[static_cast<int>(level)];
  line += ' ';
  line += event;
  for (const Field &field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    append_value(line, field.value);
  }
  line += '\n';
  // A log that cannot be written must not stop the node.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace umec::log
