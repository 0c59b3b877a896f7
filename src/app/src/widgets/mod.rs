//! Parts that know no word of AWS: buttons, fields, tables, gauges. Screens are
//! made out of them.

mod boxes;
mod chart;
mod confirm;
mod editor;
mod fields;
mod icons;
mod tables;

pub use boxes::{code, empty, flashbar, head, head_row, meter, note, pairs, spark, status, Look};
pub use chart::{written, ChartBox};
pub use confirm::{Confirm, CopyButton};
pub use editor::Editor;
pub use fields::{button, check, field, files, icon_button, number_of, select, text_input, Kind};
pub use icons::icon;
pub use tables::{cell_bar, pager, table, Column};
