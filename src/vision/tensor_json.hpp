// Tensors in JSON as TensorFlow Serving's REST writes and reads them.
#pragma once

#include <string>

#include "base/json.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// Bound of a tensor that arrives as JSON, elements.
inline constexpr std::size_t kMostElements = 8u << 20;

/// Reads nested arrays of numbers as a tensor of `form`'s type. `value` has one dimension less than
/// the form where `batch` is set: a leading 1 is added. `at` is the JSON pointer of the value. Errors:
/// bad_request (not rectangular, not numbers, out of the type's range), too_large.
Result<Tensor> tensor_from_json(const json::Value &value, const TensorForm &form, bool batch,
                                const std::string &at);

/// Appends the tensor as nested arrays; without its leading dimension where `batch` is set, which
/// then is 1. Numbers are written as short as they can be read back.
void append_tensor(std::string &out, const Tensor &tensor, bool batch);

/// Decodes base64 (RFC 4648, padded; also the URL alphabet). Errors: bad_request.
Result<std::vector<std::uint8_t>> decode_base64(std::string_view text);

}  // namespace umec::vision
