//! Counts of the last ticks, seconds, …: levels for the page.

/// The last `N` spans of time, each with a count.
#[derive(Clone, Copy, Debug)]
pub struct Ring<const N: usize> {
    span: u64,
    counts: [u32; N],
}

impl<const N: usize> Default for Ring<N> {
    fn default() -> Self {
        Self { span: 0, counts: [0; N] }
    }
}

impl<const N: usize> Ring<N> {
    /// Adds to a span, which is never earlier than one added to before.
    pub fn add(&mut self, span: u64, count: u64) {
        for passed in (self.span + 1..=span).rev().take(N) {
            self.counts[(passed % N as u64) as usize] = 0;
        }
        self.span = self.span.max(span);
        let slot = &mut self.counts[(span % N as u64) as usize];
        *slot = slot.saturating_add(count.min(u64::from(u32::MAX)) as u32);
    }

    /// The last `N` spans up to `span`, oldest first.
    pub fn counts(&self, span: u64) -> [u64; N] {
        let mut counts = [0; N];
        for (index, count) in counts.iter_mut().enumerate() {
            let Some(at) = (span + 1 + index as u64).checked_sub(N as u64) else { continue };
            if at <= self.span && at + N as u64 > self.span {
                *count = u64::from(self.counts[(at % N as u64) as usize]);
            }
        }
        counts
    }

    /// The sum of the last `N` spans up to `span`.
    pub fn sum(&self, span: u64) -> u64 {
        self.counts(span).iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_spans_are_forgotten() {
        let mut ring = Ring::<3>::default();
        ring.add(0, 1);
        ring.add(1, 2);
        ring.add(1, 3);
        assert_eq!(ring.counts(1), [0, 1, 5]);
        assert_eq!(ring.counts(3), [5, 0, 0]);
        ring.add(9, 7);
        assert_eq!((ring.counts(9), ring.sum(11), ring.sum(12)), ([0, 0, 7], 7, 0));
    }
}
