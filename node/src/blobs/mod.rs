//! Blobs over the node's own network: `/<genesis>/guild/blobs/1`, request and response, for members only.
//!
//! | module | holds |
//! | --- | --- |
//! | [`wire`] | the two messages, bounded |
//! | [`members`] | whose peers may ask and be asked |
//! | [`server`] | answers requests |
//! | [`fairness`] | how much of the server one peer may take |
//! | [`client`] | brings blobs into the store: [`NodeBlobs`] |
//! | [`download`] | whom to ask for what next, as a pure state machine |
//! | [`protocol`] | the protocol on the network backend, and the live network as [`client::Peers`] |
//! | [`metrics`] | what is counted |

pub mod client;
pub mod download;
pub mod fairness;
pub mod members;
pub mod metrics;
#[cfg(test)]
mod network_tests;
pub mod protocol;
pub mod server;
#[cfg(test)]
mod tests;
pub mod wire;

pub use client::NodeBlobs;
pub use members::Members;
pub use metrics::Metrics;
pub use server::{Served, Server};
