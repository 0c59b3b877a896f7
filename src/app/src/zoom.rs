//! Which part of the drawing is seen: a window that is moved and narrowed. Numbers only; `stage.rs` has the mouse and the keys.

/// How much larger than fitting it gets.
const ZOOM_MAX: f64 = 6.0;
/// One press of a key.
pub const STEP: f64 = 1.25;

/// A part of a drawing, in its units. The whole of it by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// 1 is the whole.
    pub zoom: f64,
    /// Where it begins.
    pub x: f64,
    /// Where it begins.
    pub y: f64,
}

/// The area of the page that a drawing stands in, in pixels; the drawing fits into it and leaves room on two sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Default for Window {
    fn default() -> Self {
        Self { zoom: 1.0, x: 0.0, y: 0.0 }
    }
}

impl Window {
    /// As `text` writes it; anything else is the whole.
    pub fn read(text: &str) -> Self {
        let mut numbers = text.split(' ').map(str::parse::<f64>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(zoom)), Some(Ok(x)), Some(Ok(y))) => Self { zoom, x, y },
            _ => Self::default(),
        }
    }

    /// For `read`.
    pub fn text(self) -> String {
        format!("{} {} {}", self.zoom, self.x, self.y)
    }

    /// Whether less than the whole is seen.
    pub fn is_near(self) -> bool {
        self.zoom > 1.0
    }

    /// The window's width and height in a drawing of that size.
    pub fn size(self, drawing: (f64, f64)) -> (f64, f64) {
        (drawing.0 / self.zoom, drawing.1 / self.zoom)
    }

    /// `factor` times as near; the point stays where it is seen.
    pub fn nearer(self, factor: f64, at: (f64, f64), drawing: (f64, f64)) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, ZOOM_MAX);
        let part = self.zoom / zoom;
        let moved = Self { zoom, x: at.0 - (at.0 - self.x) * part, y: at.1 - (at.1 - self.y) * part };
        moved.inside(drawing)
    }

    /// As `nearer`, around the middle.
    pub fn nearer_middle(self, factor: f64, drawing: (f64, f64)) -> Self {
        let (width, height) = self.size(drawing);
        self.nearer(factor, (self.x + width / 2.0, self.y + height / 2.0), drawing)
    }

    /// Moved by so many pixels of a drag.
    pub fn dragged(self, pixels: (f64, f64), area: Area, drawing: (f64, f64)) -> Self {
        let scale = scale(area, drawing) * self.zoom;
        Self { x: self.x - pixels.0 / scale, y: self.y - pixels.1 / scale, ..self }.inside(drawing)
    }

    /// Moved so that a place is seen, if it is not.
    pub fn showing(self, place: Area, area: Area, drawing: (f64, f64)) -> Self {
        let (width, height) = self.size(drawing);
        let (left, top) = self.point((place.left, place.top), area, drawing);
        let (right, bottom) = self.point((place.left + place.width, place.top + place.height), area, drawing);
        let along = |from: f64, length: f64, start: f64, end: f64| {
            if start < from || end > from + length { (start + end - length) / 2.0 } else { from }
        };
        Self { x: along(self.x, width, left, right), y: along(self.y, height, top, bottom), ..self }.inside(drawing)
    }

    /// A place of the page in the drawing's units.
    pub fn point(self, pixels: (f64, f64), area: Area, drawing: (f64, f64)) -> (f64, f64) {
        let scale = scale(area, drawing);
        let beside = ((area.width - drawing.0 * scale) / 2.0, (area.height - drawing.1 * scale) / 2.0);
        let unit = scale * self.zoom;
        (self.x + (pixels.0 - area.left - beside.0) / unit, self.y + (pixels.1 - area.top - beside.1) / unit)
    }

    fn inside(self, drawing: (f64, f64)) -> Self {
        let (width, height) = self.size(drawing);
        Self {
            x: self.x.clamp(0.0, (drawing.0 - width).max(0.0)),
            y: self.y.clamp(0.0, (drawing.1 - height).max(0.0)),
            ..self
        }
    }
}

/// Pixels of a unit when the whole is seen.
fn scale(area: Area, drawing: (f64, f64)) -> f64 {
    (area.width / drawing.0.max(1.0)).min(area.height / drawing.1.max(1.0)).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: (f64, f64) = (800.0, 400.0);
    /// Twice the drawing's size, and 100 pixels of room on the left and on the right.
    const AREA: Area = Area { left: 10.0, top: 20.0, width: 1800.0, height: 800.0 };

    #[test]
    fn the_point_under_the_hand_stays_there() {
        let pixels = (10.0 + 100.0 + 1200.0, 20.0 + 200.0);
        let whole = Window::default();
        let at = whole.point(pixels, AREA, DRAWING);
        assert_eq!(at, (600.0, 100.0));
        let near = whole.nearer(2.0, at, DRAWING);
        assert_eq!(near, Window { zoom: 2.0, x: 300.0, y: 50.0 });
        assert_eq!(near.point(pixels, AREA, DRAWING), at);
        assert_eq!(near.nearer(0.5, at, DRAWING), whole);
    }

    #[test]
    fn it_never_leaves_the_drawing() {
        let near = Window::default().nearer(2.0, (0.0, 0.0), DRAWING);
        assert_eq!(near.dragged((500.0, 500.0), AREA, DRAWING), near);
        assert_eq!(near.dragged((-400.0, -200.0), AREA, DRAWING), Window { zoom: 2.0, x: 100.0, y: 50.0 });
        assert_eq!(near.dragged((-9e9, -9e9), AREA, DRAWING), Window { zoom: 2.0, x: 400.0, y: 200.0 });
        assert_eq!(Window::default().nearer(99.0, (0.0, 0.0), DRAWING).zoom, ZOOM_MAX);
        assert_eq!(Window::default().nearer(0.1, (9.0, 9.0), DRAWING), Window::default());
    }

    #[test]
    fn a_place_that_takes_the_focus_comes_into_sight() {
        let near = Window::default().nearer(2.0, (0.0, 0.0), DRAWING);
        let seen = Area { left: 200.0, top: 100.0, width: 100.0, height: 100.0 };
        assert_eq!(near.showing(seen, AREA, DRAWING), near);
        let beyond = Area { left: 2110.0, top: 100.0, width: 40.0, height: 40.0 };
        let moved = near.showing(beyond, AREA, DRAWING);
        assert_eq!((moved.x, moved.y), (305.0, 0.0));
    }

    #[test]
    fn it_is_written_and_read() {
        let window = Window { zoom: 1.5625, x: 0.1, y: 33.0 };
        assert_eq!(Window::read(&window.text()), window);
        assert_eq!(Window::read(""), Window::default());
    }
}
