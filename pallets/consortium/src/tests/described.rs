use crate::{mock::*, weights::SubstrateWeight, Call, Error, Event, WeightInfo};
use codec::{Decode, Encode};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
};
use guild_primitives::{limits::MAX_WHY_BYTES, Text};
use sp_core::H256;
use sp_runtime::DispatchError::BadOrigin;

fn why() -> Text<MAX_WHY_BYTES> {
	Text::new("The runtime was tried for a month.").unwrap()
}

fn upgrade() -> RuntimeCall {
	Call::authorise_upgrade { code_hash: H256([7; 32]) }.into()
}

fn described(call: RuntimeCall) -> RuntimeCall {
	Call::described { text: why(), call: Box::new(call) }.into()
}

#[test]
fn what_is_described_is_done_with_the_same_origin() {
	with_chain(|| {
		assert_ok!(Consortium::described(RuntimeOrigin::root(), why(), Box::new(upgrade())));
		assert!(told(Event::UpgradeAuthorised { code_hash: H256([7; 32]), whatever_is_open_at: 1 + LEAVE_DELAY }));
		// A member's own call is not one of root's.
		admit_all([1]);
		let resign = Consortium::described(RuntimeOrigin::root(), why(), Box::new(Call::resign {}.into()));
		assert_eq!(resign.unwrap_err().error, BadOrigin);
	});
}

#[test]
fn only_motions_are_described() {
	with_chain(|| {
		admit_all([1]);
		let resign = || Box::new(RuntimeCall::from(Call::resign {}));
		assert_noop!(Consortium::described(RuntimeOrigin::signed(owner(1)), why(), resign()), BadOrigin);
		assert_noop!(Consortium::described(RuntimeOrigin::none(), why(), resign()), BadOrigin);
	});
}

#[test]
fn a_description_of_a_description_is_refused() {
	with_chain(|| {
		let twice = Consortium::described(RuntimeOrigin::root(), why(), Box::new(described(upgrade())));
		assert_eq!(twice.unwrap_err().error, Error::<Test>::DescribedTwice.into());
		assert!(!Consortium::upgrade_waits());
	});
}

#[test]
fn it_weighs_what_the_call_weighs_and_little_more_also_when_that_fails() {
	with_chain(|| {
		let (outer, inner) = (described(upgrade()).get_dispatch_info(), upgrade().get_dispatch_info());
		let own = SubstrateWeight::<Test>::described();
		assert_eq!(outer.call_weight, inner.call_weight.saturating_add(own));
		assert_eq!(outer.class, DispatchClass::Normal);
		let failed = Consortium::described(RuntimeOrigin::root(), why(), Box::new(Call::resign {}.into()));
		let resign = RuntimeCall::from(Call::resign {}).get_dispatch_info().call_weight;
		assert_eq!(failed.unwrap_err().post_info.actual_weight, Some(resign.saturating_add(own)));
	});
}

#[test]
fn the_text_is_part_of_what_is_voted_on_and_is_bounded_utf8() {
	let other = RuntimeCall::from(Call::described { text: Text::new("Another.").unwrap(), call: Box::new(upgrade()) });
	assert_ne!(described(upgrade()).encode(), other.encode());
	let most = "x".repeat(MAX_WHY_BYTES as usize);
	assert!(Text::<MAX_WHY_BYTES>::new(&most).is_some());
	assert!(Text::<MAX_WHY_BYTES>::new(&format!("{most}x")).is_none());
	// On the wire as well: first what is one byte too long, then what is no UTF-8.
	let encode = |bytes: Vec<u8>| {
		let whole = described(upgrade()).encode();
		let text = why().encode();
		let start = whole.windows(text.len()).position(|part| part == text).unwrap();
		[&whole[..start], &bytes.encode(), &whole[start + text.len()..]].concat()
	};
	assert!(RuntimeCall::decode(&mut &encode(b"Why not?".to_vec())[..]).is_ok());
	assert!(RuntimeCall::decode(&mut &encode(vec![b'x'; 513])[..]).is_err());
	assert!(RuntimeCall::decode(&mut &encode(vec![0xff, 0xfe])[..]).is_err());
}
