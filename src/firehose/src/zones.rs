//! Time zones by their names in the tz database, with the rules that hold today. A table that one can read in place of the whole database: the
//! run lies in the present, and the history of clocks is long.

use sim::calendar;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// How clocks of a zone go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// East of UTC in winter, in minutes.
    offset_minutes: i64,
    summer: Summer,
}

/// When clocks are an hour ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Summer {
    #[default]
    Never,
    /// From the last Sunday of March to the last of October, 1:00 UTC.
    Europe,
    /// From the second Sunday of March to the first of November, 2:00 by the clock.
    America,
    /// From the first Sunday of October to the first of April, 2:00 in winter's time.
    Australia,
    /// From the last Sunday of September to the first of April, 2:00 in winter's time.
    NewZealand,
    /// From the first Sunday after 1 September to the first after 1 April, midnight in winter's time.
    Chile,
    /// From the Friday before the last Sunday of March, 2:00, to the last Sunday of October, 2:00 by the clock.
    Israel,
}

use Summer::{America, Australia, Chile, Europe, Israel, Never, NewZealand};

/// Offset in minutes, summer time, and the places that have both.
const ZONES: [(i64, Summer, &str); 49] = [
    (0, Never, "UTC Etc/UTC GMT Etc/GMT Africa/Abidjan Africa/Accra Africa/Dakar Atlantic/Reykjavik"),
    (0, Europe, "Europe/London Europe/Dublin Europe/Lisbon Atlantic/Canary Atlantic/Madeira Atlantic/Faroe"),
    (60, Never, "Africa/Lagos Africa/Algiers Africa/Tunis Africa/Luanda Africa/Kinshasa"),
    (60, Europe, "Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels"),
    (60, Europe, "Europe/Budapest Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid"),
    (60, Europe, "Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Sarajevo"),
    (60, Europe, "Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vienna Europe/Warsaw Europe/Zagreb"),
    (60, Europe, "Europe/Zurich Africa/Ceuta"),
    (120, Never, "Africa/Johannesburg Africa/Harare Africa/Maputo Africa/Lusaka Africa/Tripoli Europe/Kaliningrad"),
    (120, Europe, "Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Riga Europe/Sofia"),
    (120, Europe, "Europe/Tallinn Europe/Vilnius Asia/Nicosia"),
    (120, Israel, "Asia/Jerusalem Asia/Tel_Aviv"),
    (180, Never, "Europe/Istanbul Europe/Moscow Europe/Minsk Asia/Riyadh Asia/Baghdad Asia/Kuwait Asia/Qatar"),
    (180, Never, "Africa/Nairobi Africa/Addis_Ababa Asia/Amman Asia/Damascus"),
    (210, Never, "Asia/Tehran"),
    (240, Never, "Asia/Dubai Asia/Baku Asia/Tbilisi Asia/Yerevan Asia/Muscat Indian/Mauritius"),
    (270, Never, "Asia/Kabul"),
    (300, Never, "Asia/Karachi Asia/Tashkent Asia/Almaty Asia/Yekaterinburg Indian/Maldives"),
    (330, Never, "Asia/Kolkata Asia/Calcutta Asia/Colombo"),
    (345, Never, "Asia/Kathmandu"),
    (360, Never, "Asia/Dhaka Asia/Thimphu Asia/Bishkek Asia/Omsk"),
    (390, Never, "Asia/Yangon Asia/Rangoon"),
    (420, Never, "Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Saigon Asia/Novosibirsk Asia/Phnom_Penh"),
    (480, Never, "Asia/Singapore Asia/Hong_Kong Asia/Shanghai Asia/Manila Asia/Taipei Asia/Kuala_Lumpur Asia/Macau"),
    (480, Never, "Australia/Perth Asia/Makassar Asia/Irkutsk Asia/Ulaanbaatar"),
    (540, Never, "Asia/Tokyo Asia/Seoul Asia/Pyongyang Asia/Jayapura Asia/Yakutsk"),
    (570, Never, "Australia/Darwin"),
    (570, Australia, "Australia/Adelaide Australia/Broken_Hill"),
    (600, Never, "Australia/Brisbane Pacific/Guam Pacific/Port_Moresby Asia/Vladivostok"),
    (600, Australia, "Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra"),
    (660, Never, "Pacific/Noumea Pacific/Guadalcanal Asia/Magadan"),
    (720, Never, "Pacific/Fiji Asia/Kamchatka Pacific/Tarawa"),
    (720, NewZealand, "Pacific/Auckland Antarctica/McMurdo"),
    (780, Never, "Pacific/Tongatapu Pacific/Apia"),
    (-60, Never, "Atlantic/Cape_Verde"),
    (-60, Europe, "Atlantic/Azores"),
    (-180, Never, "America/Sao_Paulo America/Buenos_Aires America/Argentina/Buenos_Aires America/Montevideo"),
    (-180, Never, "America/Bahia America/Fortaleza America/Asuncion America/Cayenne"),
    (-210, America, "America/St_Johns"),
    (-240, Never, "America/Caracas America/La_Paz America/Puerto_Rico America/Santo_Domingo America/Manaus"),
    (-240, America, "America/Halifax Atlantic/Bermuda"),
    (-240, Chile, "America/Santiago"),
    (-300, Never, "America/Bogota America/Lima America/Panama America/Guayaquil America/Jamaica America/Cancun"),
    (-300, America, "America/New_York America/Toronto America/Detroit US/Eastern America/Montreal"),
    (-360, Never, "America/Mexico_City America/Guatemala America/Costa_Rica America/El_Salvador America/Managua"),
    (-360, America, "America/Chicago America/Winnipeg US/Central"),
    (-420, America, "America/Denver America/Edmonton US/Mountain"),
    (-480, America, "America/Los_Angeles America/Vancouver America/Tijuana US/Pacific"),
    (-540, America, "America/Anchorage US/Alaska"),
];
const NO_SUMMER_WEST: [(i64, &str); 3] = [
    (-420, "America/Phoenix US/Arizona America/Hermosillo"),
    (-600, "Pacific/Honolulu US/Hawaii"),
    (-660, "Pacific/Pago_Pago"),
];

