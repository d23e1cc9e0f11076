//! One file a call, one for charges, one for what must hold whatever happens.

mod add_overlap;
mod charge;
mod declare_dataset;
mod genesis;
mod laws;
mod memo;
mod metric;
mod tighten_budget;
mod views;
