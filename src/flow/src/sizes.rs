//! What things take in memory, about. The numbers are those of a machine of 64 bits and are the same on every machine, because
//! whoever asks may let time depend on them: a larger state takes longer to put aside.

/// A value, without the text that it may point to.
pub(crate) const VALUE_BYTES: usize = 24;
/// The state of one computation over one group, without what it may point to.
pub(crate) const ACC_BYTES: usize = 32;
/// A window, without its groups.
pub(crate) const PANE_BYTES: u64 = 40;

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use crate::aggregate::Acc;
    use jobs::stream::Value;

    #[test]
    fn they_are_what_this_machine_says() {
        assert_eq!((size_of::<Value>(), size_of::<Acc>()), (super::VALUE_BYTES, super::ACC_BYTES));
    }
}
