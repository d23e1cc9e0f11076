use crate::mock::*;
use guild_primitives::{consortium::ConsortiumMembers, ids::AccountBytes};

#[test]
fn members_and_the_electorate_are_ascending() {
	with_chain(|| {
		admit_all([3, 1, 2]);
		assert_eq!(Consortium::members().iter().map(|view| view.id).collect::<Vec<_>>(), [1, 2, 3].map(member));
		assert_eq!(Consortium::electorate(), [1, 2, 3].map(member));
	});
}

#[test]
fn whoever_is_no_member_is_unknown() {
	with_chain(|| {
		admit_all([1]);
		assert_eq!(Consortium::member(member(2)), None);
		// An owner account does no duties.
		assert_eq!(Consortium::member_of_duty(&AccountBytes([1; 32])), None);
		assert_eq!(Consortium::worker_key(&member(2)), None);
	});
}
