#include <algorithm>

#include "city/paint.hpp"

namespace umec::city {
namespace {

// Text is set in the face that fonts-dejavu-core brings; a plate has no other.
void set_face(cairo_t *cr) {
  cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
}

// Sets `text` centred in `box`, as large as fits in width and with capitals `capital` of its height.
void set_text(Canvas &c, const std::string &text, const Box &box, double capital, const Color &ink) {
  cairo_t *cr = c.raw();
  set_face(cr);
  constexpr double cap_height = 0.729;  // of DejaVu Sans, in parts of the size
  cairo_set_font_size(cr, box.height * capital / cap_height);
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text.c_str(), &extents);
  const double squeeze = std::min(1.0, box.width / std::max(1.0, extents.x_advance));
  cairo_save(cr);
  cairo_translate(cr, box.x + box.width / 2, box.y + box.height / 2 + box.height * capital / 2);
  cairo_scale(cr, squeeze, 1);
  cairo_move_to(cr, -extents.x_advance / 2, 0);
  c.source(ink);
  cairo_show_text(cr, text.c_str());
  cairo_restore(cr);
}

void paint_eu(Canvas &c, const Plate &plate, const Box &b, const Color &white, const Color &ink,
              double glare) {
  const double band = b.height * 0.42;
  c.rounded({b.x, b.y, band + b.height * 0.1, b.height}, b.height * 0.08,
            brighten(Color{0.05, 0.20, 0.58}, glare));
  c.fill({{b.x + band, b.y + b.height * 0.04},
          {b.x + band + b.height * 0.12, b.y + b.height * 0.04},
          {b.x + band + b.height * 0.12, b.y + b.height * 0.96},
          {b.x + band, b.y + b.height * 0.96}},
         white);
  for (int i = 0; i < 12; ++i) {
    const double angle = 2 * std::numbers::pi * i / 12;
    c.disc({b.x + band / 2 + 0.13 * b.height * std::cos(angle),
            b.y + 0.30 * b.height + 0.13 * b.height * std::sin(angle)},
           b.height * 0.026, brighten(Color{0.98, 0.82, 0.15}, glare));
  }
  set_text(c, plate.country, {b.x, b.y + b.height * 0.60, band, b.height * 0.32}, 0.66, white);
  set_text(c, plate.shown, {b.x + band + b.height * 0.10, b.y, b.width - band - b.height * 0.20, b.height},
           0.66, ink);
}

void paint_us(Canvas &c, const Plate &plate, const Box &b, const Color &white, double glare) {
  // A sky that fades to white, as many states print; no words, which would be read as well.
  c.fill({{b.x + 1, b.y + b.height * 0.05},
          {b.x + b.width - 1, b.y + b.height * 0.05},
          {b.x + b.width - 1, b.y + b.height * 0.36},
          {b.x + 1, b.y + b.height * 0.36}},
         {0, b.y}, brighten(Color{0.55, 0.72, 0.92}, glare), {0, b.y + b.height * 0.36}, white);
  for (const double x : {0.12, 0.88})
    for (const double y : {0.12, 0.88})
      c.disc({b.x + b.width * x, b.y + b.height * y}, b.height * 0.03, {0.45, 0.45, 0.47});
  set_text(c, plate.shown, {b.x + b.width * 0.03, b.y + b.height * 0.22, b.width * 0.94, b.height * 0.62},
           0.82, brighten(Color{0.10, 0.16, 0.40}, glare));
}

void paint_br(Canvas &c, const Plate &plate, const Box &b, const Color &ink, double glare) {
  if (plate.mercosul) {
    c.fill({{b.x + 1, b.y + 1},
            {b.x + b.width - 1, b.y + 1},
            {b.x + b.width - 1, b.y + b.height * 0.24},
            {b.x + 1, b.y + b.height * 0.24}},
           brighten(Color{0.06, 0.22, 0.60}, glare));
    const Point flag{b.x + b.width * 0.92, b.y + b.height * 0.12};
    c.fill({{flag.x - b.height * 0.12, flag.y - b.height * 0.07},
            {flag.x + b.height * 0.12, flag.y - b.height * 0.07},
            {flag.x + b.height * 0.12, flag.y + b.height * 0.07},
            {flag.x - b.height * 0.12, flag.y + b.height * 0.07}},
           {0.10, 0.55, 0.25});
    c.disc(flag, b.height * 0.05, {0.95, 0.82, 0.15});
  }
  const double head = plate.mercosul ? 0.27 : 0.16;
  set_text(c, plate.shown,
           {b.x + b.width * 0.03, b.y + b.height * head, b.width * 0.94, b.height * (0.96 - head)}, 0.80,
           ink);
}

}  // namespace

void paint_plate(Canvas &c, const Plate &plate, const Box &b) {
  // Plates give light back to where it comes from: at night the street lamp and the camera's own
  // infrared keep them the brightest thing in the picture.
  const double glare = std::max(0.74, 0.25 * c.light.tint.red + 0.75 * c.light.tint.green);
  const bool grey = plate.region == PlateRegion::br && !plate.mercosul;
  const Color white = brighten(grey ? Color{0.78, 0.79, 0.80} : Color{0.97, 0.97, 0.95}, glare);
  const Color ink{0.05, 0.05, 0.07};
  const double edge = std::max(0.8, b.height * 0.05), radius = b.height * 0.10;
  c.rounded({b.x - edge * 1.5, b.y - edge * 1.5, b.width + 3 * edge, b.height + 3 * edge}, radius + edge,
            {0.08, 0.08, 0.09});  // its holder
  c.rounded(b, radius, ink);
  c.rounded({b.x + edge * 0.6, b.y + edge * 0.6, b.width - 1.2 * edge, b.height - 1.2 * edge}, radius, white);
  const Box inner{b.x + edge * 0.6, b.y + edge * 0.6, b.width - 1.2 * edge, b.height - 1.2 * edge};
  if (b.width < 16) return;
  switch (plate.region) {
    case PlateRegion::eu: paint_eu(c, plate, inner, white, ink, glare); break;
    case PlateRegion::us: paint_us(c, plate, inner, white, glare); break;
    case PlateRegion::br: paint_br(c, plate, inner, ink, glare); break;
  }
}

}  // namespace umec::city
