// The words of HTTP/1.1 (RFC 9110, RFC 9112) as values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "runtime/deadline.hpp"

namespace umec::net {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
std::string_view method_name(Method method);

struct Header {
  std::string name;
  std::string value;
};

/// Case-insensitive comparison of header names.
bool same_name(std::string_view a, std::string_view b);

/// The name=value pairs of a query string or a form body, decoded, in order.
class Query {
 public:
  /// Errors: bad_request where the percent-encoding is broken or there are over 256 pairs.
  static Result<Query> parse(std::string_view text);
  /// The first value of `name`.
  std::optional<std::string_view> get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>> &pairs() const { return pairs_; }
  /// Errors: bad_request naming the first parameter that is not in `names`.
  Result<void> only(std::initializer_list<std::string_view> names) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// Who asks. Filled by the server's authenticator.
struct Principal {
  enum class Kind : std::uint8_t { anonymous, app, user } kind = Kind::anonymous;
  std::string id;
};

/// Reads a request's body piece by piece (for routes with RouteOptions::stream_body).
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// Fills `out` with what is there next; 0 at the end. Errors: timeout, too_large, io, bad_request.
  virtual Result<std::size_t> read(std::span<char> out) = 0;
};

/// One request while its handler runs. Views point into the connection's buffer.
struct Request {
  Method method = Method::other;
  std::string_view target;      ///< as sent: path and query
  std::string_view path;        ///< of the target, still percent-encoded
  std::string_view query_text;  ///< after the '?', still encoded; see query()
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string body;                                              ///< complete, unless the route streams it
  BodyReader *body_reader = nullptr;                             ///< set where the route streams it
  std::vector<std::pair<std::string_view, std::string>> params;  ///< of the route's template, decoded
  std::string_view route;                                        ///< the template that matched
  std::string_view peer;                                         ///< address of the client
  std::string id;  ///< request id, for logs and problem details
  Principal principal;
  bool secure = false;  ///< came over TLS

  /// First header of that name, empty where there is none.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  /// A parameter of the route's template; empty where the template has no such name.
  std::string_view param(std::string_view name) const;
  Result<Query> query() const { return Query::parse(query_text); }
  /// The media type of the body without parameters, in lower case ("application/json").
  std::string media_type() const;
  /// scheme://host of this node as the client sees it (Host header), for Location and callbacks.
  std::string origin() const;
};

/// Where a streaming response writes. Each write has the server's write deadline, so a client that
/// does not read ends its own stream and nothing else.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  /// Errors: timeout, cancelled (the node stops), io (the client left).
  virtual Result<void> write(std::string_view bytes) = 0;
  /// Whether the client has closed its end.
  virtual bool closed() const = 0;
};

/// One response. The body is owned text, shared immutable text (cached documents, pictures), static
/// bytes (embedded files), or a stream.
struct Response {
  using Shared = std::shared_ptr<const std::string>;  // shared by the cache and the requests in flight
  using Stream = std::function<Result<void>(BodyWriter &)>;

  int status = 200;
  std::string_view content_type;  ///< must outlive the response: a literal; empty: none
  std::vector<Header> headers;
  std::variant<std::string, Shared, std::span<const char>, Stream> body;

  static Response text(std::string body, std::string_view content_type = "text/plain; charset=utf-8");
  static Response json(std::string body) { return text(std::move(body), "application/json"); }
  static Response empty(int status = 204);
  static Response created(std::string location, std::string json_body);
  static Response stream(std::string_view content_type, Stream stream);

  Response &&with(std::string name, std::string value) && {
    headers.push_back({std::move(name), std::move(value)});
    return std::move(*this);
  }
  Response &&with_status(int code) && {
    status = code;
    return std::move(*this);
  }
};

/// Decodes %XX (and '+' as a space where `form`). Errors: bad_request.
Result<std::string> percent_decode(std::string_view text, bool form = false);
/// Encodes all but unreserved characters.
std::string percent_encode(std::string_view text);

/// The reason phrase of a status code.
std::string_view reason(int status);

/// The one place where an Error becomes a response: RFC 7807 problem details with `status` and
/// `detail` (mandatory in MEC 009), `title`, `type`, and `pointer` where the body was wrong.
Response problem(const Error &error, std::string_view instance = {});

}  // namespace umec::net
