//! Sessions and their keys, deposits, reports, slashes; and random walks.

mod deposits;
mod random;
mod reports;
mod sessions;
mod slashes;
