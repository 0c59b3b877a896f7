//! Records that were made and are held back, as by a phone without a network, until they are sent with their old time.

use crate::clicks::bits;
use crate::settings::Settings;
use imbl::OrdMap;
use sim::Time;

/// Records that are held back at most; what comes beyond is sent at once.
pub const HELD_RECORDS_MAX: usize = 100_000;

/// Purposes of a record's chance: whether it is held back, and for how long.
const LATE_LANE: u64 = 20;

/// For how long record `position` is held back, if it is. A function of the seed and its number, as the record itself.
pub fn late_us(settings: &Settings, position: u64) -> Option<u64> {
    let draw = |lane, count| sim::draws::scale(bits(settings.seed, position, lane), count);
    let is_late = settings.late_ppm > 0 && draw(LATE_LANE, 1_000_000) < u64::from(settings.late_ppm);
    is_late.then(|| draw(LATE_LANE + 1, settings.late_us_max) + 1)
}

/// A held back record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The source's.
    pub position: u64,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
}

/// Records that are held back.
#[derive(Clone, Debug, Default)]
pub struct Held(OrdMap<(Time, u64), u64>);

impl Held {
    /// How many there are.
    pub fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// Whether another one has room.
    pub fn has_room(&self) -> bool {
        self.0.len() < HELD_RECORDS_MAX
    }

    /// Holds a record back until `due`.
    pub fn keep(&mut self, due: Time, made: Made) {
        self.0.insert((due, made.position), made.made_ms);
    }

    /// Takes out the first one that is due.
    pub fn take_due(&mut self, now: Time) -> Option<Made> {
        let ((due, position), made_ms) = self.0.get_min().copied()?;
        (due <= now).then(|| {
            self.0.remove(&(due, position));
            Made { position, made_ms }
        })
    }

    /// Lets go of all of them. Gives how many there were.
    pub fn clear(&mut self) -> u64 {
        std::mem::take(&mut self.0).len() as u64
    }
}
