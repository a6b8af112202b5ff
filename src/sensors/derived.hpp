// Quantities that follow from measured ones.
#pragma once

#include "sensors/reading.hpp"

namespace umec::sensors {

/// Adds what can be derived from `values`: total acceleration and its angles; absolute humidity, dew
/// point, equilibrium vapour pressure and air density (Magnus formula with Bolton's constants); Ruuvi's
/// air quality index. A quantity whose inputs are absent, or that is not finite, stays absent.
void derive(Values &values);

}  // namespace umec::sensors
