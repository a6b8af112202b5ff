#include "timeseries/result_writer.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace umec::timeseries {
namespace {

constexpr std::size_t kPiece = 64 << 10;

/// Bytes of a UTF-8 sequence that begins at `at`, or 0 where there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if (first == 0xe0 && byte(1) < 0xa0) return 0;
  if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogates
  if (first == 0xf0 && byte(1) < 0x90) return 0;
  if (first == 0xf4 && byte(1) > 0x8f) return 0;
  return length;
}

class Writer {
 public:
  Writer(const ResultFormat &format, const ByteSink &sink) : format_(format), sink_(sink) {}

  Result<void> write(const std::vector<StatementResult> &results) {
    if (format_.csv) {
      UMEC_TRY(csv(results));
    } else if (format_.chunk > 0) {
      UMEC_TRY(chunked(results));
    } else {
      open('{');
      key("results");
      open('[');
      for (std::size_t i = 0; i < results.size(); ++i) {
        next();
        UMEC_TRY(statement(results[i], i));
      }
      close(']');
      close('}');
      out_ += '\n';
    }
    return sink_(out_);
  }

 private:
  Result<void> drain() {
    if (out_.size() < kPiece) return {};
    UMEC_TRY(sink_(out_));
    out_.clear();
    return {};
  }

  // The shape of the document; `pretty` only changes blanks, as Go's MarshalIndent.
  void open(char bracket) {
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!first_) line();
    out_ += bracket;
    first_ = false;
  }
  void next() {
    if (!first_) out_ += ',';
    first_ = false;
    line();
  }
  void line() {
    if (!format_.pretty) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_) * 4, ' ');
  }
  void key(std::string_view name) {
    next();
    append_json_text(out_, name);
    out_ += format_.pretty ? ": " : ":";
  }

  void cell(const Cell &value, bool time) {
    if (const auto *integer = std::get_if<std::int64_t>(&value)) {
      if (!time) {
        fmt::format_to(std::back_inserter(out_), "{}", *integer);
      } else if (format_.epoch != 0) {
        fmt::format_to(std::back_inserter(out_), "{}", *integer / format_.epoch);
      } else {
        out_ += '"';
        append_time(out_, *integer);
        out_ += '"';
      }
    } else if (const auto *number = std::get_if<double>(&value)) {
      append_json_number(out_, *number);
    } else if (const auto *truth = std::get_if<bool>(&value)) {
      out_ += *truth ? "true" : "false";
    } else if (const auto *text = std::get_if<Text>(&value)) {
      append_json_text(out_, text->get());
    } else {
      out_ += "null";
    }
  }

  Result<void> series(const ResultSeries &series, std::size_t begin, std::size_t end) {
    open('{');
    if (!series.name.empty()) {
      key("name");
      append_json_text(out_, series.name);
    }
    if (!series.tags.empty()) {
      key("tags");
      open('{');
      for (const auto &[name, value] : series.tags) {
        key(name);
        append_json_text(out_, value);
      }
      close('}');
    }
    key("columns");
    open('[');
    for (const std::string &column : series.columns) {
      next();
      append_json_text(out_, column);
    }
    close(']');
    const bool timed = !series.columns.empty() && series.columns[0] == "time";
    if (begin < end) {
      key("values");
      open('[');
      for (std::size_t row = begin; row < end; ++row) {
        next();
        open('[');
        for (std::size_t column = 0; column < series.columns.size(); ++column) {
          next();
          cell(series.at(row, column), timed && column == 0);
        }
        close(']');
        UMEC_TRY(drain());
      }
      close(']');
    }
    if (end < series.rows()) {
      key("partial");
      out_ += "true";
    }
    close('}');
    return {};
  }

  void statement_head(std::size_t id) {
    open('{');
    key("statement_id");
    fmt::format_to(std::back_inserter(out_), "{}", id);
  }

  Result<void> statement(const StatementResult &result, std::size_t id) {
    statement_head(id);
    if (!result.series.empty()) {
      key("series");
      open('[');
      for (const ResultSeries &one : result.series) {
        next();
        UMEC_TRY(series(one, 0, one.rows()));
      }
      close(']');
    }
    if (!result.error.empty()) {
      key("error");
      append_json_text(out_, result.error);
    }
    close('}');
    return {};
  }

  Result<void> piece(std::size_t id, const StatementResult &result, const ResultSeries *one,
                     std::size_t begin, std::size_t end, bool more) {
    first_ = true;
    open('{');
    key("results");
    open('[');
    next();
    statement_head(id);
    if (one != nullptr) {
      key("series");
      open('[');
      next();
      UMEC_TRY(series(*one, begin, end));
      close(']');
    }
    if (!result.error.empty()) {
      key("error");
      append_json_text(out_, result.error);
    }
    if (more) {
      key("partial");
      out_ += "true";
    }
    close('}');
    close(']');
    close('}');
    out_ += '\n';
    return drain();
  }

  Result<void> chunked(const std::vector<StatementResult> &results) {
    for (std::size_t id = 0; id < results.size(); ++id) {
      const StatementResult &result = results[id];
      if (result.series.empty()) UMEC_TRY(piece(id, result, nullptr, 0, 0, false));
      for (std::size_t s = 0; s < result.series.size(); ++s) {
        const ResultSeries &one = result.series[s];
        std::size_t row = 0;
        do {
          const std::size_t end = std::min(one.rows(), row + format_.chunk);
          UMEC_TRY(piece(id, result, &one, row, end, end < one.rows() || s + 1 < result.series.size()));
          row = end;
        } while (row < one.rows());
      }
    }
    return {};
  }

  void csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with(' ')) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }

  Result<void> csv(const std::vector<StatementResult> &results) {
    const std::vector<std::string> *header = nullptr;
    for (const StatementResult &result : results)
      for (const ResultSeries &one : result.series) {
        if (header == nullptr || *header != one.columns) {
          if (header != nullptr) out_ += '\n';
          out_ += "name,tags";
          for (const std::string &column : one.columns) {
            out_ += ',';
            csv_field(column);
          }
          out_ += '\n';
          header = &one.columns;
        }
        Tags tags;
        for (const Tag &tag : one.tags)
          if (!tag.second.empty()) tags.push_back(tag);
        const std::string key = series_key("", tags);
        const bool timed = one.columns[0] == "time";
        for (std::size_t row = 0; row < one.rows(); ++row) {
          csv_field(one.name);
          out_ += ',';
          csv_field(key.empty() ? std::string_view() : std::string_view(key).substr(1));
          for (std::size_t column = 0; column < one.columns.size(); ++column) {
            out_ += ',';
            csv_cell(one.at(row, column), timed && column == 0);
          }
          out_ += '\n';
          UMEC_TRY(drain());
        }
      }
    return {};
  }

  void csv_cell(const Cell &value, bool time) {
    if (const auto *integer = std::get_if<std::int64_t>(&value)) {
      fmt::format_to(std::back_inserter(out_), "{}",
                     time && format_.epoch != 0 ? *integer / format_.epoch : *integer);
    } else if (const auto *number = std::get_if<double>(&value)) {
      char text[400];
      out_.append(text, std::to_chars(text, text + sizeof text, *number, std::chars_format::fixed).ptr);
    } else if (const auto *truth = std::get_if<bool>(&value)) {
      out_ += *truth ? "true" : "false";
    } else if (const auto *text = std::get_if<Text>(&value)) {
      csv_field(text->get());
    }
  }

  const ResultFormat &format_;
  const ByteSink &sink_;
  std::string out_;
  int depth_ = 0;
  bool first_ = true;
};

}  // namespace

