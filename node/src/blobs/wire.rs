//! What travels: one request, one answer.
//!
//! A request names a blob by its root and length, and asks for some of its groups (64 KiB each, the last may be
//! shorter). The answer holds groups from the first one asked for on, each with the BLAKE3 path from it to the root, so
//! that the asker checks every group by itself as it arrives.
//!
//! - Participants: members' nodes. A node answers only peers whose identity is a member's node key.
//! - Goals: an asker never stores a byte that is not the blob's, whoever sends it; a request costs the server a bounded
//!   amount; a download can stop anywhere and go on with any other peer.
//! - Non-goals: discovery (the chain says which blobs there are), confidentiality from members (robust rules read every
//!   update), congestion control (the transport has it).
//!
//! Both messages are SCALE, and bounded before anything is allocated: the transport refuses larger ones, lists have a
//! bounded length, and bytes left over after a message make it malformed.

use codec::{Decode, DecodeAll, Encode, MaxEncodedLen};
use guild_primitives::Root;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Bytes of a group; the last one of a blob may be shorter.
pub const GROUP_BYTES: u32 = 64 * 1024;
/// Most groups of one answer: half a mebibyte, large enough that a round trip is small beside the transfer.
pub const MAX_GROUPS: u32 = 8;
/// Most hashes on a path: a blob of 2^19 groups (32 GiB), far above the largest model, is 19 levels deep.
pub const MAX_PATH: u32 = 19;
/// Most bytes of an encoded request.
pub const MAX_REQUEST_BYTES: u64 = 64;
/// Most bytes of an encoded answer.
pub const MAX_RESPONSE_BYTES: u64 = 16 + (MAX_GROUPS * (GROUP_BYTES + MAX_PATH * 32 + 16)) as u64;

/// Asks for some groups of a blob.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen)]
pub struct Request {
	/// The blob.
	pub root: Root,
	/// Its exact length in bytes.
	pub size_bytes: u64,
	/// First group wanted.
	pub first: u64,
	/// How many, 1 to [`MAX_GROUPS`].
	pub count: u8,
}

/// One group.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Group {
	/// Its bytes.
	pub bytes: BoundedVec<u8, ConstU32<GROUP_BYTES>>,
	/// Hashes beside the way from the group to the root, in the order of `guild_aggregation::chunks`.
	pub path: BoundedVec<[u8; 32], ConstU32<MAX_PATH>>,
}

/// What a server says.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Response {
	/// Groups from the first one asked for on: at least one, at most as many as asked for.
	#[codec(index = 0)]
	Groups(BoundedVec<Group, ConstU32<MAX_GROUPS>>),
	/// This blob is not served here, or not yet.
	#[codec(index = 1)]
	NotServed,
	/// Too much to do: ask again later, or another.
	#[codec(index = 2)]
	Busy,
}

impl Request {
	/// Reads a request, and checks that the blob it describes has the groups it asks for.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		if bytes.len() as u64 > MAX_REQUEST_BYTES {
			return None;
		}
		let request = Self::decode_all(&mut &bytes[..]).ok()?;
		let groups = request.size_bytes.div_ceil(GROUP_BYTES.into());
		let end = request.first.saturating_add(request.count.into());
		let holds = (1..=MAX_GROUPS).contains(&request.count.into()) && end <= groups && groups <= 1 << MAX_PATH;
		holds.then_some(request)
	}
}

impl Response {
	/// Reads an answer.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		if bytes.len() as u64 > MAX_RESPONSE_BYTES {
			return None;
		}
		Self::decode_all(&mut &bytes[..]).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn request() -> Request {
		Request { root: Root::of(b"blob"), size_bytes: 10 * u64::from(GROUP_BYTES) + 1, first: 3, count: 8 }
	}

	#[test]
	fn a_request_reads_what_was_written() {
		assert_eq!(Request::read(&request().encode()), Some(request()));
		assert!(Request::max_encoded_len() as u64 <= MAX_REQUEST_BYTES);
	}

	#[test]
	fn a_request_for_groups_that_the_blob_does_not_have_is_malformed() {
		for bad in [
			Request { first: 4, ..request() },
			Request { count: 0, ..request() },
			Request { count: 9, first: 0, ..request() },
			Request { size_bytes: 0, first: 0, ..request() },
			Request { first: u64::MAX, count: 1, size_bytes: u64::MAX, ..request() },
		] {
			assert_eq!(Request::read(&bad.encode()), None, "{bad:?}");
		}
	}

	#[test]
	fn the_largest_answer_fits_its_bound_and_the_bound_is_well_under_a_mebibyte() {
		let group = Group {
			bytes: vec![1; GROUP_BYTES as usize].try_into().unwrap(),
			path: vec![[2; 32]; MAX_PATH as usize].try_into().unwrap(),
		};
		let response = Response::Groups(vec![group; MAX_GROUPS as usize].try_into().unwrap());
		let bytes = response.encode();
		assert!(bytes.len() as u64 <= MAX_RESPONSE_BYTES && MAX_RESPONSE_BYTES < 768 * 1024, "{}", bytes.len());
		assert_eq!(Response::read(&bytes), Some(response));
	}

	#[test]
	fn an_answer_with_too_many_or_too_large_groups_or_bytes_left_over_is_malformed() {
		let group = |bytes: usize| (vec![0u8; bytes], Vec::<[u8; 32]>::new());
		let encode = |groups: Vec<(Vec<u8>, Vec<[u8; 32]>)>| [vec![0u8], groups.encode()].concat();
		assert!(Response::read(&encode(vec![group(4)])).is_some());
		assert!(Response::read(&encode(vec![group(4); 9])).is_none());
		assert!(Response::read(&encode(vec![group(GROUP_BYTES as usize + 1)])).is_none());
		assert!(Response::read(&encode(vec![(vec![], vec![[0; 32]; 20])])).is_none());
		assert!(Response::read(&[Response::Busy.encode(), vec![0]].concat()).is_none());
	}

	proptest! {
		#[test]
		fn reading_any_bytes_gives_a_message_that_writes_those_bytes_or_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
			if let Some(request) = Request::read(&bytes) {
				prop_assert_eq!(request.encode(), bytes.clone());
			}
			if let Some(response) = Response::read(&bytes) {
				prop_assert_eq!(response.encode(), bytes);
			}
		}

		#[test]
		fn a_damaged_request_is_never_read_as_one_outside_its_blob(flip in 0usize..49, by in 1u8..) {
			let mut bytes = request().encode();
			let index = flip % bytes.len();
			bytes[index] ^= by;
			if let Some(read) = Request::read(&bytes) {
				let end = read.first + u64::from(read.count);
				prop_assert!(end <= read.size_bytes.div_ceil(GROUP_BYTES.into()));
			}
		}
	}
}
