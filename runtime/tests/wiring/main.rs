//! The runtime as it is wired: real extrinsics in real blocks, over the state of a preset.

mod chain;
mod challenge;
mod fees;
mod genesis;
mod governance;
mod privacy;
mod round;
mod withheld;
