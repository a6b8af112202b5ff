#include "base/clock.hpp"

#include <charconv>

namespace umec {
namespace {

/// Days since the epoch of a proleptic Gregorian date.
std::int64_t days_from_civil(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}
      .time_since_epoch()
      .count();
}

/// Reads exactly `width` digits at `at`, moving it.
bool read_digits(std::string_view text, std::size_t &at, int width, int &value) {
  if (at + width > text.size()) return false;
  value = 0;
  for (int i = 0; i < width; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  at += width;
  return true;
}

bool read_char(std::string_view text, std::size_t &at, std::string_view choices) {
  if (at >= text.size() || choices.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

}  // namespace

Timestamp now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string format_rfc3339(Timestamp time, int digits) {
  std::int64_t seconds = time / kSecond;
  std::int64_t fraction = time % kSecond;
  if (fraction < 0) {
    fraction += kSecond;
    --seconds;
  }
  std::int64_t days = seconds / 86400;
  std::int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 rest / 3600, rest / 60 % 60, rest % 60);
  if (digits > 0) text += fmt::format(".{:09}", fraction).substr(0, digits + 1);
  return text + "Z";
}

Result<Timestamp> parse_rfc3339(std::string_view text) {
  const auto wrong = [&] {
    return fail(Errc::bad_request, "'{}' is not a time such as 2026-11-23T10:00:00Z", text.substr(0, 64));
  };
  std::size_t at = 0;
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!read_digits(text, at, 4, year) || !read_char(text, at, "-") || !read_digits(text, at, 2, month) ||
      !read_char(text, at, "-") || !read_digits(text, at, 2, day))
    return wrong();
  if (!std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month(month), std::chrono::day(day)}
           .ok())
    return wrong();
  // int64 nanoseconds reach from 1677 to 2262.
  if (year < 1678 || year > 2261) return fail(Errc::bad_request, "the year {} is out of range", year);
  std::int64_t fraction = 0;
  std::int64_t offset = 0;
  if (at < text.size()) {
    if (!read_char(text, at, "Tt ") || !read_digits(text, at, 2, hour) || !read_char(text, at, ":") ||
        !read_digits(text, at, 2, minute))
      return wrong();
    if (read_char(text, at, ":") && !read_digits(text, at, 2, second)) return wrong();
    if (hour > 23 || minute > 59 || second > 60) return wrong();
    if (read_char(text, at, ".")) {
      std::int64_t unit = kSecond / 10;
      const std::size_t start = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        fraction += (text[at] - '0') * unit;
        unit /= 10;
        ++at;
      }
      if (at == start) return wrong();
    }
    if (at < text.size() && !read_char(text, at, "Zz")) {
      const char sign = text[at];
      int hours = 0;
      int minutes = 0;
      if (!read_char(text, at, "+-") || !read_digits(text, at, 2, hours) || !read_char(text, at, ":") ||
          !read_digits(text, at, 2, minutes) || hours > 23 || minutes > 59)
        return wrong();
      offset = (hours * 60 + minutes) * kMinute * (sign == '-' ? -1 : 1);
    }
  }
  if (at != text.size()) return wrong();
  const std::int64_t days = days_from_civil(year, month, day);
  return days * kDay + hour * kHour + minute * kMinute + second * kSecond + fraction - offset;
}

Result<Timestamp> parse_duration(std::string_view text) {
  const auto wrong = [&] {
    return fail(Errc::bad_request, "'{}' is not a duration such as 10s or 1h30m", text.substr(0, 64));
  };
  struct Unit {
    std::string_view name;
    Timestamp length;
  };
  // Longer names first: "ms" must not be read as "m".
  static constexpr Unit units[] = {{"ns", kNanosecond}, {"us", kMicrosecond}, {"ms", kMillisecond},
                                   {"µ", kMicrosecond}, {"u", kMicrosecond},  {"s", kSecond},
                                   {"m", kMinute},      {"h", kHour},         {"d", kDay},
                                   {"w", kWeek}};
  if (text.empty()) return wrong();
  Timestamp total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0) return wrong();
    text.remove_prefix(end - text.data());
    const Unit *unit = nullptr;
    for (const Unit &candidate : units)
      if (text.starts_with(candidate.name)) {
        unit = &candidate;
        break;
      }
    if (unit == nullptr) return wrong();
    text.remove_prefix(unit->name.size());
    Timestamp part = 0;
    if (__builtin_mul_overflow(count, unit->length, &part) || __builtin_add_overflow(total, part, &total))
      return wrong();
  }
  return total;
}

}  // namespace umec
