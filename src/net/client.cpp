#include "net/client.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/json_text.hpp"
#include "net/http_parser.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/runtime.hpp"

namespace umec::net {
namespace {

constexpr std::size_t kMaxHead = 64 << 10;

using runtime::Deadline;
using runtime::Descriptor;

struct AddressList {
  addrinfo *first = nullptr;
  AddressList() = default;
  AddressList(AddressList &&other) noexcept : first(std::exchange(other.first, nullptr)) {}
  ~AddressList() {
    if (first != nullptr) freeaddrinfo(first);
  }
};

Result<AddressList> resolve(const Url &url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  const std::string port = std::to_string(url.port);
  AddressList list;
  hints.ai_flags = AI_NUMERICHOST;  // an address needs no thread
  if (getaddrinfo(url.host.c_str(), port.c_str(), &hints, &list.first) == 0) return list;
  hints.ai_flags = 0;
  const int error = UMEC_TRY(
      runtime::offload([&] { return getaddrinfo(url.host.c_str(), port.c_str(), &hints, &list.first); }));
  if (error != 0) return fail(Errc::io, "cannot find the host '{}': {}", url.host, gai_strerror(error));
  return list;
}

Result<std::unique_ptr<Descriptor>> connect_to(const Url &url, Deadline deadline) {
  if (url.scheme != "http")
    return fail(Errc::bad_request, "the scheme '{}' is not spoken here; use http", url.scheme);
  const AddressList list = UMEC_TRY(resolve(url));
  int last_error = 0;
  for (const addrinfo *info = list.first; info != nullptr; info = info->ai_next) {
    const int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
      last_error = errno;
      continue;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int connected = ::connect(fd, info->ai_addr, info->ai_addrlen);
    last_error = connected == 0 ? 0 : errno;
    auto descriptor = UMEC_TRY(Descriptor::adopt(fd));
    if (connected != 0 && last_error == EINPROGRESS) {
      UMEC_TRY(descriptor->wait_writable(deadline));
      socklen_t size = sizeof last_error;
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &last_error, &size);
    }
    if (last_error == 0) return descriptor;
  }
  return fail_errno(last_error, "cannot connect to {}", url.authority());
}

/// Base64 of "user:password" (RFC 7617).
std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned group = at(0) << 16 | at(1) << 8 | at(2);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string request_text(const ClientRequest &request, const Url &url, bool keep_alive) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", method_name(request.method), url.target, url.authority());
  if (!url.user.empty())
    text += fmt::format("Authorization: Basic {}\r\n", base64(url.user + ':' + url.password));
  for (const Header &header : request.headers) text += fmt::format("{}: {}\r\n", header.name, header.value);
  const bool takes_body =
      request.method == Method::post || request.method == Method::put || request.method == Method::patch;
  if (takes_body || !request.body.empty()) text += fmt::format("Content-Length: {}\r\n", request.body.size());
  if (!keep_alive) text += "Connection: close\r\n";
  return text + "\r\n";
}

/// The response side of one exchange.
class Exchange : public ResponseStream {
 public:
  explicit Exchange(std::unique_ptr<Descriptor> descriptor) : descriptor_(std::move(descriptor)) {}

  Result<void> start(const ClientRequest &request, const Url &url, bool keep_alive) {
    head_only_ = request.method == Method::head;
    UMEC_TRY(descriptor_->write_all(request_text(request, url, keep_alive), request.body, request.deadline));
    for (;;) {
      UMEC_TRY(receive_head(request.deadline));
      if (status_ >= 200) break;
      buffer_.erase(0, head_.size);  // 100 Continue and the like
      received_ = {};
    }
    headers_.clear();
    for (const auto &[name, value] : head_.headers)
      headers_.push_back({std::string(name), std::string(value)});
    chunked_ = head_.chunked;
    until_close_ = !head_.chunked && !head_.content_length;
    left_ = head_.content_length.value_or(0);
    keep_alive_ = head_.keep_alive && !until_close_;
    if (head_only_ || status_ == 204 || status_ == 304) {
      chunked_ = until_close_ = false;
      left_ = 0;
    }
    received_ = std::string_view(buffer_).substr(head_.size);
    return {};
  }

  int status() const override { return status_; }
  std::string_view header(std::string_view name) const override {
    for (const Header &header : headers_)
      if (same_name(header.name, name)) return header.value;
    return {};
  }

  Result<std::size_t> read(std::span<char> out, Deadline deadline) override {
    if (finished()) return 0;
    if (chunked_) {
      decoded_.clear();
      while (decoded_.empty() && !chunks_.done()) {
        if (received_.empty() && UMEC_TRY(receive_more(deadline)) == 0)
          return fail(Errc::io, "the server closed the connection in the middle of a body");
        UMEC_TRY(chunks_.feed(received_, decoded_, out.size()));
      }
      std::memcpy(out.data(), decoded_.data(), decoded_.size());
      return decoded_.size();
    }
    std::size_t count = out.size();
    if (!until_close_) count = std::min<std::uint64_t>(count, left_);
    if (!received_.empty()) {
      count = std::min(count, received_.size());
      std::memcpy(out.data(), received_.data(), count);
      received_.remove_prefix(count);
    } else {
      count = UMEC_TRY(descriptor_->read_some(out.data(), count, deadline));
      if (count == 0) {
        if (!until_close_) return fail(Errc::io, "the server closed the connection in the middle of a body");
        until_close_ = false;
        left_ = 0;
        return 0;
      }
    }
    if (!until_close_) left_ -= count;
    return count;
  }

