//! One file an extrinsic; genesis, sessions and views; and random walks.

mod admit;
mod genesis;
mod random;
mod remove;
mod session;
mod set_keys;
mod views;
