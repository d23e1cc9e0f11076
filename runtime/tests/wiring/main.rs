//! The runtime as it is wired: real extrinsics in real blocks, over the state of a preset.

mod chain;
mod challenge;
mod departure;
mod equivocation;
mod fees;
mod genesis;
mod governance;
mod parameters;
mod privacy;
mod reputation;
mod rewards;
mod round;
mod spam;
mod upgrade;
mod withheld;
