//! How fast the clock runs. If the machine cannot hold the speed, the clock
//! runs slower and the bar shows the real speed; nothing is skipped.

use sim::Time;

/// How long the real speed is averaged over, in milliseconds of wall time.
const WINDOW_MS: f64 = 1_000.0;

/// Playing or paused, and at which speed.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    playing: bool,
    speed: f64,
    anchor: Option<(f64, Time)>,
    window: Option<(f64, Time)>,
    speed_real: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { playing: false, speed: 5.0, anchor: None, window: None, speed_real: 0.0 }
    }
}

impl Pace {
    pub fn playing(&self) -> bool {
        self.playing
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Virtual seconds for each second, as reached over the last second.
    pub fn speed_real(&self) -> f64 {
        if self.playing { self.speed_real } else { 0.0 }
    }

    pub fn play(&mut self, playing: bool) {
        self.playing = playing;
        self.hold();
        self.window = None;
        self.speed_real = self.speed;
    }

    pub fn set_speed(&mut self, speed: f64) {
        if speed.is_finite() {
            self.speed = speed.clamp(0.01, 1e6);
        }
        self.hold();
    }

    /// Forgets how far the clock should be: it goes on from where it is.
    pub fn hold(&mut self) {
        self.anchor = None;
    }

    /// Where the clock should be at `wall_ms`, if it is at `now`.
    pub fn target(&mut self, wall_ms: f64, now: Time) -> Time {
        let (since, from) = *self.anchor.get_or_insert((wall_ms, now));
        from + ((wall_ms - since).max(0.0) * 1_000.0 * self.speed) as u64
    }

    /// Tells that the clock has come to `now`; `target` was asked for.
    pub fn came(&mut self, wall_ms: f64, now: Time, target: Time) {
        if now < target {
            self.anchor = Some((wall_ms, now));
        }
        let (since, from) = *self.window.get_or_insert((wall_ms, now));
        let elapsed_ms = wall_ms - since;
        if elapsed_ms >= WINDOW_MS {
            self.speed_real = (now - from) as f64 / 1_000.0 / elapsed_ms;
            self.window = Some((wall_ms, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_slows_the_clock_and_skips_nothing() {
        let mut pace = Pace::default();
        pace.play(true);
        assert_eq!(pace.target(1_000.0, Time::ZERO), Time::ZERO);
        let target = pace.target(1_100.0, Time::ZERO);
        assert_eq!(target, Time::from_ms(500));
        pace.came(1_100.0, Time::from_ms(100), target);
        assert_eq!(pace.target(1_110.0, Time::from_ms(100)), Time::from_ms(150));
    }
}
