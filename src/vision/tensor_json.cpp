#include "vision/tensor_json.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace umec::vision {
namespace {

constexpr std::size_t kMostDepth = 8;

template <class N>
void append_raw(std::vector<std::uint8_t> &data, N number) {
  const auto *raw = reinterpret_cast<const std::uint8_t *>(&number);
  data.insert(data.end(), raw, raw + sizeof number);
}

template <class N>
Result<> append_whole(std::vector<std::uint8_t> &data, double number, const std::string &at) {
  if (number != std::floor(number) || number < static_cast<double>(std::numeric_limits<N>::min()) ||
      number > static_cast<double>(std::numeric_limits<N>::max()))
    return fail_at(at, Errc::bad_request, "{} is not in the range of the model's input", number);
  append_raw(data, static_cast<N>(number));
  return {};
}

/// Fills a tensor from nested arrays: the first way down fixes the lengths, all others must match.
struct Filler {
  Tensor &tensor;
  bool measured = false;

  Result<> fill(const json::Value &value, std::size_t depth, const std::string &at) {
    if (value.is_array()) return fill_array(value.get_array(), depth, at);
    if (!measured) measured = true;
    if (depth != tensor.shape.size())
      return fail_at(at, Errc::bad_request, "the arrays are not equally deep everywhere");
    return append_element(value, at);
  }

  Result<> fill_array(const json::Array &list, std::size_t depth, const std::string &at) {
    if (!measured) {
      if (depth >= kMostDepth)
        return fail_at(at, Errc::bad_request, "more than {} dimensions are not read", kMostDepth);
      tensor.shape.push_back(static_cast<std::int64_t>(list.size()));
    } else if (depth >= tensor.shape.size() ||
               tensor.shape[depth] != static_cast<std::int64_t>(list.size())) {
      return fail_at(at, Errc::bad_request, "the arrays are not equally long everywhere");
    }
    if (list.empty()) return fail_at(at, Errc::bad_request, "an array is empty");
    for (std::size_t i = 0; i < list.size(); ++i) {
      // A pointer text for each of a million numbers would cost more than reading them: it is made
      // only for arrays, and for the element at fault.
      auto done = list[i].is_array() ? fill(list[i], depth + 1, json::pointer_to(at, std::to_string(i)))
                                     : fill(list[i], depth + 1, at);
      if (!done) {
        if (!list[i].is_array()) done.error().pointer = json::pointer_to(at, std::to_string(i));
        return done;
      }
    }
    return {};
  }

  Result<> append_element(const json::Value &value, const std::string &at) {
    if (tensor.elements() >= kMostElements)
      return fail_at(at, Errc::too_large, "more than {} numbers are not read", kMostElements);
    double number = 0;
    if (value.is_bool() && tensor.type == ElementType::dt_bool)
      number = value.get_bool() ? 1 : 0;
    else if (value.is_number() && tensor.type != ElementType::dt_bool)
      number = value.to_number<double>();
    else
      return fail_at(at, Errc::bad_request, "expected {} but found {}",
                     tensor.type == ElementType::dt_bool ? "true or false" : "a number",
                     json::kind_name(value));
    switch (tensor.type) {
      case ElementType::dt_float: append_raw(tensor.data, static_cast<float>(number)); return {};
      case ElementType::dt_uint8:
      case ElementType::dt_bool: return append_whole<std::uint8_t>(tensor.data, number, at);
      case ElementType::dt_int32: return append_whole<std::int32_t>(tensor.data, number, at);
      case ElementType::dt_int64: {
        if (value.is_int64())
          append_raw(tensor.data, value.get_int64());
        else
          return append_whole<std::int64_t>(tensor.data, number, at);
        return {};
      }
    }
    return {};
  }
};

void append_element(std::string &out, const Tensor &tensor, std::size_t index) {
  const std::uint8_t *at = tensor.data.data() + index * element_size(tensor.type);
  auto load = [&](auto number) {
    std::memcpy(&number, at, sizeof number);
    return number;
  };
  auto to = std::back_inserter(out);
  switch (tensor.type) {
    case ElementType::dt_float: {
      float number = load(float{});
      // JSON has no word for these; null keeps the text readable.
      if (!std::isfinite(number))
        out += "null";
      else if (number == std::floor(number) && std::abs(number) < 1e7f)
        fmt::format_to(to, "{:.1f}", number);
      else
        fmt::format_to(to, "{}", number);
      break;
    }
    case ElementType::dt_uint8: fmt::format_to(to, "{}", *at); break;
    case ElementType::dt_int32: fmt::format_to(to, "{}", load(std::int32_t{})); break;
    case ElementType::dt_int64: fmt::format_to(to, "{}", load(std::int64_t{})); break;
    case ElementType::dt_bool: out += *at != 0 ? "true" : "false"; break;
  }
}

void append_level(std::string &out, const Tensor &tensor, std::size_t depth, std::size_t &next) {
  if (depth == tensor.shape.size()) {
    append_element(out, tensor, next++);
    return;
  }
  out += '[';
  for (std::int64_t i = 0; i < tensor.shape[depth]; ++i) {
    if (i > 0) out += ',';
    append_level(out, tensor, depth + 1, next);
  }
  out += ']';
}

}  // namespace

Result<Tensor> tensor_from_json(const json::Value &value, const TensorForm &form, bool batch,
                                const std::string &at) {
  Tensor tensor{form.name, form.type, {}, {}};
  UMEC_TRY(Filler{tensor}.fill(value, 0, at));
  if (batch) tensor.shape.insert(tensor.shape.begin(), 1);
  return tensor;
}

void append_tensor(std::string &out, const Tensor &tensor, bool batch) {
  std::size_t next = 0;
  append_level(out, tensor, batch && !tensor.shape.empty() ? 1 : 0, next);
}

Result<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  static constexpr auto values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
      table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    table['-'] = 62;
    table['_'] = 63;
    return table;
  }();
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return fail(Errc::bad_request, "the base64 text has an impossible length");
  std::vector<std::uint8_t> out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int have = 0;
  for (char c : text) {
    int value = values[static_cast<unsigned char>(c)];
    if (value < 0)
      return fail(Errc::bad_request, "the base64 text has a character that is not of its alphabet");
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> have));
    }
  }
  return out;
}

}  // namespace umec::vision
