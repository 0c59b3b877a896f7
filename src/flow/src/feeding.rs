//! Records of one partition on their way in: what each of them costs.

use crate::cell::Cell;
use crate::core::{Core, Env, Io};
use crate::decode::{Around, Refused};
use crate::output::{Failure, Record};
use crate::partitions::{NONE, Partition};
use crate::plan::Input;

/// One call of [`Flow::feed`](crate::Flow::feed).
pub(crate) struct Feeding<'f, 'o, 'p> {
    core: &'f mut Core,
    env: Env<'p>,
    io: Io<'o, 'p>,
    place: usize,
    input: &'p Input,
    partition: &'f mut Partition,
    number: u32,
    /// How far the other partitions let this one come.
    others_ms: i64,
    row: Vec<Cell<'p>>,
    is_active: bool,
}

impl<'f, 'o, 'p> Feeding<'f, 'o, 'p> {
    pub(crate) fn new(
        core: &'f mut Core,
        env: Env<'p>,
        io: Io<'o, 'p>,
        place: usize,
        partition: &'f mut Partition,
        (number, others_ms): (u32, i64),
    ) -> Option<Self> {
        let input = env.plan.inputs.get(place)?;
        Some(Self { core, env, io, place, input, partition, number, others_ms, row: Vec::new(), is_active: false })
    }

    /// Takes a record. Gives whether it can go on.
    #[inline(never)]
    pub(crate) fn record(&mut self, record: &Record<'p>) -> bool {
        self.is_active = true;
        self.core.counts.records += 1;
        self.core.counts.bytes += record.data.len() as u64;
        let watermark_ms = self.core.watermarks.get(self.place).copied().filter(|watermark_ms| *watermark_ms != NONE);
        let around = Around {
            partition: self.number,
            partition_name: self.partition.name.as_ref(),
            now_ms: self.core.now_ms,
            watermark_ms,
        };
        let time_ms = match self.input.decoder.decode(record, around, &mut self.row) {
            Ok((time_ms, nulled)) => {
                self.core.counts.nulled += nulled;
                time_ms
            }
            Err(refused) => return self.refuse(record, &refused),
        };
        self.io.data = record.data;
        for at in &self.input.feeds {
            self.core.push(self.env, &mut self.io, *at, &mut self.row);
        }
        if let Some((_, delay_ms)) = self.input.decoder.time {
            let watermark_ms = time_ms.saturating_sub(delay_ms);
            if watermark_ms > self.partition.watermark_ms {
                self.partition.watermark_ms = watermark_ms;
                let least_ms = watermark_ms.min(self.others_ms);
                self.core.advance_input(self.env, &mut self.io, self.place, least_ms);
            }
        }
        true
    }

    #[cold]
    fn refuse(&mut self, record: &Record<'p>, refused: &Refused) -> bool {
        let bad = match refused {
            Refused::Failed => {
                self.core.counts.failed += 1;
                return true;
            }
            Refused::Bad(bad) => bad,
        };
        self.core.counts.malformed += 1;
        if !self.input.decoder.is_strict {
            return true;
        }
        self.io.out.failure = Some(Failure {
            message: bad.message(),
            table: self.input.table,
            partition: self.number,
            sequence: record.sequence,
        });
        false
    }

    /// A partition that has brought something is not idle.
    pub(crate) fn end(self) {
        if self.is_active {
            self.partition.active_ms = self.core.now_ms;
            self.partition.is_idle = false;
        }
    }
}
