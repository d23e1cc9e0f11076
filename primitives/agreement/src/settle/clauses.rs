//! What a member is charged for, and what forfeits its pay.

use crate::Clause;
use guild_primitives::{decide, Contribution};

/// Whether an update earns anything at all, whatever the agreement says: it entered the result, and its member did nothing in the
/// round that forfeits its pay.
pub fn may_earn(did: &Contribution) -> bool {
	let entered = did.score.is_some_and(|score| score.active);
	entered && !did.guilty && !clauses(did, false).any(Clause::forfeits)
}

/// What an agreement charges for what a member did in a final round. `outage`: so many committed to nothing that it was the
/// network's fault, or the task's. Proven faults are charged when they are proven, and not here.
pub fn clauses(did: &Contribution, outage: bool) -> impl Iterator<Item = Clause> {
	let missed_commit = did.work.is_none() && !outage;
	let wrong = did.attested == Some(false);
	[(missed_commit, Clause::MissedCommit), (did.missing, Clause::MissingBlob), (wrong, Clause::WrongAttestation)]
		.into_iter()
		.filter_map(|(so, clause)| so.then_some(clause))
}

/// Whether so many of the electorate did not commit that it was an outage.
pub fn commit_outage(contributions: &[Contribution]) -> bool {
	let count = |members: usize| u32::try_from(members).unwrap_or(u32::MAX);
	let absent = contributions.iter().filter(|did| did.work.is_none()).count();
	decide::is_outage(count(contributions.len()), count(absent))
}
