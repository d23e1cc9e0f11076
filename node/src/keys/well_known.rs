//! The keys of the development presets, which everybody can know. No real chain may have one of them.

use super::{Key, Seed};
use sp_core::{ed25519, sr25519, Pair};
use std::{collections::HashSet, sync::LazyLock};

/// Members of the presets, and the names that other tools of the ecosystem use besides.
const NAMES: [&str; 8] = ["alice", "bob", "charlie", "dave", "eve", "ferdie", "one", "two"];

/// The seeds of a member of the presets, by its name: the owner account is `//Name//stash`, all others are `//Name`.
pub fn seeds(name: &str) -> Option<[(Key, Seed); 6]> {
	let name = NAMES.iter().find(|known| **known == name)?;
	let phrase = phrase(name);
	let sr = |phrase: &str| sr25519::Pair::from_string_with_seed(phrase, None).ok()?.1;
	let ed = ed25519::Pair::from_string_with_seed(&phrase, None).ok()?.1?;
	let hot = sr(&phrase)?;
	Some([
		(Key::Owner, sr(&format!("{phrase}//stash"))?),
		(Key::Duty, hot),
		(Key::Aura, hot),
		(Key::Grandpa, ed),
		(Key::Node, ed),
		(Key::Worker, ed),
	])
}

/// Whether the secret of this public key is known to everybody.
pub fn is_well_known(public: &[u8; 32]) -> bool {
	static PUBLIC: LazyLock<HashSet<[u8; 32]>> = LazyLock::new(|| {
		let phrases = NAMES.iter().map(|name| phrase(name)).chain([String::new()]);
		phrases
			.flat_map(|phrase| [format!("{phrase}//stash"), phrase])
			.flat_map(|phrase| {
				let sr = sr25519::Pair::from_string(&phrase, None).map(|pair| pair.public().0);
				let ed = ed25519::Pair::from_string(&phrase, None).map(|pair| pair.public().0);
				[sr, ed]
			})
			.flatten()
			.collect()
	});
	PUBLIC.contains(public)
}

fn phrase(name: &str) -> String {
	let mut letters = name.chars();
	let first = letters.next().map(|first| first.to_ascii_uppercase()).into_iter();
	format!("//{}", first.chain(letters).collect::<String>())
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_runtime::genesis::WELL_KNOWN;

	#[test]
	fn the_seeds_are_those_of_the_presets() {
		for member in WELL_KNOWN {
			let expected = member.member();
			let public = seeds(member.name).unwrap().map(|(key, seed)| key.public(&seed));
			let keys = expected.keys;
			assert_eq!(public[..2], [expected.owner.0, keys.duty.0]);
			assert_eq!(&public[2][..], AsRef::<[u8]>::as_ref(&expected.aura));
			assert_eq!(&public[3][..], AsRef::<[u8]>::as_ref(&expected.grandpa));
			assert_eq!(public[4..], [keys.node.0, keys.worker.0]);
		}
	}

	#[test]
	fn well_known_keys_are_recognised_and_others_are_not() {
		for name in NAMES {
			assert!(seeds(name).unwrap().iter().all(|(key, seed)| is_well_known(&key.public(seed))));
		}
		assert!(Key::ALL.iter().all(|key| !is_well_known(&key.public(&[7; 32]))));
		assert!(seeds("mallory").is_none());
	}
}
