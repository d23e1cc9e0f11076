//! The member's rows: schema, reading, cleaning, windows.
//!
//! Rows come from outside and are bounded before they cost memory; what is wrong with them is either an error that
//! names file, line and column, or handled by a stated policy ([`clean`]) and counted in a [`QualityReport`].

pub mod clean;
pub mod csv;
pub mod quality;
pub mod schema;
pub mod time;
pub mod window;

pub use clean::Series;
pub use quality::QualityReport;
pub use schema::Schema;
pub use time::{Stamp, TimeRange};
pub use window::WindowSet;
