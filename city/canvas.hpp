// Cairo with the camera's perspective and the light of the hour in it.
#pragma once

#include <cairo/cairo.h>

#include <memory>
#include <span>
#include <vector>

#include "city/light.hpp"
#include "city/view.hpp"

namespace umec::city {

struct SurfaceDeleter {
  void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceDeleter>;

/// A new picture, 32 bits a pixel (B, G, R, unused), black.
Surface make_surface(int width, int height);

/// A brush on one surface. Colours given to it are final; use `light.shade` where the hour matters.
class Canvas {
 public:
  Canvas(cairo_surface_t *surface, const View &view, const Light &light);
  ~Canvas();
  Canvas(const Canvas &) = delete;
  Canvas &operator=(const Canvas &) = delete;

  cairo_t *raw() const { return cairo_; }
  Point at(double x, double height, double z) const { return view.project(x, height, z); }

  void fill(std::span<const Point> points, const Color &color);
  void fill(std::initializer_list<Point> points, const Color &color) {
    fill(std::span(points.begin(), points.size()), color);
  }
  /// Fills with a gradient from `a` (at point `from`) to `b` (at `to`).
  void fill(std::initializer_list<Point> points, Point from, const Color &a, Point to, const Color &b);
  void stroke(std::initializer_list<Point> points, const Color &color, double width);
  void disc(Point middle, double radius, const Color &color);
  void ellipse(Point middle, double radius_x, double radius_y, const Color &color);
  /// A soft spot that fades to nothing at `radius`; `added` as light instead of paint.
  void glow(Point middle, double radius, const Color &color, bool added = false);
  void rounded(const Box &box, double radius, const Color &color);
  /// Sets `color` as the source for cairo's own calls.
  void source(const Color &color);
  /// Fills the current path from `a` at height `y0` to `b` at `y1` (pixels).
  void fill_path_vertical(double y0, const Color &a, double y1, const Color &b);

  /// Outline of a circle of `radius` metres in the plane `x` = const (a wheel seen from its side).
  std::vector<Point> side_circle(double x, double height, double z, double radius) const;

  const View view;
  const Light light;

 private:
  void trace(std::span<const Point> points);
  cairo_t *cairo_;
};

}  // namespace umec::city
