#include "city/canvas.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace umec::city {

Surface make_surface(int width, int height) {
  return Surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
}

Canvas::Canvas(cairo_surface_t *surface, const View &view, const Light &light)
    : view(view), light(light), cairo_(cairo_create(surface)) {
  cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
}

Canvas::~Canvas() { cairo_destroy(cairo_); }

void Canvas::trace(std::span<const Point> points) {
  cairo_new_path(cairo_);
  for (const Point &p : points) cairo_line_to(cairo_, p.x, p.y);
}

void Canvas::source(const Color &c) { cairo_set_source_rgba(cairo_, c.red, c.green, c.blue, c.alpha); }

void Canvas::fill(std::span<const Point> points, const Color &color) {
  trace(points);
  cairo_close_path(cairo_);
  source(color);
  cairo_fill(cairo_);
}

void Canvas::fill(std::initializer_list<Point> points, Point from, const Color &a, Point to, const Color &b) {
  trace(std::span(points.begin(), points.size()));
  cairo_close_path(cairo_);
  cairo_pattern_t *pattern = cairo_pattern_create_linear(from.x, from.y, to.x, to.y);
  cairo_pattern_add_color_stop_rgba(pattern, 0, a.red, a.green, a.blue, a.alpha);
  cairo_pattern_add_color_stop_rgba(pattern, 1, b.red, b.green, b.blue, b.alpha);
  cairo_set_source(cairo_, pattern);
  cairo_fill(cairo_);
  cairo_pattern_destroy(pattern);
}

void Canvas::fill_path_vertical(double y0, const Color &a, double y1, const Color &b) {
  cairo_pattern_t *pattern = cairo_pattern_create_linear(0, y0, 0, y1);
  cairo_pattern_add_color_stop_rgba(pattern, 0, a.red, a.green, a.blue, a.alpha);
  cairo_pattern_add_color_stop_rgba(pattern, 1, b.red, b.green, b.blue, b.alpha);
  cairo_set_source(cairo_, pattern);
  cairo_fill(cairo_);
  cairo_pattern_destroy(pattern);
}

void Canvas::stroke(std::initializer_list<Point> points, const Color &color, double width) {
  trace(std::span(points.begin(), points.size()));
  source(color);
  cairo_set_line_width(cairo_, width);
  cairo_stroke(cairo_);
}

void Canvas::disc(Point middle, double radius, const Color &color) { ellipse(middle, radius, radius, color); }

void Canvas::ellipse(Point middle, double radius_x, double radius_y, const Color &color) {
  if (radius_x <= 0 || radius_y <= 0) return;
  cairo_save(cairo_);
  cairo_translate(cairo_, middle.x, middle.y);
  cairo_scale(cairo_, radius_x, radius_y);
  cairo_new_path(cairo_);
  cairo_arc(cairo_, 0, 0, 1, 0, 2 * std::numbers::pi);
  cairo_restore(cairo_);
  source(color);
  cairo_fill(cairo_);
}

void Canvas::glow(Point middle, double radius, const Color &c, bool added) {
  cairo_pattern_t *pattern = cairo_pattern_create_radial(middle.x, middle.y, 0, middle.x, middle.y, radius);
  cairo_pattern_add_color_stop_rgba(pattern, 0, c.red, c.green, c.blue, c.alpha);
  cairo_pattern_add_color_stop_rgba(pattern, 0.35, c.red, c.green, c.blue, c.alpha * 0.42);
  cairo_pattern_add_color_stop_rgba(pattern, 1, c.red, c.green, c.blue, 0);
  cairo_save(cairo_);
  if (added) cairo_set_operator(cairo_, CAIRO_OPERATOR_ADD);
  cairo_set_source(cairo_, pattern);
  cairo_new_path(cairo_);
  cairo_rectangle(cairo_, middle.x - radius, middle.y - radius, 2 * radius, 2 * radius);
  cairo_fill(cairo_);
  cairo_restore(cairo_);
  cairo_pattern_destroy(pattern);
}

void Canvas::rounded(const Box &b, double radius, const Color &color) {
  constexpr double quarter = std::numbers::pi / 2;
  cairo_new_path(cairo_);
  cairo_arc(cairo_, b.x + b.width - radius, b.y + radius, radius, -quarter, 0);
  cairo_arc(cairo_, b.x + b.width - radius, b.y + b.height - radius, radius, 0, quarter);
  cairo_arc(cairo_, b.x + radius, b.y + b.height - radius, radius, quarter, 2 * quarter);
  cairo_arc(cairo_, b.x + radius, b.y + radius, radius, 2 * quarter, 3 * quarter);
  cairo_close_path(cairo_);
  source(color);
  cairo_fill(cairo_);
}

std::vector<Point> Canvas::side_circle(double x, double height, double z, double radius) const {
  std::vector<Point> points;
  for (int i = 0; i < 28; ++i) {
    const double angle = 2 * std::numbers::pi * i / 28;
    points.push_back(at(x, height + radius * std::sin(angle), z + radius * std::cos(angle)));
  }
  return points;
}

}  // namespace umec::city
