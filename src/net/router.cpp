#include "net/router.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/log.hpp"
#include "net/route_metrics.hpp"

namespace umec::net {
namespace {

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other);

/// A path segment of a template: a literal, or a parameter with fixed text around it.
struct Segment {
  std::string prefix;
  std::string name;  // empty: a literal, which is all in prefix
  std::string suffix;
  bool rest = false;  // {name*}
};

Segment parse_segment(std::string_view text) {
  const std::size_t open = text.find('{');
  if (open == std::string_view::npos) return {std::string(text), {}, {}, false};
  const std::size_t close = text.find('}', open);
  Segment segment{std::string(text.substr(0, open)), std::string(text.substr(open + 1, close - open - 1)),
                  std::string(text.substr(close + 1)), false};
  if (segment.name.ends_with('*')) {
    segment.name.pop_back();
    segment.rest = true;
  }
  return segment;
}

}  // namespace

struct Router::Node {
  struct Entry {
    Handler handler;
    RouteOptions options;
    std::string route;
    RouteMetrics metrics;
  };
  struct Parameter {
    Segment segment;
    std::unique_ptr<Node> node;
  };

  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::vector<Parameter> parameters;  // those with more fixed text first
  std::array<std::unique_ptr<Entry>, kMethods> entries;

  bool has_entries() const {
    return std::ranges::any_of(entries, [](const auto &entry) { return entry != nullptr; });
  }

  Node &child(std::string_view text) {
    const Segment segment = parse_segment(text);
    if (segment.name.empty()) {
      auto &node = literals[segment.prefix];
      if (!node) node = std::make_unique<Node>();
      return *node;
    }
    for (Parameter &parameter : parameters)
      if (parameter.segment.prefix == segment.prefix && parameter.segment.name == segment.name &&
          parameter.segment.suffix == segment.suffix && parameter.segment.rest == segment.rest)
        return *parameter.node;
    parameters.push_back({segment, std::make_unique<Node>()});
    Node &node = *parameters.back().node;
    std::ranges::stable_sort(parameters, [](const Parameter &a, const Parameter &b) {
      const auto weight = [](const Segment &s) {
        return s.rest ? -1 : static_cast<int>(s.prefix.size() + s.suffix.size());
      };
      return weight(a.segment) > weight(b.segment);
    });
    return node;
  }

  using Captures = std::vector<std::pair<std::string_view, std::string_view>>;

  /// Depth first, so that a literal that leads nowhere gives way to a parameter.
  const Node *find(std::string_view path, Captures &captures) const {
    if (path.empty()) {
      if (has_entries()) return this;
    } else {
      const std::string_view rest = path.substr(1);
      const std::string_view segment = rest.substr(0, rest.find('/'));
      const std::string_view after = rest.substr(segment.size());
      if (const auto literal = literals.find(segment); literal != literals.end())
        if (const Node *node = literal->second->find(after, captures)) return node;
      for (const Parameter &parameter : parameters) {
        const Segment &wanted = parameter.segment;
        if (wanted.rest) continue;
        if (segment.size() <= wanted.prefix.size() + wanted.suffix.size() ||
            !segment.starts_with(wanted.prefix) || !segment.ends_with(wanted.suffix))
          continue;
        captures.emplace_back(wanted.name,
                              segment.substr(wanted.prefix.size(),
                                             segment.size() - wanted.prefix.size() - wanted.suffix.size()));
        if (const Node *node = parameter.node->find(after, captures)) return node;
        captures.pop_back();
      }
    }
    for (const Parameter &parameter : parameters)
      if (parameter.segment.rest) {
        captures.emplace_back(parameter.segment.name, path.empty() ? path : path.substr(1));
        return parameter.node.get();
      }
    return nullptr;
  }

  void collect(std::vector<std::pair<Method, std::string>> &list) const {
    for (std::size_t i = 0; i < kMethods; ++i)
      if (entries[i]) list.emplace_back(static_cast<Method>(i), entries[i]->route);
    for (const auto &[text, node] : literals) node->collect(list);
    for (const Parameter &parameter : parameters) parameter.node->collect(list);
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router &&) noexcept = default;
Router &Router::operator=(Router &&) noexcept = default;

void Router::add(Method method, std::string_view path_template, Handler handler, RouteOptions options) {
  Node *node = root_.get();
  std::string_view rest = path_template;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const std::string_view segment = rest.substr(0, rest.find('/'));
    node = &node->child(segment);
    rest.remove_prefix(segment.size());
  }
  auto &entry = node->entries[static_cast<std::size_t>(method)];
  if (entry) {
    log::error("router.duplicate", {{"method", method_name(method)}, {"route", path_template}});
    std::abort();
  }
  entry = std::make_unique<Node::Entry>(Node::Entry{std::move(handler), options, std::string(path_template),
                                                    RouteMetrics::of(method, path_template)});
}

Result<Match> Router::match(Request &request, std::string &allowed) const {
  thread_local Node::Captures captures;
  captures.clear();
  const Node *node = request.path.starts_with('/') ? root_->find(request.path, captures) : nullptr;
  if (node == nullptr) return fail(Errc::not_found, "there is nothing at {}", request.path.substr(0, 256));
  Method method = request.method;
  if (method == Method::head && !node->entries[static_cast<std::size_t>(method)]) method = Method::get;
  const Node::Entry *entry =
      method == Method::other ? nullptr : node->entries[static_cast<std::size_t>(method)].get();
  if (entry == nullptr) {
    for (std::size_t i = 0; i < kMethods; ++i)
      if (node->entries[i])
        allowed += (allowed.empty() ? "" : ", ") + std::string(method_name(static_cast<Method>(i)));
    return fail(Errc::method_not_allowed, "{} does not take {}; it takes {}", request.path.substr(0, 256),
                method_name(request.method), allowed);
  }
  request.params.clear();
  for (const auto &[name, value] : captures) {
    if (value.find('%') == std::string_view::npos)
      request.params.emplace_back(name, std::string(value));
    else
      request.params.emplace_back(name, UMEC_TRY(percent_decode(value)));
  }
  request.route = entry->route;
  return Match{&entry->handler, &entry->options, &entry->metrics};
}

std::vector<std::pair<Method, std::string>> Router::routes() const {
  std::vector<std::pair<Method, std::string>> list;
  root_->collect(list);
  std::ranges::sort(list, [](const auto &a, const auto &b) {
    return std::tie(a.second, a.first) < std::tie(b.second, b.first);
  });
  return list;
}

}  // namespace umec::net
