//! The commands, one file each.

pub mod aggregate;
pub mod agreement;
pub mod audit;
pub mod gov;
pub mod influence;
pub mod key;
pub mod member;
pub mod model;
pub mod privacy;
pub mod proven;
pub mod reputation;
pub mod round;
pub mod run;
pub mod show;
pub mod simulate;
pub mod spec;
pub mod task;
pub mod units;
pub mod who;
pub mod worker;
