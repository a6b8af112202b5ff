// What number plates look like as text: a probability for every string, per country setting.
#pragma once

#include <string_view>

#include "vision/vision.hpp"

namespace umec::vision {

/// The natural logarithm of how probable `text` (A-Z, 0-9) is as a plate of that country: a mixture of
/// the country's registered patterns and of "any letters and digits of a usual length", so that no
/// text is impossible but 0 and O, 1 and I are told apart by where they stand.
double plate_log_prior(std::string_view text, Country country);

/// How much the text looks like a plate rather than like other words on a car: 0..1.
float plate_likeness(std::string_view text, Country country);

}  // namespace umec::vision
