#include "text_reader.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace umec::vision {
namespace {

/// A lattice that shows `shown`, one character a step ('_' nothing), each with probability `sure`.
Lattice lattice_of(std::string_view shown, float sure = 0.9f) {
  Lattice lattice;
  for (char c : shown) {
    std::array<float, kSymbols + 1> step;
    step.fill((1 - sure) / kSymbols);
    step[c == '_' ? kSymbols : char_symbol(c)] = sure;
    lattice.steps.push_back(step);
  }
  return lattice;
}

TEST(Readings, RepeatsAreOneCharacterUnlessNothingStandsBetween) {
  EXPECT_EQ(readings(lattice_of("_AA_B1"))[0].text, "AB1");
  EXPECT_EQ(readings(lattice_of("A_A_B"))[0].text, "AAB");
  EXPECT_EQ(readings(lattice_of("___"))[0].text, "");
}

TEST(Readings, TheBestTextIsNotAlwaysTheBestPath) {
  // Two steps, each 0.6 nothing and 0.4 A: the best path says nothing (0.36), but A has 0.64.
  Lattice lattice;
  for (int i = 0; i < 2; ++i) {
    std::array<float, kSymbols + 1> step{};
    step.fill(1e-9f);
    step[kSymbols] = 0.6f;
    step[char_symbol('A')] = 0.4f;
    lattice.steps.push_back(step);
  }
  auto list = readings(lattice);
  EXPECT_EQ(list[0].text, "A");
  EXPECT_NEAR(std::exp(list[0].log_probability), 0.64, 1e-4);
}

TEST(LogProbability, AgreesWithTheSearch) {
  auto lattice = lattice_of("A_BB_7", 0.7f);
  for (const auto &reading : readings(lattice, 64)) {
    // The search leaves out what is improbable at a step, so it may only be a little lower.
    auto exact = log_probability(lattice, reading.text);
    EXPECT_GE(exact + 1e-6, reading.log_probability) << reading.text;
  }
  EXPECT_NEAR(log_probability(lattice, "AB7"), readings(lattice, 64)[0].log_probability, 0.1);
}

TEST(LogProbability, SumsToOneOverAllTexts) {
  auto lattice = lattice_of("A", 0.9f);
  double sum = std::exp(log_probability(lattice, ""));
  for (int s = 0; s < kSymbols; ++s)
    sum += std::exp(log_probability(lattice, std::string(1, symbol_char(s))));
  EXPECT_NEAR(sum, 1.0, 1e-5);
}

TEST(LogProbability, ATextLongerThanTheLatticeIsNever) {
  EXPECT_LT(log_probability(lattice_of("AB"), "ABC"), -1e8);
}

}  // namespace
}  // namespace umec::vision
