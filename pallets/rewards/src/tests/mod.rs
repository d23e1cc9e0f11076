//! One file a call; rounds, offences, weights; and random walks.

mod accept;
mod create;
mod fund;
mod leave;
mod offences;
mod random;
mod release;
mod report_bits;
mod report_quality;
mod settle;
mod terminate;
mod views;
mod wind_up;
