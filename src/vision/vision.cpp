#include "vision/vision.hpp"

namespace umec::vision {

Result<Country> parse_country(std::string_view text) {
  if (text.empty() || text == "any") return Country::any;
  if (text == "eu") return Country::eu;
  if (text == "us") return Country::us;
  if (text == "br") return Country::br;
  return fail(Errc::bad_request, "country must be eu, us, br or any, not '{}'", text.substr(0, 20));
}

Result<Effort> parse_effort(std::string_view text) {
  if (text.empty() || text == "thorough") return Effort::thorough;
  if (text == "fast") return Effort::fast;
  return fail(Errc::bad_request, "effort must be thorough or fast, not '{}'", text.substr(0, 20));
}

std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::dt_float:
    case ElementType::dt_int32: return 4;
    case ElementType::dt_int64: return 8;
    case ElementType::dt_uint8:
    case ElementType::dt_bool: return 1;
  }
  return 1;
}

std::string_view element_name(ElementType type) {
  switch (type) {
    case ElementType::dt_float: return "DT_FLOAT";
    case ElementType::dt_uint8: return "DT_UINT8";
    case ElementType::dt_int32: return "DT_INT32";
    case ElementType::dt_int64: return "DT_INT64";
    case ElementType::dt_bool: return "DT_BOOL";
  }
  return "DT_INVALID";
}

std::size_t Tensor::elements() const { return data.size() / element_size(type); }

}  // namespace umec::vision
