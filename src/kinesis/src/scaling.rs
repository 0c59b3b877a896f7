//! How an on-demand stream grows: it looks at its shards once a minute, and splits evenly what has been hot for long
//! enough. A hot key stays in one shard, whatever is split: AWS's does not look at keys either.

use crate::limits;
use crate::shard::Load;
use crate::state::{Mode, Status, Stream};
use crate::{Ctx, Event};
use service::Note;
use sim::Time;
use std::sync::Arc;

impl Stream {
    /// Has the load looked at in a minute, if it is the stream's way and not yet arranged.
    pub(crate) fn arrange_scaling(&mut self, ctx: &mut Ctx<'_, Event>) {
        if self.mode != Mode::OnDemand || self.scale_at.is_some() || !self.status.serves() {
            return;
        }
        let at = Time((ctx.now().0 / limits::SCALE_STEP_US + 1) * limits::SCALE_STEP_US);
        self.scale_at = Some(at);
        ctx.schedule_at(at, Event::Scale { stream: self.name.clone(), created_us: self.created.0 });
    }

    /// Looks at the load of the last minute. Without any, nothing is looked at until the next put.
    pub(crate) fn scale(&mut self, ctx: &mut Ctx<'_, Event>) {
        if self.scale_at.take_if(|at| *at == ctx.now()).is_none() || self.mode != Mode::OnDemand {
            return;
        }
        let mut has_load = false;
        let mut hot = Vec::new();
        for shard in self.shards.iter_mut().filter(|shard| shard.closed.is_none()) {
            let (records, bytes) = (shard.log.next(), shard.log.bytes_put());
            let (new_records, new_bytes) = (records - shard.load.records, bytes - shard.load.bytes);
            if new_records == 0 && shard.load.hot_minutes == 0 {
                continue;
            }
            has_load = true;
            let is_hot = new_bytes > limits::ON_DEMAND_HOT_BYTES_PER_S * 60
                || new_records > limits::ON_DEMAND_HOT_RECORDS_PER_S * 60;
            let hot_minutes = if is_hot { shard.load.hot_minutes + 1 } else { 0 };
            Arc::make_mut(shard).load = Load { records, bytes, hot_minutes };
            if hot_minutes >= limits::ON_DEMAND_HOT_MINUTES {
                hot.push(shard.number());
            }
        }
        // A stream that is being changed is left alone: the shards stay hot and are split in a later minute.
        if self.status == Status::Active {
            self.split_hot(hot, ctx);
        }
        if has_load {
            self.arrange_scaling(ctx);
        }
    }

    fn split_hot(&mut self, hot: Vec<u32>, ctx: &mut Ctx<'_, Event>) {
        let room = limits::ON_DEMAND_SHARDS_MAX.saturating_sub(self.open_shards());
        let mut has_split = false;
        for number in hot.into_iter().take(room as usize) {
            let Some(shard) = self.shard(number) else { continue };
            let (from, to) = shard.hash_range();
            if from < to {
                self.split(number, from + (to - from) / 2 + 1, ctx.now());
                has_split = true;
            }
        }
        if has_split {
            self.wake_closed(ctx);
            self.arrange_trim(ctx);
            let note = Note::info("kinesis-scaled").with("stream", &self.name);
            ctx.note(note.with("shards", self.open_shards()));
        }
    }
}
