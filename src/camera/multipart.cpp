#include "camera/multipart.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace umec::camera {
namespace {

constexpr std::size_t kMaxHead = 8 << 10;
constexpr std::size_t kMaxLine = 256;  ///< of a boundary; RFC 2046 allows 70 characters

std::string_view without_dashes(std::string_view text) {
  const std::size_t start = text.find_first_not_of('-');
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::size_t> content_length(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = head.find('\n');
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !same_word(trim(line.substr(0, colon)), "content-length"))
      continue;
    const std::string_view value = trim(line.substr(colon + 1));
    std::size_t length = 0;
    const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    // Zero is what cameras write that do not know.
    if (error != std::errc() || stop != value.data() + value.size() || length == 0) return std::nullopt;
    return length;
  }
  return std::nullopt;
}

}  // namespace

std::string boundary_of(std::string_view content_type) {
  std::size_t at = 0;
  while ((at = content_type.find(';', at)) != std::string_view::npos) {
    std::string_view parameter = trim(content_type.substr(++at));
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || !same_word(trim(parameter.substr(0, equals)), "boundary"))
      continue;
    parameter = trim(parameter.substr(equals + 1));
    if (parameter.starts_with('"')) return std::string(parameter.substr(1, parameter.find('"', 1) - 1));
    return std::string(trim(parameter.substr(0, parameter.find(';'))));
  }
  return {};
}

MultipartParser::MultipartParser(std::string_view boundary, std::size_t max_part, Sink sink)
    : boundary_(without_dashes(boundary)), max_part_(max_part), sink_(std::move(sink)) {}

void MultipartParser::feed(std::string_view bytes) {
  if (state_ == State::ended) return;
  buffer_.append(bytes);
  while (state_ != State::ended && step()) {
  }
  buffer_.erase(0, used_);
  used_ = 0;
}

/// Does one step; false where it needs more bytes.
bool MultipartParser::step() {
  switch (state_) {
    case State::preamble: return find_boundary();
    case State::head: return read_head();
    case State::sized_body: return read_sized_body();
    case State::open_body:
    case State::skipping: return read_open_body();
    case State::ended: return false;
  }
  return false;
}

bool MultipartParser::is_boundary(std::string_view line, bool &closing) {
  closing = false;
  line = trim(line);
  if (!line.starts_with("--")) return false;
  std::string_view word = without_dashes(line);
  if (boundary_.empty() && !word.empty()) boundary_ = word;
  if (boundary_.empty()) return false;
  if (word == boundary_) return true;
  closing = word.size() == boundary_.size() + 2 && word.starts_with(boundary_) && word.ends_with("--");
  return closing;
}

/// Line by line until one is the boundary.
bool MultipartParser::find_boundary() {
  const std::string_view text = rest();
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) {
    if (text.size() <= kMaxLine) return false;
    counts_.skipped_bytes += text.size();
    take(text.size());
    return false;
  }
  bool closing = false;
  if (end <= kMaxLine && is_boundary(text.substr(0, end), closing))
    state_ = closing ? State::ended : State::head;
  else if (!trim(text.substr(0, end)).empty())  // a line end before a boundary belongs there
    counts_.skipped_bytes += end + 1;
  take(end + 1);
  return true;
}

/// Header lines up to an empty one.
bool MultipartParser::read_head() {
  const std::string_view text = rest();
  std::size_t at = 0;
  while (true) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos || end > kMaxHead) {
      if (text.size() <= kMaxHead) return false;
      counts_.skipped_bytes += kMaxHead;
      take(kMaxHead);
      state_ = State::preamble;
      return true;
    }
    const bool empty = trim(text.substr(at, end - at)).empty();
    at = end + 1;
    if (empty) break;
  }
  const auto length = content_length(text.substr(0, at));
  take(at);
  searched_ = 0;
  if (length && *length > max_part_) {
    ++counts_.oversize;
    state_ = State::skipping;
  } else if (length) {
    length_ = *length;
    state_ = State::sized_body;
  } else {
    state_ = State::open_body;
  }
  return true;
}

/// Takes the announced bytes as soon as they are there, so that a live picture does not wait for the
/// next; unless they neither end as a JPEG does nor are followed by a boundary.
bool MultipartParser::read_sized_body() {
  const std::string_view text = rest();
  if (text.size() < length_) return false;
  const std::string_view body = text.substr(0, length_);
  std::string_view after = text.substr(length_, 4);
  if (after.starts_with('\r')) after.remove_prefix(1);
  if (after.starts_with('\n')) after.remove_prefix(1);
  if (!body.ends_with("\xFF\xD9") && !std::string_view("--").starts_with(after.substr(0, 2))) {
    ++counts_.wrong_length;
    state_ = State::open_body;
    return true;
  }
  ++counts_.parts;
  sink_(std::string(body));
  take(length_);
  state_ = State::preamble;
  return true;
}

/// Looks for a line that is the boundary. While skipping, what is before it is thrown away.
bool MultipartParser::read_open_body() {
  const std::string_view text = rest();
  std::size_t at = searched_;
  while ((at = text.find("--", at)) != std::string_view::npos) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos && text.size() - at <= kMaxLine) break;  // the line may go on
    bool closing = false;
    const bool starts_line = at == 0 || text[at - 1] == '\n';
    if (starts_line && end != std::string_view::npos && end - at <= kMaxLine &&
        is_boundary(text.substr(at, end - at), closing)) {
      std::string_view body = text.substr(0, at);
      if (body.ends_with('\n')) body.remove_suffix(1);
      if (body.ends_with('\r')) body.remove_suffix(1);
      if (state_ == State::open_body && !body.empty()) {
        ++counts_.parts;
        sink_(std::string(body));
      }
      take(end + 1);
      state_ = closing ? State::ended : State::head;
      return true;
    }
    ++at;
  }
  searched_ = std::min(at, text.size() - std::min<std::size_t>(text.size(), 1));
  if (state_ == State::open_body && text.size() > max_part_) {
    ++counts_.oversize;
    state_ = State::skipping;
  }
  if (state_ == State::skipping && searched_ > 1) {
    // One byte stays, so that the start of a line is still known.
    take(searched_ - 1);
    searched_ = 1;
  }
  return false;
}

}  // namespace umec::camera
