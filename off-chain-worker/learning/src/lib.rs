//! A member's own world: data, models and local training. From rows to a model delta, and from a model delta to lanes.
//!
//! Floating point lives here and ends here: [`encode`](crate) turns the f32 model delta into integers, and nothing
//! after that knows a float. This crate knows no chain, no network and no clock.

pub mod trainer;
