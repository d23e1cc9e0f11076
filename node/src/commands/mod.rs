//! The commands, one file each.

pub mod aggregate;
pub mod agreement;
pub mod audit;
pub mod gov;
pub mod key;
pub mod model;
pub mod privacy;
pub mod round;
pub mod run;
pub mod show;
pub mod simulate;
pub mod spec;
pub mod task;
pub mod worker;
