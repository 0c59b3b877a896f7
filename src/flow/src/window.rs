//! Which windows a moment lies in.

use crate::output::Problem;
use jobs::stream::Window;

/// How many windows a row may be in.
const WINDOWS_MAX: i64 = 10_000;
/// How far from 1970 a moment may be, and how long a window: some 100,000 years. Beyond it, sums could overflow.
pub(crate) const MOMENT_MAX_MS: i64 = 1 << 52;

/// The last moment at or before another one that is a whole number of sizes from the offset; also before 1970.
pub(crate) fn floor_to(ms: i64, size_ms: i64, offset_ms: i64) -> i64 {
    ms.saturating_sub(ms.wrapping_sub(offset_ms).checked_rem_euclid(size_ms).unwrap_or_default())
}

/// Whether a time is one that windows can be counted from.
pub(crate) fn is_moment(ms: i64) -> bool {
    (-MOMENT_MAX_MS..=MOMENT_MAX_MS).contains(&ms)
}

/// Calls with start and end of each window that holds the moment, by end and start. A session has no bounds before its rows are
/// known: there it calls with nothing.
#[inline]
pub(crate) fn windows_of(window: Window, ms: i64, mut call: impl FnMut(i64, i64)) {
    match window {
        Window::Tumble { size_ms, offset_ms } => {
            let start = floor_to(ms, size_ms, offset_ms);
            call(start, start.saturating_add(size_ms));
        }
        Window::Hop { slide_ms, size_ms, offset_ms } => {
            let last = floor_to(ms, slide_ms, offset_ms);
            let mut start = floor_to(ms.saturating_sub(size_ms), slide_ms, offset_ms).saturating_add(slide_ms);
            while start <= last {
                call(start, start.saturating_add(size_ms));
                start = start.saturating_add(slide_ms);
            }
        }
        Window::Cumulate { step_ms, size_ms, offset_ms } => {
            let start = floor_to(ms, size_ms, offset_ms);
            let last = start.saturating_add(size_ms);
            let mut end = floor_to(ms, step_ms, start).saturating_add(step_ms);
            while end <= last {
                call(start, end);
                end = end.saturating_add(step_ms);
            }
        }
        Window::Session { .. } => {}
    }
}

/// Errors: a length that is none, more windows for each row than can be kept.
pub(crate) fn check(window: Window) -> Result<(), Problem> {
    let (part_ms, size_ms, offset_ms) = match window {
        Window::Tumble { size_ms, offset_ms } => (size_ms, size_ms, offset_ms),
        Window::Hop { slide_ms, size_ms, offset_ms } => (slide_ms, size_ms, offset_ms),
        Window::Cumulate { step_ms, size_ms, offset_ms } => (step_ms, size_ms, offset_ms),
        Window::Session { gap_ms } => (gap_ms, gap_ms, 0),
    };
    if part_ms <= 0 || size_ms <= 0 {
        return Err(Problem::new("a window's length has to be above zero"));
    }
    if part_ms.max(size_ms) > MOMENT_MAX_MS || !is_moment(offset_ms) {
        return Err(Problem::new("a window is longer or moved further than 100,000 years"));
    }
    if size_ms / part_ms > WINDOWS_MAX {
        let message = format!("a row would be in {} windows; {WINDOWS_MAX} are possible", size_ms / part_ms);
        return Err(Problem::new(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(window: Window, ms: i64) -> Vec<(i64, i64)> {
        let mut found = Vec::new();
        windows_of(window, ms, |start, end| found.push((start, end)));
        found
    }

    #[test]
    fn windows_hold_their_start_and_not_their_end() {
        let tumble = Window::Tumble { size_ms: 10, offset_ms: 3 };
        assert_eq!([of(tumble, 2), of(tumble, 3), of(tumble, -8)], [[(-7, 3)], [(3, 13)], [(-17, -7)]]);
        let hop = Window::Hop { slide_ms: 5, size_ms: 10, offset_ms: 0 };
        assert_eq!(of(hop, -1), [(-10, 0), (-5, 5)]);
        assert_eq!(of(hop, 0), [(-5, 5), (0, 10)]);
        let sparse = Window::Hop { slide_ms: 10, size_ms: 4, offset_ms: 0 };
        assert_eq!((of(sparse, 3), of(sparse, 4)), (vec![(0, 4)], vec![]));
        let cumulate = Window::Cumulate { step_ms: 5, size_ms: 15, offset_ms: 1 };
        assert_eq!(of(cumulate, 6), [(1, 11), (1, 16)]);
        assert_eq!(of(cumulate, 0), [(-14, 1)]);
    }

    #[test]
    fn the_ends_of_time_are_no_trouble() {
        for ms in [-MOMENT_MAX_MS, MOMENT_MAX_MS] {
            assert_eq!(of(Window::Tumble { size_ms: MOMENT_MAX_MS, offset_ms: -3 }, ms).len(), 1);
            assert_eq!(of(Window::Hop { slide_ms: 7, size_ms: 70, offset_ms: -3 }, ms).len(), 10);
            assert!(!of(Window::Cumulate { step_ms: 7, size_ms: 70, offset_ms: 3 }, ms).is_empty());
        }
    }
}
