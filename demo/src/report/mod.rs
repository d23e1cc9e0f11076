//! The report: a page that stands alone, and the same as JSON.

mod attack;
pub mod faults;
pub mod html;
mod palette;
mod pay;
mod plots;
mod style;
pub mod table;
