//! The demonstration: four members, four processes, one model, and a report.
//!
//! Also the harness of the tests with real processes: [`process`], [`consortium`] and [`rpc`] start, kill and ask
//! real nodes.

pub mod failure;
pub mod ports;
pub mod process;
pub mod record;
pub mod report;
pub mod rpc;
pub mod words;