Result<void> write_results(const std::vector<StatementResult> &results, const ResultFormat &format,
                           const ByteSink &sink) {
  return Writer(format, sink).write(results);
}

std::string error_body(std::string_view message) {
  std::string out = "{\"error\":";
  append_json_text(out, message);
  out += "}\n";
  return out;
}

void append_json_text(std::string &out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
      ++i;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
      ++i;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
      ++i;
    } else if (const std::size_t length = utf8_length(text, i); length == 0) {
      out += "\\ufffd";
      ++i;
    } else {
      const std::string_view whole = text.substr(i, length);
      if (whole == "\xe2\x80\xa8" || whole == "\xe2\x80\xa9")
        out += whole.back() == '\xa8' ? "\\u2028" : "\\u2029";
      else
        out += whole;
      i += length;
    }
  }
  out += '"';
}

void append_json_number(std::string &out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char text[64];
  const double size = std::abs(value);
  if (size == 0 || (size >= 1e-6 && size < 1e21)) {
    out.append(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr);
    return;
  }
  char *end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  // Go writes 1e-7 where C writes 1e-07.
  if (end - text >= 4 && end[-4] == 'e' && end[-3] == '-' && end[-2] == '0') {
    end[-2] = end[-1];
    --end;
  }
  out.append(text, end);
}

void append_time(std::string &out, Timestamp time) {
  std::string text = format_rfc3339(time, 9);
  std::size_t end = text.size() - 1;
  while (text[end - 1] == '0') --end;
  if (text[end - 1] == '.') --end;
  out.append(text, 0, end);
  out += 'Z';
}

}  // namespace umec::timeseries
