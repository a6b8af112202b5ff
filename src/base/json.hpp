// JSON in and out of described structs (BOOST_DESCRIBE_STRUCT), strictly and with JSON pointers.
//
// Heavy to include: only the one file of a module that maps its types ("wire.cpp", "routes.cpp")
// should. C++ members are snake_case and become camelCase on the wire (ser_instance_id <->
// serInstanceId); a type with other names gives an overload found by argument-dependent look-up:
//     constexpr std::string_view wire_name(const MyType *, std::string_view member);
// that returns the name on the wire, or an empty view for the default rule. Enumerators are spelled
// as on the wire. std::optional members may be absent; all others must be present unless
// Options::missing says otherwise.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/json_text.hpp"

namespace umec::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// How strict `decode` is.
struct Options {
  enum class Unknown : std::uint8_t { reject, ignore } unknown = Unknown::reject;
  enum class Missing : std::uint8_t { reject, keep_default } missing = Missing::reject;
};
/// For bodies of ETSI APIs: attributes that we do not know are allowed (MEC 009, forward compatibility).
inline constexpr Options kLenient{Options::Unknown::ignore, Options::Missing::reject};
/// For configuration: absent keys keep the default, unknown keys are mistakes.
inline constexpr Options kConfiguration{Options::Unknown::reject, Options::Missing::keep_default};

/// Reads one JSON text. Depth is bounded (32), duplicate keys keep the last. Errors: bad_request with
/// the offset of the first wrong byte.
Result<Value> parse(std::string_view text);

/// Serializes without white space.
std::string write(const Value &value);

/// Merges `patch` into `target` as RFC 7396 says.
void merge_patch(Value &target, const Value &patch);

/// snake_case to camelCase.
std::string camel_case(std::string_view member);

/// Extends a JSON pointer by one reference token, escaped.
std::string pointer_to(const std::string &parent, std::string_view token);

/// "a string", "a number" ... for sentences.
std::string_view kind_name(const Value &value);

template <class T>
std::string_view wire_name_of(const T *type, std::string_view member) {
  if constexpr (requires { wire_name(type, member); }) {
    return wire_name(type, member);
  } else {
    return {};
  }
}

namespace detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T, class A>
struct IsVector<std::vector<T, A>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};

template <class T>
using Members =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

/// The wire names of T's members, made once.
template <class T>
const std::vector<std::string> &member_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
      const std::string_view own = wire_name_of(static_cast<const T *>(nullptr), d.name);
      list.push_back(own.empty() ? camel_case(d.name) : std::string(own));
    });
    return list;
  }();
  return names;
}

Result<std::int64_t> to_integer(const Value &value, const std::string &at, std::int64_t low,
                                std::uint64_t high);

template <class T>
Result<T> decode_at(const Value &value, const std::string &at, Options options);

template <class T>
Result<T> decode_struct(const Value &value, const std::string &at, Options options) {
  if (!value.is_object())
    return fail_at(at, Errc::bad_request, "expected an object but found {}", kind_name(value));
  const Object &object = value.get_object();
  const auto &names = member_names<T>();
  T result{};
  std::optional<Error> error;
  std::size_t index = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto d) {
    const std::string &name = names[index++];
    if (error) return;
    using Member = std::remove_reference_t<decltype(result.*d.pointer)>;
    const auto found = object.find(name);
    if (found == object.end()) {
      if (!IsOptional<Member>::value && options.missing == Options::Missing::reject)
        error = Error{Errc::bad_request, fmt::format("the attribute '{}' is missing", name),
                      pointer_to(at, name)};
      return;
    }
    auto member = decode_at<Member>(found->value(), pointer_to(at, name), options);
    if (member)
      result.*d.pointer = std::move(*member);
    else
      error = std::move(member.error());
  });
  if (error) return std::unexpected(std::move(*error));
  if (options.unknown == Options::Unknown::reject)
    for (const auto &entry : object) {
      bool known = false;
      for (const std::string &name : names) known = known || name == std::string_view(entry.key());
      if (!known)
        return fail_at(pointer_to(at, entry.key()), Errc::bad_request, "unknown attribute '{}'",
                       std::string_view(entry.key()));
    }
  return result;
}

template <class T>
Result<T> decode_enum(const Value &value, const std::string &at) {
  if (!value.is_string())
    return fail_at(at, Errc::bad_request, "expected a string but found {}", kind_name(value));
  const std::string_view text = value.get_string();
  std::optional<T> found;
  std::string choices;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
    if (text == d.name) found = d.value;
    if (!choices.empty()) choices += ", ";
    choices += d.name;
  });
  if (!found) return fail_at(at, Errc::bad_request, "'{}' is not one of {}", text.substr(0, 64), choices);
  return *found;
}

