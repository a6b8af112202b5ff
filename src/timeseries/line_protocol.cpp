#include "timeseries/line_protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "timeseries/line_number.hpp"

namespace umec::timeseries {
namespace {

constexpr std::size_t kMaxKey = 65535;            // InfluxDB's bound for measurement and tags
constexpr std::size_t kMaxFailureText = 1 << 16;  // of all failure sentences of one request

/// First `stop` character that no backslash precedes, or npos.
std::size_t find_unescaped(std::string_view text, char stop, std::size_t at = 0) {
  for (; at < text.size(); ++at) {
    if (text[at] == stop) return at;
    if (text[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

std::string unescape(std::string_view text, std::string_view special) {
  if (text.find('\\') == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && special.find(text[i + 1]) != std::string_view::npos) ++i;
    out += text[i];
  }
  return out;
}

class LineParser {
 public:
  LineParser(ParsedLines &out, Timestamp precision, Timestamp default_time)
      : out_(out), batch_(out.batch), precision_(precision), default_time_(default_time) {}

  /// Empty where the line was taken, otherwise InfluxDB's reason.
  std::string parse(std::string_view line) {
    const std::size_t key_end = end_of_key(line);
    if (key_end == std::string_view::npos) return missing_fields(line);
    if (const std::string wrong = find_series(line.substr(0, key_end)); !wrong.empty()) return wrong;
    std::string_view rest = line.substr(key_end);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    if (rest.empty()) return "missing fields";

    const std::size_t samples = batch_.samples().size();
    const std::size_t points = batch_.points();
    std::string wrong = parse_fields(rest);
    Timestamp time = default_time_;
    if (wrong.empty()) wrong = parse_time(rest, time);
    if (!wrong.empty() || !drop_reason_.empty()) {
      batch_.roll_back(samples, points);
      if (wrong.empty()) drop(std::move(drop_reason_));
      drop_reason_.clear();
      return wrong;
    }
    if (time != default_time_) out_.batch.set_time(samples, time);
    return {};
  }

 private:
  struct Known {
    std::uint32_t series;
    std::uint32_t first_slot = 0;
    bool named_time = false;
  };

  /// The end of measurement and tags. Lines of one request often follow each other in one series.
  std::size_t end_of_key(std::string_view line) const {
    if (!key_.empty() && line.size() > key_.size() && line[key_.size()] == ' ' && line.starts_with(key_))
      return key_.size();
    return find_unescaped(line, ' ');
  }

  static std::string missing_fields(std::string_view line) {
    if (line.front() == ',') return "missing measurement";
    Tags tags;
    std::string measurement;
    std::string wrong = read_key(line, measurement, tags);
    return wrong.empty() ? "missing fields" : wrong;
  }

  std::string find_series(std::string_view key) {
    if (key == key_ && current_ != nullptr) return {};
    auto found = known_.find(key);
    if (found == known_.end()) {
      if (key.size() > kMaxKey) return fmt::format("max key length exceeded: {} > {}", key.size(), kMaxKey);
      Tags tags;
      std::string measurement;
      if (std::string wrong = read_key(key, measurement, tags); !wrong.empty()) return wrong;
      const bool named_time =
          std::any_of(tags.begin(), tags.end(), [](const Tag &t) { return t.first == "time"; });
      const std::uint32_t series = batch_.add_series(std::move(measurement), std::move(tags));
      found =
          known_.emplace(key, Known{series, static_cast<std::uint32_t>(batch_.slots().size()), named_time})
              .first;
    }
    key_ = key;
    current_ = &found->second;
    return {};
  }

  static std::string read_key(std::string_view key, std::string &measurement, Tags &tags) {
    std::size_t comma = find_unescaped(key, ',');
    if (comma == 0 || key.empty()) return "missing measurement";
    measurement = unescape(key.substr(0, comma), ", ");
    while (comma != std::string_view::npos) {
      key.remove_prefix(comma + 1);
      comma = find_unescaped(key, ',');
      const std::string_view tag = key.substr(0, comma);
      const std::size_t equals = find_unescaped(tag, '=');
      if (tag.empty() || equals == 0) return "missing tag key";
      if (equals == std::string_view::npos || equals + 1 == tag.size()) return "missing tag value";
      const std::string_view value = tag.substr(equals + 1);
      if (find_unescaped(value, '=') != std::string_view::npos) return "invalid tag format";
      tags.emplace_back(unescape(tag.substr(0, equals), ",= "), unescape(value, ",= "));
    }
    std::sort(tags.begin(), tags.end());
    for (std::size_t i = 1; i < tags.size(); ++i)
      if (tags[i].first == tags[i - 1].first) return "duplicate tags";
    return {};
  }

  std::string parse_fields(std::string_view &rest) {
    std::uint32_t guess = current_->first_slot;
    bool first = true;
    if (current_->named_time)
      drop_reason_ = fmt::format("invalid tag key: input tag \"time\" on measurement \"{}\" is invalid",
                                 batch_.series()[current_->series].measurement);
    for (;;) {
      std::size_t equals = 0;
      for (; equals < rest.size() && rest[equals] != '='; ++equals) {
        if (rest[equals] == ' ' || rest[equals] == ',') return "invalid field format";
        if (rest[equals] == '\\') ++equals;
      }
      if (equals >= rest.size()) return "invalid field format";
      if (equals == 0) return "missing field key";
      const std::string_view name = rest.substr(0, equals);
      rest.remove_prefix(equals + 1);
      if (rest.empty() || rest.front() == ' ' || rest.front() == ',') return "missing field value";
      if (std::string wrong = parse_value(name, rest, guess, first); !wrong.empty()) return wrong;
      if (rest.empty() || rest.front() == ' ') break;
      rest.remove_prefix(1);  // the comma
    }
    if (first && drop_reason_.empty())
      drop_reason_ = fmt::format("invalid field name: input field \"time\" on measurement \"{}\" is invalid",
                                 batch_.series()[current_->series].measurement);
    return {};
  }

  std::string parse_value(std::string_view name, std::string_view &rest, std::uint32_t &guess, bool &first) {
    const char lead = rest.front();
    if (lead == '"') return parse_text(name, rest, guess, first);
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != ',' && rest[end] != ' ') ++end;
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    FieldType type = FieldType::float64;
    std::uint64_t bits = 0;
    if ((lead >= '0' && lead <= '9') || lead == '-' || lead == '.' || lead == 'n' || lead == 'N') {
      if (std::string wrong = parse_number(word, type, bits); !wrong.empty()) return wrong;
    } else if (word == "t" || word == "T" || word == "true" || word == "True" || word == "TRUE") {
      type = FieldType::boolean;
      bits = 1;
    } else if (word == "f" || word == "F" || word == "false" || word == "False" || word == "FALSE") {
      type = FieldType::boolean;
    } else {
      return "invalid boolean";
    }
    if (name == "time") return {};
    batch_.add_sample(default_time_, slot_for(name, type, guess), bits, first);
    first = false;
    return {};
  }

  static std::string parse_number(std::string_view word, FieldType &type, std::uint64_t &bits) {
    if (word.back() == 'i') {
      const std::string_view digits = word.substr(0, word.size() - 1);
      std::int64_t value = 0;
      if (!read_integer(digits, value)) {
        const std::size_t sign = digits.starts_with('-') ? 1 : 0;
        if (digits.size() == sign || digits.find_first_not_of("0123456789", sign) != std::string_view::npos)
          return "invalid number";
        return fmt::format("unable to parse integer {}: strconv.ParseInt: parsing \"{}\": value out of range",
                           digits, digits);
      }
      type = FieldType::integer;
      bits = bits_of(value);
      return {};
    }
    double value = 0;
    if (!read_double(word, value)) return malformed_number(word) ? "invalid number" : "invalid float";
    bits = bits_of(value);
    return {};
  }

  /// Tells what InfluxDB calls an invalid number from what it calls an invalid float.
  static bool malformed_number(std::string_view word) {
    bool dot = false;
    bool digit = false;
    bool exponent = false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = word[i];
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c == '.') {
        if (dot || exponent) return true;
        dot = true;
      } else if (c == 'e' || c == 'E') {
        if (!digit || exponent) return true;
        exponent = true;
      } else if (c != '-' && c != '+') {
        return true;
      } else if (i > 0 && word[i - 1] != 'e' && word[i - 1] != 'E') {
        return true;
      }
    }
    return !digit;
  }

  std::string parse_text(std::string_view name, std::string_view &rest, std::uint32_t &guess, bool &first) {
    std::size_t end = 1;
    for (; end < rest.size() && rest[end] != '"'; ++end)
      if (rest[end] == '\\') ++end;
    if (end >= rest.size()) return "unbalanced quotes";
    std::string text = unescape(rest.substr(1, end - 1), "\"\\");
    ++end;
    while (end < rest.size() && rest[end] != ',' && rest[end] != ' ') ++end;  // InfluxDB takes junk here too
    rest.remove_prefix(end);
    if (name == "time") return {};
    batch_.add_text(default_time_, slot_for(name, FieldType::text, guess), std::move(text), first);
    first = false;
    return {};
  }

  std::uint32_t slot_for(std::string_view name, FieldType type, std::uint32_t &guess) {
    const auto &slots = batch_.slots();
    if (guess < slots.size()) {
      const Batch::Slot &slot = slots[guess];
      if (slot.series == current_->series && slot.type == type && slot.field == name) return guess++;
    }
    const std::uint32_t at = batch_.slot(current_->series, unescape(name, ",= "), type);
    guess = at + 1;
    return at;
  }

  std::string parse_time(std::string_view rest, Timestamp &time) const {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    if (rest.empty()) return {};
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    if (rest.find_first_not_of(' ', end) != std::string_view::npos) return "point is invalid";
    std::int64_t count = 0;
    if (!read_integer(word, count)) {
      if (word.find_first_not_of("0123456789", word.front() == '-' ? 1 : 0) != std::string_view::npos)
        return "bad timestamp";
      return fmt::format("strconv.ParseInt: parsing \"{}\": {}", word,
                         word == "-" ? "invalid syntax" : "value out of range");
    }
    constexpr Timestamp kLeast = std::numeric_limits<Timestamp>::min() + 2;
    constexpr Timestamp kMost = std::numeric_limits<Timestamp>::max() - 1;
    if (__builtin_mul_overflow(count, precision_, &time) || time < kLeast || time > kMost)
      return fmt::format("time outside range {} - {}", kLeast, kMost);
    return {};
  }

  void drop(std::string reason) {
    ++out_.dropped;
    out_.dropped_reason = std::move(reason);
  }

  ParsedLines &out_;
  Batch &batch_;
  const Timestamp precision_;
  const Timestamp default_time_;
  std::unordered_map<std::string_view, Known> known_;  ///< keys are views of the caller's text
  std::string_view key_;
  Known *current_ = nullptr;
  std::string drop_reason_;
};

/// The end of the line that begins at `text`: a newline inside a quoted field value belongs to it.
std::size_t end_of_line(std::string_view text) {
  std::size_t end = std::min(text.find('\n'), text.size());
  if (std::memchr(text.data(), '"', end) == nullptr) return end;
  bool fields = false;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == ' ') {
      fields = true;
    } else if (c == '"' && fields) {
      quoted = !quoted;
    } else if (c == '\n' && !quoted) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

ParsedLines parse_lines(std::string_view text, Timestamp precision, Timestamp default_time) {
  ParsedLines out;
  LineParser parser(out, precision, default_time);
  while (!text.empty()) {
    const std::size_t end = end_of_line(text);
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '\0'))
      line.remove_prefix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::string wrong = parser.parse(line);
    if (wrong.empty()) continue;
    ++out.failed;
    if (out.failures.size() > kMaxFailureText) continue;
    if (!out.failures.empty()) out.failures += '\n';
    out.failures += fmt::format("unable to parse '{}': {}", line, wrong);
  }
  return out;
}

