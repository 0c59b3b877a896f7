//! Drawing the works: a pure function of the view and of time. The same drawing
//! serves the page (as virtual elements) and the build (as SVG text).
//!
//! It knows no browser and no colours: classes name what a shape *is*, and the
//! stylesheet says how that looks, light or dark. Nothing here remembers a frame.

mod buffers;
mod contrast;
mod fill;
mod flows;
pub mod format;
mod geometry;
mod heat;
mod lateness;
mod layout;
mod marks;
mod outside;
mod parts;
mod ring;
mod scene;
mod sources;
mod upright;
mod wide;
mod windows;
mod words;
mod yard;

pub use buffers::buffers;
pub use contrast::contrast;
pub use fill::fill;
pub use format::Separators;
pub use heat::heat;
pub use lateness::lateness;
pub use ring::ring;
pub use scene::{Element, Scene, number, to_svg};
pub use windows::windows;
pub use words::Words;

use protocol::Works;

/// How to draw, apart from what.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// From top to bottom, for narrow screens.
    pub upright: bool,
    /// Virtual seconds for each second of screen time; a dot crosses an edge in one of the latter.
    pub speed: f64,
    /// No travel: dots stand at the middle of what they cross, and nothing waves.
    pub still: bool,
    /// Nodes take focus and are buttons. Off for a static figure.
    pub focusable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { upright: false, speed: 5.0, still: false, focusable: false }
    }
}

/// Draws `works` as they are at `now_us`.
pub fn draw(works: &Works, now_us: u64, options: &Options, words: &Words) -> Scene {
    let layout = if options.upright { upright::lay_out(works) } else { wide::lay_out(works) };
    let pen = parts::Pen { now_us, options, words, works, layout: &layout };
    let mut elements = vec![marks::contours(layout.width, layout.height)];
    elements.extend(marks::edges(&pen));
    elements.extend(sources::all(&pen));
    elements.extend(parts::all(&pen));
    if yard::is_needed(works) {
        elements.extend(outside::all(&pen));
    }
    if !works.applications.is_empty() {
        elements.extend(flows::all(&pen));
    }
    elements.push(marks::dots(&pen));
    elements.extend(marks::legend(&pen));
    Scene { width: layout.width, height: layout.height, label: words.works.clone(), elements }
}
