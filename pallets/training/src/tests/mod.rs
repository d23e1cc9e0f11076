//! One file an extrinsic; the life of rounds, the work of a block, views; and random walks against an independent model.

mod attest;
mod base_missing;
mod challenge;
mod commit_update;
mod create_task;
mod dispute;
mod feeless;
mod hooks;
mod ledger;
mod lifecycle;
mod missing;
mod plead;
mod promise;
mod publish;
mod random;
mod settle;
mod stop_task;
mod truth;
mod views;
mod vote_availability;
