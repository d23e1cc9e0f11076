//! A member's worker: it trains on the member's data, exchanges updates, aggregates them and attests the result.
//!
//! The worker knows the chain only through [`world::Chain`] and the network only through [`world::Blobs`].

mod durable;
pub mod store;
pub mod world;