template <class T>
Result<T> decode_at(const Value &value, const std::string &at, Options options) {
  if constexpr (std::is_same_v<T, Value>) {
    return value;
  } else if constexpr (std::is_same_v<T, AnyText>) {
    return AnyText{write(value)};
  } else if constexpr (IsOptional<T>::value) {
    if (value.is_null()) return T{};
    auto inner = decode_at<typename T::value_type>(value, at, options);
    if (!inner) return std::unexpected(std::move(inner.error()));
    return T{std::move(*inner)};
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool())
      return fail_at(at, Errc::bad_request, "expected true or false but found {}", kind_name(value));
    return value.get_bool();
  } else if constexpr (std::is_enum_v<T>) {
    return decode_enum<T>(value, at);
  } else if constexpr (std::is_integral_v<T>) {
    auto number = to_integer(value, at, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                             static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
    if (!number) return std::unexpected(std::move(number.error()));
    return static_cast<T>(*number);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!value.is_number())
      return fail_at(at, Errc::bad_request, "expected a number but found {}", kind_name(value));
    return static_cast<T>(value.to_number<double>());
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string())
      return fail_at(at, Errc::bad_request, "expected a string but found {}", kind_name(value));
    return std::string(value.get_string());
  } else if constexpr (IsVector<T>::value) {
    if (!value.is_array())
      return fail_at(at, Errc::bad_request, "expected an array but found {}", kind_name(value));
    T list;
    list.reserve(value.get_array().size());
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      auto element =
          decode_at<typename T::value_type>(value.get_array()[i], pointer_to(at, std::to_string(i)), options);
      if (!element) return std::unexpected(std::move(element.error()));
      list.push_back(std::move(*element));
    }
    return list;
  } else if constexpr (IsMap<T>::value) {
    if (!value.is_object())
      return fail_at(at, Errc::bad_request, "expected an object but found {}", kind_name(value));
    T map;
    for (const auto &entry : value.get_object()) {
      auto element = decode_at<typename T::mapped_type>(entry.value(), pointer_to(at, entry.key()), options);
      if (!element) return std::unexpected(std::move(element.error()));
      map.emplace(entry.key(), std::move(*element));
    }
    return map;
  } else {
    return decode_struct<T>(value, at, options);
  }
}

}  // namespace detail

/// Makes a T of a JSON value. Errors: bad_request with a pointer to what is wrong.
template <class T>
Result<T> decode(const Value &value, Options options = {}) {
  return detail::decode_at<T>(value, "", options);
}

/// Parses and decodes in one step.
template <class T>
Result<T> decode_text(std::string_view text, Options options = {}) {
  const Value value = UMEC_TRY(parse(text));
  return decode<T>(value, options);
}

/// Makes a JSON value of a T; absent optionals are left out.
template <class T>
Value encode(const T &value) {
  using namespace detail;
  if constexpr (std::is_same_v<T, Value>) {
    return value;
  } else if constexpr (std::is_same_v<T, AnyText>) {
    return parse(value.text).value_or(Value(nullptr));
  } else if constexpr (IsOptional<T>::value) {
    return value ? encode(*value) : Value(nullptr);
  } else if constexpr (std::is_enum_v<T>) {
    return Value(boost::describe::enum_to_string(value, "?"));
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(value) ? Value(static_cast<double>(value)) : Value(nullptr);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return Value(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Value(value);
  } else if constexpr (IsVector<T>::value) {
    Array list;
    list.reserve(value.size());
    for (const auto &element : value) list.push_back(encode(element));
    return list;
  } else if constexpr (IsMap<T>::value) {
    Object object;
    for (const auto &[key, element] : value) object[key] = encode(element);
    return object;
  } else {
    const auto &names = member_names<T>();
    Object object;
    std::size_t index = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
      const std::string &name = names[index++];
      const auto &member = value.*d.pointer;
      if constexpr (IsOptional<std::remove_cvref_t<decltype(member)>>::value) {
        if (member) object[name] = encode(*member);
      } else {
        object[name] = encode(member);
      }
    });
    return object;
  }
}

/// Encodes and serializes in one step.
template <class T>
std::string encode_text(const T &value) {
  return write(encode(value));
}

}  // namespace umec::json
