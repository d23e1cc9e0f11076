//! Guild: a consortium member's validator and worker, in one binary.
#![forbid(unsafe_code)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod blobs;
mod chain;
mod chain_spec;
mod cli;
mod client;
mod commands;
mod config;
mod exit;
mod keys;
mod rpc;
mod service;
mod worker;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
	match cli::Cli::parse().run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::from(error.code as u8)
		}
	}
}
