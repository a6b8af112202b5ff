#include "net/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>

#include "base/id.hpp"
#include "base/log.hpp"
#include "net/route_metrics.hpp"

namespace umec::net {
namespace {

constexpr std::size_t kReadSize = 16 << 10;
constexpr std::size_t kSpareBuffers = 64;
/// What a handler left unread of a body is read away up to here; beyond it the connection closes.
constexpr std::uint64_t kMaxDiscard = 256 << 10;

/// The Date header's line, made once a second.
std::string_view date_line() {
  thread_local std::time_t second = 0;
  thread_local char line[64];
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != second) {
    second = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    size = std::strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  }
  return {line, size};
}

/// A request id that nobody else has: a prefix of this process and a count.
std::string next_request_id() {
  static const std::string prefix = random_hex(4);
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}-{}", prefix, count.fetch_add(1, std::memory_order_relaxed));
}

void append_head(std::string &out, const Response &response, bool keep_alive) {
  if (response.status == 200)
    out += "HTTP/1.1 200 OK\r\n";
  else
    out += fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  out += date_line();
  if (!response.content_type.empty()) {
    out += "Content-Type: ";
    out += response.content_type;
    out += "\r\n";
  }
  for (const Header &header : response.headers) {
    out += header.name;
    out += ": ";
    // A value made of outside text must not add lines.
    for (const char c : header.value) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    out += "\r\n";
  }
  if (!keep_alive) out += "Connection: close\r\n";
}

void append_length(std::string &out, std::size_t length) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, length).ptr;
  out += "Content-Length: ";
  out.append(digits, end);
  out += "\r\n";
}

std::string_view body_view(const Response &response) {
  if (const auto *text = std::get_if<std::string>(&response.body)) return *text;
  if (const auto *shared = std::get_if<Response::Shared>(&response.body)) return **shared;
  if (const auto *bytes = std::get_if<std::span<const char>>(&response.body))
    return {bytes->data(), bytes->size()};
  return {};
}

}  // namespace

std::string LoopPart::take_buffer() {
  if (spare_buffers.empty()) {
    std::string buffer;
    buffer.reserve(kReadSize);
    return buffer;
  }
  std::string buffer = std::move(spare_buffers.back());
  spare_buffers.pop_back();
  return buffer;
}

void LoopPart::give_buffer(std::string buffer) {
  if (spare_buffers.size() >= kSpareBuffers || buffer.capacity() > 4 * kReadSize) return;
  buffer.clear();
  spare_buffers.push_back(std::move(buffer));
}

/// The body of the request under way, read on demand.
class Connection::Body : public BodyReader {
 public:
  Body(Connection &connection, std::string_view received, std::size_t limit)
      : connection_(connection),
        received_(received),
        limit_(limit),
        left_(connection.head_.content_length.value_or(0)) {}

  Result<std::size_t> read(std::span<char> out) override {
    if (finished()) return 0;
    if (!connection_.head_.chunked) {
      std::size_t count = std::min<std::uint64_t>(left_, out.size());
      if (!received_.empty()) {
        count = std::min(count, received_.size());
        std::memcpy(out.data(), received_.data(), count);
        received_.remove_prefix(count);
      } else {
        count = UMEC_TRY(receive(out.data(), count));
      }
      left_ -= count;
      return count;
    }
    decoded_.clear();
    while (decoded_.empty() && !chunks_.done()) {
      if (received_.empty()) {
        scratch_.resize(kReadSize);
        const std::size_t count = UMEC_TRY(receive(scratch_.data(), scratch_.size()));
        received_ = std::string_view(scratch_).substr(0, count);
      }
      UMEC_TRY(chunks_.feed(received_, decoded_, out.size()));
    }
    total_ += decoded_.size();
    if (total_ > limit_) return fail(Errc::too_large, "the body is larger than {} bytes", limit_);
    std::memcpy(out.data(), decoded_.data(), decoded_.size());
    return decoded_.size();
  }

