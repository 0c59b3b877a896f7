//! Parts that know no word of AWS: buttons, fields, tables, gauges. Screens are
//! made out of them.

mod boxes;
mod chart;
mod confirm;
mod editor;
mod fields;
mod icons;
mod tables;

pub use boxes::{Look, code, empty, flashbar, head, head_row, meter, note, pairs, spark, status};
pub use chart::{ChartBox, written};
pub use confirm::{confirm, confirm_with, copy_button};
pub use editor::{Does, Editor, Tool};
pub use fields::{
    Kind, button, check, field, files, focus_soon, icon_button, named_select, number_of, select, text_input,
};
pub use icons::icon;
pub use tables::{Column, cell_bar, pager, table};