impl Zone {
    /// The zone `name`, if it is in the table.
    pub fn named(name: &str) -> Option<Self> {
        let has = |names: &str| names.split(' ').any(|known| known == name);
        let west = NO_SUMMER_WEST.iter().find(|(_, names)| has(names));
        let west = west.map(|(offset_minutes, _)| Self { offset_minutes: *offset_minutes, summer: Never });
        let found = ZONES.iter().find(|(_, _, names)| has(names));
        found.map(|(offset_minutes, summer, _)| Self { offset_minutes: *offset_minutes, summer: *summer }).or(west)
    }

    /// What clocks show at an instant, both in milliseconds since 1970.
    pub fn local_ms(&self, epoch_ms: u64) -> u64 {
        let epoch_ms = epoch_ms.cast_signed();
        let summer_ms = if self.is_summer(epoch_ms) { HOUR_MS } else { 0 };
        (epoch_ms + self.offset_minutes * MINUTE_MS + summer_ms).max(0).cast_unsigned()
    }

    fn is_summer(&self, epoch_ms: i64) -> bool {
        let offset_ms = self.offset_minutes * MINUTE_MS;
        let (year, ..) = calendar::date_of((epoch_ms + offset_ms).div_euclid(DAY_MS));
        // From and to, as instants.
        let (from, to) = match self.summer {
            Never => return false,
            Europe => (last_sunday(year, 3) + HOUR_MS, last_sunday(year, 10) + HOUR_MS),
            America => {
                (sunday_from(year, 3, 8) + 2 * HOUR_MS - offset_ms, sunday_from(year, 11, 1) + HOUR_MS - offset_ms)
            }
            Australia => {
                (sunday_from(year, 10, 1) + 2 * HOUR_MS - offset_ms, sunday_from(year, 4, 1) + 2 * HOUR_MS - offset_ms)
            }
            NewZealand => {
                (last_sunday(year, 9) + 2 * HOUR_MS - offset_ms, sunday_from(year, 4, 1) + 2 * HOUR_MS - offset_ms)
            }
            Chile => (sunday_from(year, 9, 2) - offset_ms, sunday_from(year, 4, 2) - HOUR_MS - offset_ms),
            Israel => (
                last_sunday(year, 3) - 2 * DAY_MS + 2 * HOUR_MS - offset_ms,
                last_sunday(year, 10) + HOUR_MS - offset_ms,
            ),
        };
        if from < to { (from..to).contains(&epoch_ms) } else { !(to..from).contains(&epoch_ms) }
    }
}

/// The first Sunday of a month that is not before `day`, at midnight, in milliseconds since 1970.
fn sunday_from(year: i64, month: i64, day: i64) -> i64 {
    let days = calendar::days_of(year, month, day);
    // 1970 began on a Thursday.
    let weekday = (days + 4).rem_euclid(7);
    (days + (7 - weekday) % 7) * DAY_MS
}

/// The last Sunday of a month of 30 or 31 days.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = if matches!(month, 9 | 11 | 4 | 6) { 30 } else { 31 };
    sunday_from(year, month, last - 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, utc: &str) -> String {
        let ms = calendar::instant(utc).unwrap_or_else(|| panic!("no instant: {utc}"));
        let zone = Zone::named(zone).unwrap_or_else(|| panic!("no zone {zone}"));
        calendar::instant_text(zone.local_ms(ms))
    }

    #[test]
    fn clocks_change_when_they_do() {
        // As `zdump -v` has them for 2026.
        let cases = [
            ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59"),
            ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
            ("Europe/Berlin", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
            ("Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00"),
            ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59"),
            ("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00"),
            ("America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59"),
            ("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00"),
            ("Australia/Sydney", "2026-04-04T15:59:59Z", "2026-04-05T02:59:59"),
            ("Australia/Sydney", "2026-04-04T16:00:00Z", "2026-04-05T02:00:00"),
            ("Australia/Sydney", "2026-10-03T16:00:00Z", "2026-10-04T03:00:00"),
            ("Pacific/Auckland", "2026-09-26T14:00:00Z", "2026-09-27T03:00:00"),
            ("America/Santiago", "2026-04-05T02:59:59Z", "2026-04-04T23:59:59"),
            ("America/Santiago", "2026-04-05T03:00:00Z", "2026-04-04T23:00:00"),
            ("America/Santiago", "2026-09-06T04:00:00Z", "2026-09-06T01:00:00"),
            ("Asia/Jerusalem", "2026-03-27T00:00:00Z", "2026-03-27T03:00:00"),
            ("Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T05:30:00"),
            ("America/Phoenix", "2026-07-01T12:00:00Z", "2026-07-01T05:00:00"),
        ];
        for (zone, utc, expected) in cases {
            let got = shown(zone, utc);
            assert!(got.starts_with(expected), "{zone} at {utc}: {got}, not {expected}");
        }
        assert_eq!(Zone::named("Europe/Atlantis"), None);
    }
}