  bool finished() const { return connection_.head_.chunked ? chunks_.done() : left_ == 0; }
  /// Whether what is left is surely little enough to read it away.
  bool small_rest() const { return !connection_.head_.chunked && left_ <= kMaxDiscard; }

  /// Reads the whole body.
  Result<void> read_all(std::string &out) {
    if (!connection_.head_.chunked) {
      out.resize(left_);
      std::size_t filled = 0;
      while (!finished()) filled += UMEC_TRY(read(std::span(out).subspan(filled)));
      return {};
    }
    char piece[4096];
    while (!finished()) out.append(piece, UMEC_TRY(read(piece)));
    return {};
  }

  /// Reads away what is left, so that the next request starts at the right byte.
  bool discard() {
    char piece[4096];
    for (std::uint64_t seen = 0; !finished() && seen < kMaxDiscard;) {
      const auto count = read(piece);
      if (!count) return false;
      seen += *count;
    }
    return finished();
  }

  /// Bytes received beyond this body: the start of the next request. In the connection's buffer,
  /// or in this body's own.
  std::string_view beyond() const { return received_; }
  bool in_scratch() const { return !scratch_.empty(); }

 private:
  Result<std::size_t> receive(char *data, std::size_t size) {
    const std::size_t count = UMEC_TRY(connection_.descriptor_->read_some(
        data, size, runtime::Deadline::after(connection_.part_.options->body_timeout)));
    if (count == 0) return fail(Errc::io, "the client closed the connection in the middle of a body");
    return count;
  }

  Connection &connection_;
  std::string_view received_;
  std::size_t limit_;
  std::uint64_t left_;
  std::uint64_t total_ = 0;
  ChunkedDecoder chunks_;
  std::string decoded_;
  std::string scratch_;
};

/// Writes a streamed body in chunks.
class Connection::Writer : public BodyWriter {
 public:
  explicit Writer(Connection &connection) : connection_(connection) {}

  Result<void> write(std::string_view bytes) override {
    if (bytes.empty()) return {};
    if (*connection_.part_.draining) return fail(Errc::cancelled, "the node is stopping");
    const auto deadline = runtime::Deadline::after(connection_.part_.options->write_timeout);
    std::string frame = fmt::format("{:x}\r\n", bytes.size());
    if (bytes.size() <= 4096) {
      frame += bytes;
      frame += "\r\n";
      return connection_.descriptor_->write_all(frame, {}, deadline);
    }
    UMEC_TRY(connection_.descriptor_->write_all(frame, bytes, deadline));
    return connection_.descriptor_->write_all("\r\n", {}, deadline);
  }
  bool closed() const override { return connection_.descriptor_->peer_closed(); }

 private:
  Connection &connection_;
};

void Connection::activate() {
  idle_ = false;
  runtime::Loop::current()->spawn([this] { serve(); });
}

void Connection::close() {
  // Counted off last: a server that sees no connection may go at once.
  std::atomic<std::size_t> *open_connections = part_.open_connections;
  part_.connections.erase(this);  // destroys this
  open_connections->fetch_sub(1);
}

void Connection::finish() {
  finishing_ = true;
  if (idle_)
    close();
  else if (streaming_)
    cut();
}

void Connection::cut() {
  if (fiber_ != nullptr) runtime::Loop::current()->cancel(*fiber_, life_);
}

void Connection::serve() {
  fiber_ = runtime::Loop::current_fiber();
  life_ = fiber_->life;
  std::string in = part_.take_buffer();
  std::string out = part_.take_buffer();
  std::size_t used = 0;
  Next next = Next::again;
  while (next == Next::again) next = serve_one(in, used, out);
  part_.give_buffer(std::move(in));
  part_.give_buffer(std::move(out));
  fiber_ = nullptr;
  if (next == Next::close || finishing_) {
    close();
    return;
  }
  idle_ = true;
  idle_since_ = std::chrono::steady_clock::now();
  descriptor_->when_readable([this] { activate(); });
}