std::string format_lines(const Batch &batch) {
  std::vector<std::string> keys;
  for (const Batch::Series &series : batch.series())
    keys.push_back(series_key(series.measurement, series.tags));
  std::vector<std::string> names;
  for (const Batch::Slot &slot : batch.slots()) names.push_back(series_key(slot.field, {}));
  // A field name escapes '=' too, which a measurement does not.
  for (std::string &name : names)
    for (std::size_t at = 0; (at = name.find('=', at)) != std::string::npos; at += 2)
      name.insert(at, 1, '\\');
  std::string out;
  const auto &samples = batch.samples();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Batch::Sample &sample = samples[i];
    const Batch::Slot &slot = batch.slots()[sample.slot];
    out += sample.first ? keys[slot.series] + " " : ",";
    out += names[sample.slot];
    out += '=';
    switch (slot.type) {
      case FieldType::float64: fmt::format_to(std::back_inserter(out), "{}", as_double(sample.bits)); break;
      case FieldType::integer: fmt::format_to(std::back_inserter(out), "{}i", as_integer(sample.bits)); break;
      case FieldType::boolean: out += sample.bits != 0 ? "true" : "false"; break;
      case FieldType::text:
        out += '"';
        for (const char c : batch.texts()[sample.bits]) {
          if (c == '"' || c == '\\') out += '\\';
          out += c;
        }
        out += '"';
    }
    if (i + 1 == samples.size() || samples[i + 1].first)
      fmt::format_to(std::back_inserter(out), " {}\n", sample.time);
  }
  return out;
}

}  // namespace umec::timeseries