  Result<ClientResponse> whole(const ClientRequest &request) {
    ClientResponse response;
    response.status = status_;
    char piece[8192];
    while (!finished()) {
      const std::size_t count = UMEC_TRY(read(piece, request.deadline));
      if (response.body.size() + count > request.max_response)
        return fail(Errc::too_large, "the response is larger than {} bytes", request.max_response);
      response.body.append(piece, count);
    }
    response.headers = std::move(headers_);
    return response;
  }

  bool finished() const { return chunked_ ? chunks_.done() : !until_close_ && left_ == 0; }
  /// The connection, if it can carry another exchange.
  std::unique_ptr<Descriptor> release() {
    return keep_alive_ && finished() && received_.empty() ? std::move(descriptor_) : nullptr;
  }

 private:
  Result<void> receive_head(Deadline deadline) {
    for (;;) {
      auto whole = parse_response_head(buffer_, head_);
      // What a peer sends wrong is not our caller's bad request.
      if (!whole) return fail(Errc::io, "the server's answer is not HTTP: {}", whole.error().detail);
      if (*whole) break;
      if (buffer_.size() >= kMaxHead)
        return fail(Errc::io, "the head of the server's answer is larger than {} bytes", kMaxHead);
      if (UMEC_TRY(receive_more(deadline)) == 0)
        return fail(Errc::io, "the server closed the connection without an answer");
    }
    status_ = (head_.start[1][0] - '0') * 100 + (head_.start[1][1] - '0') * 10 + (head_.start[1][2] - '0');
    return {};
  }

  Result<std::size_t> receive_more(Deadline deadline) {
    const bool in_head = status_ < 200;
    const std::size_t size = in_head ? buffer_.size() : 0;
    buffer_.resize(size + 8192);
    auto count = descriptor_->read_some(buffer_.data() + size, 8192, deadline);
    buffer_.resize(size + (count ? *count : 0));
    received_ = std::string_view(buffer_).substr(in_head ? 0 : size);
    return count;
  }

  std::unique_ptr<Descriptor> descriptor_;
  std::string buffer_;
  std::string_view received_;
  std::string decoded_;
  Head head_;
  std::vector<Header> headers_;
  ChunkedDecoder chunks_;
  int status_ = 0;
  std::uint64_t left_ = 0;
  bool chunked_ = false;
  bool until_close_ = false;
  bool keep_alive_ = false;
  bool head_only_ = false;
};

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const {
  for (const Header &header : headers)
    if (same_name(header.name, name)) return header.value;
  return {};
}

Result<std::unique_ptr<ResponseStream>> open(const ClientRequest &request) {
  const Url url = UMEC_TRY(Url::parse(request.url));
  auto exchange = std::make_unique<Exchange>(UMEC_TRY(connect_to(url, request.deadline)));
  UMEC_TRY(exchange->start(request, url, false));
  return exchange;
}

Result<ClientResponse> fetch(const ClientRequest &request) {
  const Url url = UMEC_TRY(Url::parse(request.url));
  Exchange exchange(UMEC_TRY(connect_to(url, request.deadline)));
  UMEC_TRY(exchange.start(request, url, false));
  return exchange.whole(request);
}

struct ClientConnection::Link {
  std::unique_ptr<Descriptor> descriptor;
};

ClientConnection::ClientConnection(std::string origin)
    : origin_(std::move(origin)), link_(std::make_unique<Link>()) {}
ClientConnection::~ClientConnection() = default;

Result<ClientResponse> ClientConnection::send(const ClientRequest &request) {
  const Url url = UMEC_TRY(Url::parse(origin_ + request.url));
  for (;;) {
    const bool reused = link_->descriptor != nullptr;
    if (!reused) link_->descriptor = UMEC_TRY(connect_to(url, request.deadline));
    Exchange exchange(std::move(link_->descriptor));
    const auto started = exchange.start(request, url, true);
    // A kept connection may have been closed by the peer in the meantime: once more on a new one.
    if (!started && reused && started.error().code == Errc::io) continue;
    if (!started) return std::unexpected(started.error());
    auto response = exchange.whole(request);
    if (response) link_->descriptor = exchange.release();
    return response;
  }
}

Error error_of(const ClientResponse &response) {
  Error error{errc_of_status(response.status), {}, {}};
  // The detail of a problem, without a JSON reader: net knows no JSON. Escapes stay as they are sent
  // but for the two that are common in sentences.
  static constexpr std::string_view key = "\"detail\":\"";
  const std::size_t at = response.body.find(key);
  if (response.header("Content-Type").starts_with("application/problem+json") && at != std::string::npos) {
    for (std::size_t i = at + key.size(); i < response.body.size() && response.body[i] != '"'; ++i) {
      if (response.body[i] == '\\' && i + 1 < response.body.size()) ++i;
      error.detail += response.body[i];
    }
  } else {
    error.detail = fmt::format("the server answered {} {}", response.status, reason(response.status));
  }
  return error;
}

}  // namespace umec::net
