#include "base/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <sstream>

namespace umec::yaml {
namespace {

/// Stops the parse from inside yaml-cpp, whose own way to stop is an exception.
struct Refused {
  std::string why;
  YAML::Mark mark;
};

json::Value scalar_value(const std::string &tag, const std::string &text) {
  // "!" marks a quoted scalar, "?" a plain one.
  if (tag == "!" || tag == "tag:yaml.org,2002:str") return json::Value(text);
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  std::int64_t integer = 0;
  const char *end = text.data() + text.size();
  const char *begin = text.data() + (text[0] == '+' ? 1 : 0);
  if (const auto [at, error] = std::from_chars(begin, end, integer); error == std::errc{} && at == end)
    return integer;
  const bool numeric = text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
                       text.find_first_of("0123456789") != std::string::npos;
  double real = 0;
  if (const auto [at, error] = std::from_chars(begin, end, real);
      numeric && error == std::errc{} && at == end)
    return real;
  return json::Value(text);
}

/// Builds the value while the parser walks the text.
class Builder : public YAML::EventHandler {
 public:
  json::Value take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark &mark) override {
    if (documents_++ > 0) throw Refused{"there is more than one document", mark};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark &mark, YAML::anchor_t) override { add(nullptr, mark); }
  void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override {
    throw Refused{"aliases (*name) are not read here", mark};
  }
  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t,
                const std::string &text) override {
    if (expects_key()) {
      keys_.back() = text;
      has_key_.back() = true;
      if (stack_.back().get_object().contains(text))
        throw Refused{"the key '" + text + "' stands twice", mark};
      return;
    }
    add(scalar_value(tag, text), mark);
  }
  void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(json::Array{}, mark);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(json::Object{}, mark);
  }
  void OnMapEnd() override { close(); }

 private:
  bool expects_key() const { return !stack_.empty() && stack_.back().is_object() && !has_key_.back(); }

  void open(json::Value value, const YAML::Mark &mark) {
    if (stack_.size() >= 32) throw Refused{"it is nested too deeply", mark};
    if (expects_key()) throw Refused{"a key must be a plain text", mark};
    stack_.push_back(std::move(value));
    keys_.emplace_back();
    has_key_.push_back(false);
    mark_ = mark;
  }

  void close() {
    json::Value value = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    has_key_.pop_back();
    add(std::move(value), mark_);
  }

  void add(json::Value value, const YAML::Mark &mark) {
    if (stack_.empty()) {
      root_ = std::move(value);
    } else if (stack_.back().is_array()) {
      stack_.back().get_array().push_back(std::move(value));
    } else {
      if (!has_key_.back()) throw Refused{"a key must be a plain text", mark};
      stack_.back().get_object()[keys_.back()] = std::move(value);
      has_key_.back() = false;
    }
  }

  json::Value root_;
  std::vector<json::Value> stack_;
  std::vector<std::string> keys_;
  std::vector<bool> has_key_;
  YAML::Mark mark_;
  int documents_ = 0;
};

}  // namespace

Result<json::Value> parse(std::string_view text) {
  std::istringstream in{std::string(text)};
  Builder builder;
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused &refused) {
    return fail(Errc::bad_request, "line {}, column {}: {}", refused.mark.line + 1, refused.mark.column + 1,
                refused.why);
  } catch (const YAML::Exception &error) {
    return fail(Errc::bad_request, "line {}, column {}: {}", error.mark.line + 1, error.mark.column + 1,
                error.msg);
  }
  return builder.take();
}

}  // namespace umec::yaml
