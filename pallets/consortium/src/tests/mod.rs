//! One file an extrinsic; genesis, sessions, finality and views; and random walks.

mod admit;
mod authorise_upgrade;
mod described;
mod finality;
mod genesis;
mod random;
mod recover;
mod remove;
mod resign;
mod session;
mod set_keys;
mod views;
