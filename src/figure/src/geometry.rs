//! Points, boxes and curves.

use crate::scene::number;

/// A point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }
}

/// Cubic pieces, end to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    pieces: Vec<[Point; 4]>,
}

impl Curve {
    /// Adds a bend.
    pub fn bend(&mut self, from: Point, to: Point, upright: bool) {
        let piece = if upright {
            let middle = f64::midpoint(from.y, to.y);
            [from, Point { x: from.x, y: middle }, Point { x: to.x, y: middle }, to]
        } else {
            let middle = f64::midpoint(from.x, to.x);
            [from, Point { x: middle, y: from.y }, Point { x: middle, y: to.y }, to]
        };
        self.pieces.push(piece);
    }

    /// Adds a straight piece.
    pub fn line(&mut self, from: Point, to: Point) {
        let third = |a: f64, b: f64| (a * 2.0 + b) / 3.0;
        self.pieces.push([
            from,
            Point { x: third(from.x, to.x), y: third(from.y, to.y) },
            Point { x: third(to.x, from.x), y: third(to.y, from.y) },
            to,
        ]);
    }

    /// The point at `t`, from 0 to 1; each piece takes time by the distance of its ends.
    pub fn at(&self, t: f64) -> Point {
        let length = |piece: &[Point; 4]| {
            let (dx, dy) = (piece[3].x - piece[0].x, piece[3].y - piece[0].y);
            (dx * dx + dy * dy).sqrt()
        };
        let whole: f64 = self.pieces.iter().map(length).sum();
        let mut left = t.clamp(0.0, 1.0) * whole;
        for piece in &self.pieces {
            let here = length(piece);
            if left <= here && here > 0.0 {
                return cubic(piece, left / here);
            }
            left -= here;
        }
        self.pieces.last().map_or(Point::default(), |piece| piece[3])
    }

    /// As the `d` of a path.
    pub fn d(&self) -> String {
        let mut out = String::new();
        let mut pen = None;
        for [a, b, c, d] in &self.pieces {
            if pen != Some(*a) {
                out.push_str(&format!("M{} {}", number(a.x), number(a.y)));
            }
            out.push_str(&format!(
                "C{} {} {} {} {} {}",
                number(b.x),
                number(b.y),
                number(c.x),
                number(c.y),
                number(d.x),
                number(d.y)
            ));
            pen = Some(*d);
        }
        out
    }
}

fn cubic([a, b, c, d]: &[Point; 4], t: f64) -> Point {
    let u = 1.0 - t;
    let mix =
        |a: f64, b: f64, c: f64, d: f64| a * u * u * u + 3.0 * b * u * u * t + 3.0 * c * u * t * t + d * t * t * t;
    Point { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
}
