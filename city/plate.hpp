// Registration plates: their text and how they look.
#pragma once

#include <string>
#include <string_view>

#include "city/random.hpp"

namespace umec::city {

/// The family of shapes; what a reader's `country` hint means.
enum class PlateRegion : std::uint8_t { eu, us, br };
std::string_view region_name(PlateRegion region);

struct Plate {
  PlateRegion region = PlateRegion::eu;
  std::string country;  ///< "FI", "DE", "SE", "EE", "US", "BR": on the band of an EU plate
  std::string shown;    ///< as painted: "ABC-123"
  std::string text;     ///< letters and digits only: "ABC123"; what a reader should report
  bool mercosul = false;  ///< BR: the plate of 2018 with the blue head band

  /// Real width of the painted plate in metres (a little larger than the standards', see plate.cpp).
  double width() const;
  double height() const;
};

/// Draws a plate. Letters I, O and Q are left out, as many registries do, since nobody can tell them
/// from digits.
Plate draw_plate(std::uint64_t bits);

}  // namespace umec::city
