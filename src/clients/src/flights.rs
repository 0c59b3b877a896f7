//! The flights that the build brings along: `flights.bin`, whose layout `www/data/README.md` describes. Rows are kept in
//! columns (8 bytes each) and written as JSON when a record is made.

use crate::civil::{write_date, write_number, write_padded, write_time};
use flate2::read::GzDecoder;
use std::io::Read;

const MAGIC: &[u8] = b"ACQFLT01";
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const MINUTES_PER_DAY: u32 = 1_440;
/// Far more than the file holds: a broken one must not fill the memory.
const UNPACKED_BYTES_MAX: u64 = 64 << 20;

/// A record's members, in their order.
pub const FIELDS: [&str; 14] = [
    "flight_id",
    "lap",
    "date",
    "time",
    "delay",
    "distance",
    "origin",
    "origin_name",
    "origin_city",
    "origin_state",
    "destination",
    "destination_name",
    "destination_city",
    "destination_state",
];

/// All flights of one lap.
#[derive(Debug)]
pub struct Flights {
    airports: Vec<Airport>,
    routes: Vec<Route>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Airport {
    /// Code, name, city, state.
    texts: [String; 4],
    /// The last members of a record from there, and to there.
    as_origin: String,
    as_destination: String,
}

#[derive(Debug)]
struct Route {
    origin: u16,
    destination: u16,
    distance: u16,
}

#[derive(Debug)]
struct Row {
    minute: u32,
    route: u16,
    delay: i16,
}

impl Flights {
    /// Reads the file, packed or unpacked. Errors: what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        if !bytes.starts_with(GZIP_MAGIC) {
            return Self::read_unpacked(bytes);
        }
        let mut unpacked = Vec::new();
        let mut decoder = GzDecoder::new(bytes).take(UNPACKED_BYTES_MAX);
        decoder.read_to_end(&mut unpacked).map_err(|error| format!("the flights cannot be unpacked: {error}"))?;
        Self::read_unpacked(&unpacked)
    }

    fn read_unpacked(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = Reader { left: bytes };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err("the flights do not begin with 'ACQFLT01'".into());
        }
        let [rows, airports, routes, first_minute, text_bytes] =
            [reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?];
        let text = std::str::from_utf8(reader.take(text_bytes as usize)?);
        let text = text.map_err(|error| format!("the airports are no UTF-8: {error}"))?;
        let airports_read = text.lines().map(Airport::read).collect::<Result<Vec<_>, _>>()?;
        if airports_read.len() != airports as usize || rows == 0 {
            return Err(format!("{} airports and {rows} flights, expected {airports} airports", airports_read.len()));
        }
        let routes = routes as usize;
        let (origins, destinations, distances) = (reader.u16s(routes)?, reader.u16s(routes)?, reader.u16s(routes)?);
        let routes = origins.into_iter().zip(destinations).zip(distances);
        let routes = routes.map(|((origin, destination), distance)| Route { origin, destination, distance });
        let routes: Vec<_> = routes.collect();
        if let Some(route) = routes.iter().find(|route| u32::from(route.origin.max(route.destination)) >= airports) {
            return Err(format!("a route goes from airport {} to {}", route.origin, route.destination));
        }
        let count = rows as usize;
        let mut columns = [[].as_slice(); 5];
        for column in &mut columns {
            *column = reader.take(count)?;
        }
        if !reader.left.is_empty() {
            return Err(format!("{} bytes follow the flights", reader.left.len()));
        }
        let [minutes, route_low, route_high, delay_low, delay_high] = columns;
        let mut minute = first_minute;
        let mut rows = Vec::with_capacity(count);
        let routes_and_delays = route_low.iter().zip(route_high).zip(delay_low.iter().zip(delay_high));
        for (passed, ((route_low, route_high), (delay_low, delay_high))) in minutes.iter().zip(routes_and_delays) {
            minute = minute.saturating_add(u32::from(*passed));
            let route = u16::from_le_bytes([*route_low, *route_high]);
            let code = u16::from_le_bytes([*delay_low, *delay_high]);
            if usize::from(route) >= routes.len() {
                return Err(format!("flight {} has route {route}", rows.len()));
            }
            let delay = (code >> 1) as i16 ^ -((code & 1) as i16);
            rows.push(Row { minute, route, delay });
        }
        Ok(Self { airports: airports_read, routes, rows })
    }

    /// How many flights a lap has.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether there is none; a file without flights is not read.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes record `position` (from 0, over all laps) as JSON.
    pub fn write(&self, position: u64, out: &mut Vec<u8>) {
        let Some((lap, row, route, origin, destination)) = self.row(position) else { return };
        out.extend_from_slice(b"{\"flight_id\":");
        write_number(position + 1, out);
        out.extend_from_slice(b",\"lap\":");
        write_number(lap, out);
        out.extend_from_slice(b",\"date\":\"");
        write_date(u64::from(row.minute / MINUTES_PER_DAY), out);
        out.extend_from_slice(b"\",\"time\":\"");
        write_time(u64::from(row.minute % MINUTES_PER_DAY), out);
        out.extend_from_slice(b"\",\"delay\":");
        write_signed(row.delay, out);
        out.extend_from_slice(b",\"distance\":");
        write_number(u64::from(route.distance), out);
        out.extend_from_slice(origin.as_origin.as_bytes());
        out.extend_from_slice(destination.as_destination.as_bytes());
        out.push(b'}');
    }

    /// Writes the value of member `field` (an index of [`FIELDS`]) of record `position`, as text.
    pub fn write_field(&self, position: u64, field: usize, out: &mut Vec<u8>) {
        let Some((lap, row, route, origin, destination)) = self.row(position) else { return };
        match field {
            0 => write_number(position + 1, out),
            1 => write_number(lap, out),
            2 => write_date(u64::from(row.minute / MINUTES_PER_DAY), out),
            3 => write_time(u64::from(row.minute % MINUTES_PER_DAY), out),
            4 => write_signed(row.delay, out),
            5 => write_number(u64::from(route.distance), out),
            6..10 => out.extend_from_slice(origin.texts[field - 6].as_bytes()),
            10..14 => out.extend_from_slice(destination.texts[field - 10].as_bytes()),
            _ => {}
        }
    }

    fn row(&self, position: u64) -> Option<(u64, &Row, &Route, &Airport, &Airport)> {
        let row = self.rows.get((position % self.len().max(1)) as usize)?;
        let route = self.routes.get(usize::from(row.route))?;
        let origin = self.airports.get(usize::from(route.origin))?;
        let destination = self.airports.get(usize::from(route.destination))?;
        Some((position / self.len() + 1, row, route, origin, destination))
    }
}

