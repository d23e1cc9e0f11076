//! The report: a page that stands alone, and the same as JSON.

pub mod html;
mod palette;
mod pay;
mod plots;
mod style;
pub mod table;
