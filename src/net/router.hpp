// From method and path to a handler.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace umec::net {

using Handler = std::function<Result<Response>(Request &)>;

struct RouteOptions {
  std::size_t max_body = 1 << 20;  ///< bytes; more is refused with too_large before the handler runs
  bool stream_body = false;        ///< the handler reads Request::body_reader itself
  /// The scope that a caller needs, once authentication is on (MEC 009 clause 6.16): "mec:services:read".
  std::string_view scope = {};
};

/// What is counted of a route; seen at /metrics.
struct RouteMetrics;

/// A route that matched.
struct Match {
  const Handler *handler = nullptr;
  const RouteOptions *options = nullptr;
  const RouteMetrics *metrics = nullptr;
};

/// Templates of literal segments, `{name}` (one segment) and, at the end, `{name*}` (the rest of the
/// path, may be empty). A literal beats a parameter. `/a/{id}:predict`-style suffixes and prefixes
/// within one segment are allowed: `{name}:predict`. Filled at start, then read without locks.
class Router {
 public:
  Router();
  ~Router();
  Router(Router &&) noexcept;
  Router &operator=(Router &&) noexcept;

  /// A template that stands twice for one method is a bug of ours: it ends the program.
  void add(Method method, std::string_view path_template, Handler handler, RouteOptions options = {});
  void get(std::string_view path, Handler handler, RouteOptions options = {}) {
    add(Method::get, path, std::move(handler), options);
  }
  void post(std::string_view path, Handler handler, RouteOptions options = {}) {
    add(Method::post, path, std::move(handler), options);
  }
  void put(std::string_view path, Handler handler, RouteOptions options = {}) {
    add(Method::put, path, std::move(handler), options);
  }
  void patch(std::string_view path, Handler handler, RouteOptions options = {}) {
    add(Method::patch, path, std::move(handler), options);
  }
  void del(std::string_view path, Handler handler, RouteOptions options = {}) {
    add(Method::del, path, std::move(handler), options);
  }

  /// Finds the handler for `request` and fills its params; HEAD falls back to GET. Errors: not_found;
  /// method_not_allowed (with the allowed ones in `allowed`); bad_request (broken percent-encoding).
  Result<Match> match(Request &request, std::string &allowed) const;

  /// Every (method, template), sorted: for tests that hold the API documents against the code.
  std::vector<std::pair<Method, std::string>> routes() const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace umec::net
