//! Models on `ndarray`: one flat parameter vector with named layers.

pub mod init;
pub mod layout;
pub mod network;

pub use layout::{Layer, Layout};
pub use network::Network;
