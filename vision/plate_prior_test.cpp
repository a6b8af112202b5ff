#include "plate_prior.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace umec::vision {
namespace {

TEST(PlatePrior, APlaceForALetterMakesALetterLikelier) {
  EXPECT_GT(plate_log_prior("RK340AO", Country::eu), plate_log_prior("RK340A0", Country::eu));
  EXPECT_GT(plate_log_prior("OKP7250", Country::br), plate_log_prior("0KP7250", Country::br));
  EXPECT_GT(plate_log_prior("BRA2E19", Country::br), plate_log_prior("BRA2EI9", Country::br));
  EXPECT_GT(plate_log_prior("1AMW240", Country::us), plate_log_prior("IAMW240", Country::us));
}

TEST(PlatePrior, NothingIsImpossible) {
  for (std::string_view text : {"A", "GWAGEN", "0000000000000", "X1X1X1X1"})
    for (auto country : {Country::any, Country::eu, Country::us, Country::br})
      EXPECT_GT(plate_log_prior(text, country), -60) << text;
}

TEST(PlatePrior, ShortTextsAreNotPreferredForBeingShort) {
  EXPECT_GT(plate_log_prior("AJK7551", Country::us), plate_log_prior("JK7551", Country::us));
  EXPECT_GT(plate_log_prior("RK248AH", Country::any), plate_log_prior("RK248A", Country::any));
}

TEST(PlateLikeness, WordsAndTelephoneNumbersAreDoubted) {
  EXPECT_EQ(plate_likeness("RK248AH", Country::eu), 1.0f);
  EXPECT_LT(plate_likeness("TOYOTA", Country::eu), 0.6f);
  EXPECT_LT(plate_likeness("3768750", Country::us), 0.8f);
  EXPECT_EQ(plate_likeness("AB", Country::any), 0.0f);
  EXPECT_EQ(plate_likeness("44DIFFERENTSIZES", Country::any), 0.0f);
}

TEST(Twins, AreTheTextItselfAndWhatLooksLikeIt) {
  auto all = twins("A0");
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].text, "A0");
  EXPECT_EQ(all[0].log_penalty, 0);
  auto other = std::ranges::find(all, "AO", &Twin::text);
  ASSERT_NE(other, all.end());
  EXPECT_LT(other->log_penalty, 0);
  EXPECT_EQ(std::ranges::count(all, "AB", &Twin::text), 0);
}

TEST(Twins, AreBoundedForTheWorstText) { EXPECT_LE(twins("0O0O0O0O0O0O").size(), 200u); }

}  // namespace
}  // namespace umec::vision
