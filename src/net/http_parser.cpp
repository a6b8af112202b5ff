#include "net/http_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace umec::net {
namespace {

/// Characters of a token (RFC 9110, 5.6.2).
constexpr auto kToken = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Whether the comma-separated list has the token, in any case.
bool list_has(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (same_name(trim(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

/// Takes one line off the front, without its CRLF (a bare LF is accepted, RFC 9112 2.2).
std::optional<std::string_view> take_line(std::string_view &rest) {
  if (rest.empty()) return std::nullopt;  // an empty view may point nowhere, which memchr does not take
  const void *end = std::memchr(rest.data(), '\n', rest.size());
  if (end == nullptr) return std::nullopt;
  const std::size_t length = static_cast<const char *>(end) - rest.data();
  std::string_view line = rest.substr(0, length);
  rest.remove_prefix(length + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Result<void> note_header(std::string_view name, std::string_view value, Head &head) {
  switch (name.size()) {
    case 6:
      if (same_name(name, "Expect") && same_name(value, "100-continue")) head.expect_continue = true;
      break;
    case 10:
      if (same_name(name, "Connection")) {
        if (list_has(value, "close")) head.keep_alive = false;
        if (list_has(value, "keep-alive")) head.keep_alive = true;
      }
      break;
    case 14:
      if (same_name(name, "Content-Length")) {
        std::uint64_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (error != std::errc{} || end != value.data() + value.size() || value.empty())
          return fail(Errc::bad_request, "the Content-Length is not a number");
        if (head.content_length && *head.content_length != length)
          return fail(Errc::bad_request, "there are two Content-Length headers that differ");
        head.content_length = length;
      }
      break;
    case 17:
      if (same_name(name, "Transfer-Encoding")) {
        if (!same_name(value, "chunked") || head.chunked)
          return fail(Errc::not_implemented, "only the transfer coding 'chunked' is understood");
        head.chunked = true;
      }
      break;
    default: break;
  }
  return {};
}

Result<bool> parse_head(std::string_view bytes, Head &head, bool request) {
  head.headers.clear();
  head.content_length.reset();
  head.chunked = false;
  head.expect_continue = false;
  std::string_view rest = bytes;
  // Empty lines before a request are skipped (RFC 9112 2.2).
  if (request)
    while (rest.starts_with("\r\n")) rest.remove_prefix(2);
  const auto start = take_line(rest);
  if (!start) return false;
  const std::size_t first = start->find(' ');
  if (first == std::string_view::npos) return fail(Errc::bad_request, "the first line is not HTTP");
  const std::size_t second = start->find(' ', first + 1);
  head.start[0] = start->substr(0, first);
  head.start[1] = start->substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
  head.start[2] = second == std::string_view::npos ? std::string_view{} : start->substr(second + 1);
  const std::string_view version = request ? head.start[2] : head.start[0];
  if (version == "HTTP/1.1")
    head.keep_alive = true;
  else if (version == "HTTP/1.0")
    head.keep_alive = false;
  else
    return version.starts_with("HTTP/") ? fail(Errc::not_implemented, "only HTTP/1.1 is spoken here")
                                        : fail(Errc::bad_request, "the first line is not HTTP");
  for (;;) {
    const auto line = take_line(rest);
    if (!line) return false;
    if (line->empty()) break;
    if (head.headers.size() >= kMaxHeaders)
      return fail(Errc::too_large, "there are more than {} headers", kMaxHeaders);
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos || !is_token(line->substr(0, colon)))
      return fail(Errc::bad_request, "a header line is not 'name: value'");
    const std::string_view value = trim(line->substr(colon + 1));
    for (const char c : value)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
        return fail(Errc::bad_request, "a header has a control character");
    UMEC_TRY(note_header(line->substr(0, colon), value, head));
    head.headers.emplace_back(line->substr(0, colon), value);
  }
  if (head.chunked && head.content_length)
    return fail(Errc::bad_request, "a message has either a Content-Length or a Transfer-Encoding");
  head.size = bytes.size() - rest.size();
  return true;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

Method parse_method(std::string_view name) {
  for (int i = 0; i < static_cast<int>(Method::other); ++i)
    if (method_name(static_cast<Method>(i)) == name) return static_cast<Method>(i);
  return Method::other;
}

Result<bool> parse_request_head(std::string_view bytes, Head &head) {
  const bool whole = UMEC_TRY(parse_head(bytes, head, true));
  if (!whole) return false;
  if (!is_token(head.start[0])) return fail(Errc::bad_request, "the method is not a word");
  if (head.start[1].empty()) return fail(Errc::bad_request, "the request target is empty");
  for (const char c : head.start[1])
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
      return fail(Errc::bad_request, "the request target has a control character");
  return true;
}

Result<bool> parse_response_head(std::string_view bytes, Head &head) {
  const bool whole = UMEC_TRY(parse_head(bytes, head, false));
  if (!whole) return false;
  const std::string_view status = head.start[1];
  if (status.size() != 3 || status[0] < '1' || status[0] > '5' || status[1] < '0' || status[1] > '9' ||
      status[2] < '0' || status[2] > '9')
    return fail(Errc::bad_request, "the status is not a number of three digits");
  return true;
}

Result<void> ChunkedDecoder::feed(std::string_view &input, std::string &out, std::size_t room) {
  const auto broken = [] { return fail(Errc::bad_request, "the chunked coding of the body is broken"); };
  while (!input.empty() && state_ != State::done) {
    const char c = input.front();
    switch (state_) {
      case State::size: {
        int digit = -1;
        if (c >= '0' && c <= '9') digit = c - '0';
        if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
        if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
        if (digit >= 0) {
          if (++digits_ > 15) return broken();
          left_ = left_ * 16 + digit;
          break;
        }
        if (digits_ == 0) return broken();
        line_ = 0;
        if (c == '\r')
          state_ = State::size_end;
        else if (c == ';' || c == ' ' || c == '\t')
          state_ = State::extension;
        else
          return broken();
        break;
      }
      case State::extension:
        if (c == '\r')
          state_ = State::size_end;
        else if (c == '\n' || ++line_ > 256)
          return broken();
        break;
      case State::size_end:
        if (c != '\n') return broken();
        state_ = left_ == 0 ? State::trailer : State::data;
        line_ = 0;
        digits_ = 0;
        break;
      case State::data: {
        const std::size_t count = std::min({input.size(), static_cast<std::size_t>(left_), room});
        if (count == 0) return {};
        out.append(input.substr(0, count));
        input.remove_prefix(count);
        left_ -= count;
        room -= count;
        if (left_ == 0) state_ = State::data_cr;
        continue;
      }
      case State::data_cr:
        if (c != '\r') return broken();
        state_ = State::data_lf;
        break;
      case State::data_lf:
        if (c != '\n') return broken();
        state_ = State::size;
        break;
      case State::trailer:
        if (c == '\n')
          state_ = State::done;
        else if (c != '\r')
          state_ = State::trailer_line;
        break;
      case State::trailer_line:
        if (++line_ > 4096) return broken();
        if (c == '\n') state_ = State::trailer;
        break;
      case State::done: break;
    }
    input.remove_prefix(1);
  }
  return {};
}

}  // namespace umec::net
