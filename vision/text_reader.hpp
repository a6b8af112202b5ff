// Reads one line of text with PP-OCR's recognizer, letters and digits only.
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "engine.hpp"
#include "text_finder.hpp"

namespace umec::vision {

inline constexpr const char *kTextRecognitionModel = "ppocr_v4_recognition";

/// The characters of number plates: symbol 0..9 are the digits, 10..35 the letters A-Z.
inline constexpr int kSymbols = 36;
constexpr char symbol_char(int symbol) {
  return static_cast<char>(symbol < 10 ? '0' + symbol : 'A' + symbol - 10);
}
/// The symbol of a character of a plate, or -1.
constexpr int char_symbol(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return 10 + c - 'A';
  return -1;
}

/// What the recognizer says about each step from left to right: the probability of every symbol, and
/// last of "nothing" (CTC's blank, to which separators are counted). `foreign` is the share of other
/// characters, over the steps that show any character: near 1, the line is no plate.
struct Lattice {
  std::vector<std::array<float, kSymbols + 1>> steps;
  float foreign = 0;
};

/// One way to read a lattice and the natural logarithm of its probability.
struct Reading {
  std::string text;
  double log_probability = 0;
};

/// How a line is cut out of the picture: margins as shares of the line's height, and a slant.
struct Cut {
  float margin_x = 0.05f;
  float margin_y = 0.0f;
  float slant = 0.0f;  ///< shift of the upper edge to the right, as a share of the height
};

/// Cuts the line out and recognizes it.
Result<Lattice> recognize(Engine &engine, const cv::Mat &bgr, const TextLine &line, const Cut &cut);

/// The most probable readings of a lattice, best first: CTC prefix beam search.
std::vector<Reading> readings(const Lattice &lattice, std::size_t width = 16);

/// The natural logarithm of the probability that the lattice reads `text` (CTC's forward sum).
double log_probability(const Lattice &lattice, std::string_view text);

}  // namespace umec::vision
