// Pieces of JSON text for writers on hot paths. Light to include.
#pragma once

#include <string>
#include <string_view>

namespace umec::json {

/// Any JSON value, kept as its text by those who do not care what is in it.
struct AnyText {
  std::string text;
  bool operator==(const AnyText &) const = default;
};

/// Appends `text` as a quoted JSON string. Bytes that are not UTF-8 become U+FFFD, so that the
/// output is valid whatever the input.
void append_string(std::string &out, std::string_view text);

/// Appends the shortest decimal text that reads back as `number`; `null` where it is not finite.
void append_number(std::string &out, double number);

}  // namespace umec::json