impl Airport {
    fn read(line: &str) -> Result<Self, String> {
        let mut parts = line.split('\t').map(str::to_owned);
        let (Some(code), Some(name), Some(city), Some(state), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(format!("the airport '{line}' has not four parts"));
        };
        let texts = [code, name, city, state];
        let members = |end: &str| {
            let suffixes = ["", "_name", "_city", "_state"];
            let pairs = suffixes.iter().zip(&texts);
            pairs
                .map(|(suffix, text)| format!(",\"{end}{suffix}\":{}", serde_json::Value::from(text.as_str())))
                .collect()
        };
        Ok(Self { as_origin: members("origin"), as_destination: members("destination"), texts })
    }
}

fn write_signed(value: i16, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    write_padded(u64::from(value.unsigned_abs()), 1, out);
}

struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let cut = || format!("the flights are cut short: {} bytes left, expected {count}", self.left.len());
        let (taken, left) = self.left.split_at_checked(count).ok_or_else(cut)?;
        self.left = left;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    }

    fn u16s(&mut self, count: usize) -> Result<Vec<u16>, String> {
        let bytes = self.take(count.saturating_mul(2))?;
        Ok(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Three flights between two airports, in the file's layout.
    pub(crate) fn small() -> Vec<u8> {
        let text = "HNL\tHonolulu \"Intl\"\tHonolulu\tHI\nLAX\tLos Angeles\tLos Angeles\tCA\n";
        let mut bytes = MAGIC.to_vec();
        for value in [3, 2, 2, 16_303_681, text.len() as u32] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(text.as_bytes());
        for value in [0u16, 1, 1, 0, 2556, 2556] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        for column in [[0, 5, 60], [0, 1, 0], [0, 0, 0], [5, 66, 0], [0, 0, 0]] {
            bytes.extend_from_slice(&column);
        }
        bytes
    }

    fn text(flights: &Flights, position: u64) -> String {
        let mut out = Vec::new();
        flights.write(position, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    #[test]
    fn rows_are_written_as_records() {
        let flights = Flights::read(&small()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            text(&flights, 0),
            r#"{"flight_id":1,"lap":1,"date":"2000-12-31","time":"00:01","delay":-3,"distance":2556,"origin":"HNL","origin_name":"Honolulu \"Intl\"","origin_city":"Honolulu","origin_state":"HI","destination":"LAX","destination_name":"Los Angeles","destination_city":"Los Angeles","destination_state":"CA"}"#
        );
        assert!(
            text(&flights, 4).starts_with(r#"{"flight_id":5,"lap":2,"date":"2000-12-31","time":"00:06","delay":33,"#)
        );
        let record: serde_json::Value = serde_json::from_str(&text(&flights, 2)).unwrap_or_default();
        for (index, field) in FIELDS.iter().enumerate() {
            let mut out = Vec::new();
            flights.write_field(2, index, &mut out);
            let expected = record[field].as_str().map_or_else(|| record[field].to_string(), str::to_owned);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{field}");
        }
    }

    #[test]
    fn broken_files_are_refused() {
        let good = small();
        for length in 0..good.len() {
            assert!(Flights::read(&good[..length]).is_err(), "{length}");
        }
        let mut long = good;
        long.push(0);
        assert!(Flights::read(&long).is_err());
        assert!(Flights::read(&[0x1f, 0x8b, 1, 2]).is_err());
    }
}
