#include "base/json.hpp"

#include <algorithm>
#include <charconv>

namespace umec::json {

namespace {

/// Whether all numbers fit a double. Boost.JSON reads 1e999 as infinity, which no JSON can say again.
bool is_finite(const Value &value) {
  if (value.is_double()) return std::isfinite(value.get_double());
  if (value.is_array()) return std::ranges::all_of(value.get_array(), is_finite);
  if (value.is_object())
    return std::ranges::all_of(value.get_object(),
                               [](const auto &entry) { return is_finite(entry.value()); });
  return true;
}

}  // namespace

Result<Value> parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size())
    return fail(Errc::bad_request, "there is text after the JSON value at byte {}", read);
  if (!error) parser.finish(error);
  if (error) return fail(Errc::bad_request, "this is not JSON: {} at byte {}", error.message(), read);
  Value value = parser.release();
  if (!is_finite(value)) return fail(Errc::bad_request, "a number is too large");
  return value;
}

std::string write(const Value &value) { return boost::json::serialize(value); }

void merge_patch(Value &target, const Value &patch) {
  if (!patch.is_object()) {
    target = patch;
    return;
  }
  if (!target.is_object()) target = Object{};
  Object &object = target.get_object();
  for (const auto &entry : patch.get_object()) {
    if (entry.value().is_null())
      object.erase(entry.key());
    else
      merge_patch(object[entry.key()], entry.value());
  }
}

std::string camel_case(std::string_view member) {
  std::string name;
  name.reserve(member.size());
  bool upper = false;
  for (const char c : member) {
    if (c == '_') {
      upper = !name.empty();
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return name;
}

std::string pointer_to(const std::string &parent, std::string_view token) {
  std::string pointer = parent + '/';
  for (const char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

std::string_view kind_name(const Value &value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "a truth value";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_: return "a number";
    case boost::json::kind::string: return "a string";
    case boost::json::kind::array: return "an array";
    case boost::json::kind::object: return "an object";
  }
  return "a value";
}

void append_string(std::string &out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
          if (c < 0x20) {
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
          } else {
            out += static_cast<char>(c);
          }
      }
      ++i;
      continue;
    }
    // A well-formed sequence (no overlong form, no surrogate, at most U+10FFFF) passes as it is.
    const int length = c >= 0xf0 && c <= 0xf4 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
    bool good = length != 0 && c <= 0xf4 && i + length <= text.size();
    for (int k = 1; good && k < length; ++k) good = (static_cast<unsigned char>(text[i + k]) & 0xc0) == 0x80;
    if (good && length >= 3) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      good = !((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90) ||
               (c == 0xf4 && second > 0x8f));
    }
    if (good) {
      out.append(text, i, length);
      i += length;
    } else {
      out += "\xef\xbf\xbd";
      ++i;
    }
  }
  out += '"';
}

void append_number(std::string &out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  out.append(text, end);
}

namespace detail {

Result<std::int64_t> to_integer(const Value &value, const std::string &at, std::int64_t low,
                                std::uint64_t high) {
  if (!value.is_number())
    return fail_at(at, Errc::bad_request, "expected a whole number but found {}", kind_name(value));
  const auto outside = [&] {
    return fail_at(at, Errc::bad_request, "the number is not a whole number from {} to {}", low, high);
  };
  if (value.is_uint64()) {
    if (value.get_uint64() > high) return outside();
    return static_cast<std::int64_t>(value.get_uint64());
  }
  std::int64_t number = 0;
  if (value.is_double()) {
    const double real = value.get_double();
    if (real != std::floor(real) || std::fabs(real) > 9e15) return outside();
    number = static_cast<std::int64_t>(real);
  } else {
    number = value.get_int64();
  }
  if (number < low || (number > 0 && static_cast<std::uint64_t>(number) > high)) return outside();
  return number;
}

}  // namespace detail
}  // namespace umec::json
