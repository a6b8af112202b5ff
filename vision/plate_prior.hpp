// What number plates look like as text: a probability for every string, per country setting.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vision/vision.hpp"

namespace umec::vision {

/// The natural logarithm of how probable the form of `text` (A-Z, 0-9) is on a plate of that country:
/// which places hold letters and which hold digits. A mixture of the country's registered patterns and
/// of "any letters and digits of a usual length", so that no text is impossible but 0 and O, 1 and I
/// are told apart by where they stand. Which letter or digit it is, is left to the eye: a factor for
/// each character would prefer short texts, which a recognizer's probabilities already do.
double plate_log_prior(std::string_view text, Country country);

/// A text that looks like another one on a plate, and how much less probable it makes what was seen.
struct Twin {
  std::string text;
  double log_penalty = 0;
};

/// `text` itself, and the texts that differ from it in signs that plates hardly tell apart (0 and O, 1
/// and I, 8 and B ...): the recognizer was trained on prose and is too sure about those.
std::vector<Twin> twins(std::string_view text);

/// How much the text looks like a plate rather than like other words on a car: 0..1.
float plate_likeness(std::string_view text, Country country);

}  // namespace umec::vision
