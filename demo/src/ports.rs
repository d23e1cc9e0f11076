//! Loopback ports that nobody uses.

use crate::failure::Failure;
use std::net::{Ipv4Addr, TcpListener};

/// Finds `count` free ports. All are held until the last is found, so no two are the same; between this call and
/// their use another program may take one, and the node that wanted it then says so.
///
/// # Errors
/// The system gives none.
pub fn free(count: usize) -> Result<Vec<u16>, Failure> {
	let listeners: Result<Vec<TcpListener>, _> =
		(0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect();
	listeners
		.and_then(|listeners| listeners.iter().map(|listener| Ok(listener.local_addr()?.port())).collect())
		.map_err(|error| {
			Failure::unreachable(
				format!("no free port: {error}"),
				"127.0.0.1",
				"check the limit of open files (`ulimit -n`) and that the loopback interface is up",
			)
		})
}

#[cfg(test)]
mod tests {
	#[test]
	fn ports_differ() {
		let mut ports = super::free(20).unwrap();
		ports.sort_unstable();
		ports.dedup();
		assert_eq!(ports.len(), 20);
	}
}
