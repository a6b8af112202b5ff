// The HTTP/1.1 client: callbacks, cameras, other engines, and the CLI. Works in fibers and threads.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "net/url.hpp"

namespace umec::net {

struct ClientRequest {
  Method method = Method::get;
  std::string url;
  std::vector<Header> headers;
  std::string body;
  runtime::Deadline deadline = runtime::Deadline::after(std::chrono::seconds(10));
  std::size_t max_response = 16 << 20;  ///< bytes of body; more ends with too_large
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;
  std::string_view header(std::string_view name) const;
};

/// A response whose body is read as it comes (MJPEG, SSE).
class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  virtual int status() const = 0;
  virtual std::string_view header(std::string_view name) const = 0;
  /// Next bytes of the body (transfer coding removed); 0 at the end. Errors: timeout, cancelled, io.
  virtual Result<std::size_t> read(std::span<char> out, runtime::Deadline deadline) = 0;
};

/// Sends one request on a connection of its own and reads the whole response. A status of 400 and
/// more is a response, not an Error. Errors: bad_request (the URL), io, timeout, too_large, cancelled.
Result<ClientResponse> fetch(const ClientRequest &request);

/// Sends one request and gives the response as soon as its head is there.
Result<std::unique_ptr<ResponseStream>> open(const ClientRequest &request);

/// Keeps one connection alive over several requests to one origin: for senders of many small requests.
/// Not for use by two fibers at a time.
class ClientConnection {
 public:
  explicit ClientConnection(std::string origin);
  ~ClientConnection();
  /// As fetch; `request.url` is a path here. Reconnects where the peer closed the idle connection.
  Result<ClientResponse> send(const ClientRequest &request);

 private:
  struct Link;
  std::string origin_;
  std::unique_ptr<Link> link_;
};

/// The Error that a response of status >= 400 stands for, with the problem's own detail where the
/// body is problem details.
Error error_of(const ClientResponse &response);

}  // namespace umec::net
