// The quantities that sensors send, and how a person reads them.

export interface Quantity {
  label: string;
  unit: string;
  digits: number;
  /** From the unit on the wire to the unit shown. */
  convert?: (wire: number) => number;
  /** Facts about the device, shown after the facts about the air. */
  technical?: true;
  /** Computed from others: not worth a place where there is little. */
  derived?: true;
}


/** In the order in which they are shown. Wire units: those of the Ruuvi schema (Pa, V, g, µg/m³ ...). */
export const kQuantities: Record<string, Quantity> = {
  temperature: { label: "Temperature", unit: "°C", digits: 1 },
  humidity: { label: "Humidity", unit: "%", digits: 1 },
  pressure: { label: "Air pressure", unit: "hPa", digits: 1, convert: (pascal) => pascal / 100 },
  airQualityIndex: { label: "Air quality index", unit: "", digits: 0 },
  co2: { label: "Carbon dioxide", unit: "ppm", digits: 0 },
  pm1p0: { label: "Particles PM1", unit: "µg/m³", digits: 1 },
  pm2p5: { label: "Particles PM2.5", unit: "µg/m³", digits: 1 },
  pm4p0: { label: "Particles PM4", unit: "µg/m³", digits: 1 },
  pm10p0: { label: "Particles PM10", unit: "µg/m³", digits: 1 },
  voc: { label: "VOC index", unit: "", digits: 0 },
  nox: { label: "NOx index", unit: "", digits: 0 },
  illuminance: { label: "Illuminance", unit: "lx", digits: 0 },
  soundInstant: { label: "Sound now", unit: "dB(A)", digits: 1 },
  soundAverage: { label: "Sound average", unit: "dB(A)", digits: 1 },
  soundPeak: { label: "Sound peak", unit: "dB(A)", digits: 1 },
  dewPoint: { label: "Dew point", unit: "°C", digits: 1, derived: true },
  absoluteHumidity: { label: "Absolute humidity", unit: "g/m³", digits: 1, derived: true },
  equilibriumVaporPressure: { label: "Vapour pressure", unit: "hPa", digits: 1, convert: (pascal) => pascal / 100, derived: true },
  airDensity: { label: "Air density", unit: "kg/m³", digits: 3, derived: true },
  batteryVoltage: { label: "Battery", unit: "V", digits: 2, technical: true },
  rssi: { label: "Signal", unit: "dBm", digits: 0, technical: true },
  txPower: { label: "Sending power", unit: "dBm", digits: 0, technical: true },
  movementCounter: { label: "Movements", unit: "", digits: 0, technical: true },
  measurementSequenceNumber: { label: "Message number", unit: "", digits: 0, technical: true },
  accelerationTotal: { label: "Acceleration", unit: "g", digits: 3, technical: true },
  accelerationX: { label: "Acceleration X", unit: "g", digits: 3, technical: true },
  accelerationY: { label: "Acceleration Y", unit: "g", digits: 3, technical: true },
  accelerationZ: { label: "Acceleration Z", unit: "g", digits: 3, technical: true },
  accelerationAngleFromX: { label: "Angle from X", unit: "°", digits: 1, technical: true },
  accelerationAngleFromY: { label: "Angle from Y", unit: "°", digits: 1, technical: true },
  accelerationAngleFromZ: { label: "Angle from Z", unit: "°", digits: 1, technical: true },
  calibrationInProgress: { label: "Calibrating", unit: "", digits: 0, technical: true },
};

/** `windSpeed` becomes "Wind speed": a quantity that the table does not know is shown all the same. */
export function quantityOf(name: string): Quantity {
  const known = kQuantities[name];
  if (known) return known;
  const words = name.replace(/_/g, " ").replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return { label: words.charAt(0).toUpperCase() + words.slice(1), unit: "", digits: 2, technical: true };
}

/** Known quantities in the table's order, then the others by name. */
export function inOrder(names: Iterable<string>): string[] {
  const order = Object.keys(kQuantities);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export function shownValue(name: string, wire: number): number {
  const { convert } = quantityOf(name);
  return convert ? convert(wire) : wire;
}

const formats = new Map<number, Intl.NumberFormat>();

/** The number alone, with the quantity's digits and a true minus sign; a dash where there is none. */
export function formatNumber(name: string, wire: number | undefined): string {
  if (wire === undefined || !Number.isFinite(wire)) return "–";
  const { digits } = quantityOf(name);
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format(shownValue(name, wire)).replace(/^-(?=[0.,]*$)/, "").replace("-", "−").replace(/,/g, "\u202f");
}

/** Number and unit, joined by a space that does not break. */
export function formatQuantity(name: string, wire: number | undefined): string {
  const { unit } = quantityOf(name);
  const number = formatNumber(name, wire);
  return unit && number !== "–" ? `${number}\u00a0${unit}` : number;
}