/// Fills `in` until it holds a head from `used` on. False where the client left between requests.
Result<bool> Connection::read_head(std::string &in, std::size_t &used) {
  const std::size_t limit = part_.options->max_head;
  runtime::Deadline deadline = runtime::Deadline::after(part_.options->head_timeout);
  for (;;) {
    const std::string_view have = std::string_view(in).substr(used);
    if (!have.empty() && UMEC_TRY(parse_request_head(have, head_))) {
      if (head_.size > limit) break;
      return true;
    }
    if (have.size() >= limit) break;
    if (used > 0) {
      in.erase(0, used);
      used = 0;
    }
    const std::size_t size = in.size();
    std::size_t count = 0;
    std::optional<Error> error;
    in.resize_and_overwrite(std::max(in.capacity(), size + 2048), [&](char *data, std::size_t room) {
      // Between requests nothing is waited for here: without a first byte the connection goes idle.
      auto got = descriptor_->read_some(data + size, room - size,
                                        size == 0 ? runtime::Deadline::after(Duration::zero()) : deadline);
      if (got)
        count = *got;
      else
        error = std::move(got.error());
      return size + count;
    });
    if (error) return std::unexpected(std::move(*error));
    if (count == 0) {
      if (size == 0) return false;
      return fail(Errc::io, "the client closed the connection in the middle of a head");
    }
  }
  const std::string_view line = std::string_view(in).substr(used, limit);
  if (line.find('\n') == std::string_view::npos)
    return fail(Errc::uri_too_long, "the request line is longer than {} bytes", limit);
  return fail(Errc::too_large, "the head of the request is larger than {} bytes", limit);
}

Result<Response> Connection::handle(std::string_view received, std::unique_ptr<Body> &body,
                                    const RouteMetrics *&metrics) {
  // Views into the buffer are only valid until it is read into again, which Body never does.
  request_.method = parse_method(head_.start[0]);
  request_.target = head_.start[1];
  if (request_.target.starts_with("http://") || request_.target.starts_with("https://")) {
    const std::size_t slash = request_.target.find('/', 8);
    request_.target = slash == std::string_view::npos ? "/" : request_.target.substr(slash);
  }
  const std::size_t question = std::min(request_.target.find('?'), request_.target.size());
  request_.path = request_.target.substr(0, question);
  request_.query_text = request_.target.substr(std::min(question + 1, request_.target.size()));
  request_.headers.swap(head_.headers);
  request_.body.clear();
  request_.body_reader = nullptr;
  request_.principal = {};
  request_.peer = peer_;
  request_.id = request_.header("X-Request-Id").substr(0, 64);

  std::string allowed;
  auto match = part_.router->match(request_, allowed);
  body = std::make_unique<Body>(*this, received, match ? match->options->max_body : 0);
  if (!match) {
    if (allowed.empty()) return std::unexpected(std::move(match.error()));
    return problem(match.error(), request_.path).with("Allow", std::move(allowed));
  }
  metrics = match->metrics;
  if (part_.options->authorize) UMEC_TRY(part_.options->authorize(request_, *match->options));
  if (head_.content_length.value_or(0) > match->options->max_body)
    return fail(Errc::too_large, "the body is larger than {} bytes", match->options->max_body);
  if (head_.expect_continue && !body->finished())
    UMEC_TRY(descriptor_->write_all("HTTP/1.1 100 Continue\r\n\r\n", {},
                                    runtime::Deadline::after(part_.options->write_timeout)));
  if (match->options->stream_body)
    request_.body_reader = body.get();
  else if (!body->finished())
    UMEC_TRY(body->read_all(request_.body));
  return (*match->handler)(request_);
}

Result<void> Connection::send_stream(const Response::Stream &stream, std::string &out) {
  out += "Transfer-Encoding: chunked\r\n\r\n";
  const auto deadline = runtime::Deadline::after(part_.options->write_timeout);
  UMEC_TRY(descriptor_->write_all(out, {}, deadline));
  Writer writer(*this);
  streaming_ = true;
  const auto streamed = stream(writer);
  streaming_ = false;
  // A chunked body that breaks off tells the client that it is not whole.
  if (!streamed) return std::unexpected(streamed.error());
  return descriptor_->write_all("0\r\n\r\n", {}, runtime::Deadline::after(part_.options->write_timeout));
}

Result<void> Connection::send(Response &response, std::string &out) {
  out.clear();
  append_head(out, response, keep_alive_);
  const bool head_only = request_.method == Method::head;
  if (const auto *stream = std::get_if<Response::Stream>(&response.body)) {
    if (!head_only) return send_stream(*stream, out);
    out += "\r\n";
    return descriptor_->write_all(out, {}, runtime::Deadline::after(part_.options->write_timeout));
  }
  const std::string_view body = body_view(response);
  const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
  if (!bodiless) append_length(out, body.size());
  out += "\r\n";
  const bool with_body = !bodiless && !head_only;
  if (with_body && body.size() <= 2048) {
    // One piece costs less than a vector of two.
    out += body;
    return descriptor_->write_all(out, {}, runtime::Deadline::after(part_.options->write_timeout));
  }
  return descriptor_->write_all(out, with_body ? body : std::string_view{},
                                runtime::Deadline::after(part_.options->write_timeout));
}

Connection::Next Connection::serve_one(std::string &in, std::size_t &used, std::string &out) {
  if (used == in.size()) {
    in.clear();
    used = 0;
    if (descriptor_->drained() && !descriptor_->peer_closed()) return Next::idle;
  }
  std::unique_ptr<Body> body;
  const RouteMetrics *metrics = nullptr;
  Result<Response> response;
  const auto start = std::chrono::steady_clock::now();
  auto have_head = read_head(in, used);
  if (!have_head) {
    if (have_head.error().code == Errc::timeout && in.empty()) return Next::idle;
    // Nobody to answer where the client is gone or silent from the start.
    if (have_head.error().code == Errc::io || have_head.error().code == Errc::cancelled || in.empty())
      return Next::close;
    keep_alive_ = false;
    request_.method = Method::get;
    request_.path = {};
    response = std::unexpected(std::move(have_head.error()));
  } else if (!*have_head) {
    return Next::close;
  } else {
    keep_alive_ = head_.keep_alive && !finishing_;
    const std::string_view received = std::string_view(in).substr(used + head_.size);
    response = handle(received, body, metrics);
    if (!response && response.error().code == Errc::io && descriptor_->peer_closed()) return Next::close;
  }
  if (!response) {
    if (request_.id.empty()) request_.id = next_request_id();
    if (describe(response.error().code).http_status >= 500)
      log::error("http.failed", {{"request", request_.id},
                                 {"method", method_name(request_.method)},
                                 {"path", request_.path},
                                 {"detail", response.error().detail}});
    response = problem(response.error(), request_.path).with("X-Request-Id", request_.id);
  }
  // A client that stalls in its own request is told so by 408, not by 504.
  if (response->status == 504 && (!have_head || (body && !body->finished()))) response->status = 408;
  if (body && !body->finished() && !body->small_rest()) keep_alive_ = false;
  const int status = response->status;
  const auto sent = send(*response, out);
  if (sent && body && !body->finished()) {
    // What the handler left unread goes away first: closing on unread bytes would reset the
    // connection and could take the response with it.
    if (!keep_alive_) shutdown(descriptor_->fd(), SHUT_WR);
    if (!body->discard()) keep_alive_ = false;
  }
  if (metrics != nullptr) metrics->observe(status, (std::chrono::steady_clock::now() - start).count());
  request_.headers.swap(head_.headers);
  if (!sent || !keep_alive_ || finishing_) return Next::close;
  if (body && body->in_scratch()) {
    // The start of the next request came with the end of a chunked body.
    const std::string beyond(body->beyond());
    in = beyond;
    used = 0;
  } else {
    used = body ? in.size() - body->beyond().size() : in.size();
  }
  return Next::again;
}

}  // namespace umec::net
