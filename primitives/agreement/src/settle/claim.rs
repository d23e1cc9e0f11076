//! What a party may have of a round's budget.
//!
//! A budget is split by shares, and a member's share depends on what the others reported of its update. If each had
//! `budget · own share / sum of all shares`, who speaks ill of all others would make that sum smaller, and its own part larger. So
//! each party's part is reckoned against another sum: that in which the shares of the others are as high as they could be
//! **whatever that party had reported**, in all surveys there were.
//!
//! > `payᵢ = budget · sᵢ / (sᵢ + Σⱼ Sᵢⱼ)`, over j ≠ i, with `Sᵢⱼ` the highest share of j over what i could have reported
//!
//! - **Nothing that i reports changes what i is paid.** `sᵢ` does not read i's reports ([`merit`](super::merit)), and `Sᵢⱼ` is a
//!   maximum over all of them. So to report what one measured is (weakly) the best there is, whatever the others do.
//! - **No more than the budget is paid.** What i did report is one of the things that it could have: `Sᵢⱼ ≥ sⱼ`, so
//!   `payᵢ ≤ budget · sᵢ / Σ s`, and these sum to the budget.
//!
//! What is not paid stays in escrow: little, as one report among several moves a median to its neighbour at most.
//!
//! So much for reports of coarse values. Where members tell bits there is no such bound ([`Claim::unbounded`]): `Sᵢⱼ` is `sⱼ`, the budget
//! is split by shares, and **who tells that others' updates make nothing better has a larger part**, by as much as one answer moves
//! their worth ([`bits`](super::bits)).

use super::{
	clauses::may_earn,
	facts::quality,
	merit::{grid_place, worth, GRID, MERIT_STEPS},
};
use crate::{split::split_against, Amount, Fact, Facts, Share, Split, Terms};
use alloc::vec::Vec;
use guild_primitives::Contribution;

/// A party's share of a round, and how high it could be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
	/// Its share.
	pub share: Share,
	/// The highest share of all up to each merit of the grid.
	highest: [Share; GRID],
}

impl Claim {
	/// The claim of a party with these facts. 0 where it may not earn, and where its deposit does not cover the dearest penalty: who
	/// could not be charged any more is not paid any more, until it has filled its deposit up.
	///
	/// `copies`: by how many members its update was sent, as [`copies`](super::copies()) says; they have one share together.
	///
	/// Where the terms speak of quality, it runs their program once for each of the 17 merits, and once more.
	pub fn new(terms: &Terms, did: &Contribution, facts: &Facts, deposit: Amount, copies: u64) -> Self {
		let mut claim = Self::unbounded(terms, did, facts, deposit, copies);
		if earns(terms, did, deposit) && terms.speak_of(Fact::Quality) {
			let mut until = 0;
			for (highest, merit) in claim.highest.iter_mut().zip(-MERIT_STEPS..=MERIT_STEPS) {
				let facts = Facts { quality: quality(did, worth(merit)), ..*facts };
				until = share(terms, &facts, copies).max(until);
				*highest = until;
			}
		}
		claim
	}

	/// The same in a task whose members report no coarse values: how high its share could be is not known, and it is taken as it is,
	/// whatever its merit.
	pub fn unbounded(terms: &Terms, did: &Contribution, facts: &Facts, deposit: Amount, copies: u64) -> Self {
		let share = if earns(terms, did, deposit) { share(terms, facts, copies) } else { 0 };
		Self { share, highest: [share; GRID] }
	}

	/// The highest share that it has with a merit of at most this.
	fn up_to(&self, merit: i8) -> Share {
		grid_place(merit).and_then(|place| self.highest.get(place)).copied().unwrap_or(self.share)
	}
}

fn earns(terms: &Terms, did: &Contribution, deposit: Amount) -> bool {
	may_earn(did) && deposit >= terms.penalties.dearest()
}

fn share(terms: &Terms, facts: &Facts, copies: u64) -> Share {
	terms.share(facts) / copies.max(1)
}

/// Pays claims out of a budget. `most(i, j)`: the highest merit that the j-th party could have, whatever the i-th had reported.
pub fn pay(budget: Amount, claims: &[Claim], most: impl Fn(usize, usize) -> i8) -> Split {
	let against = |(i, claim): (usize, &Claim)| {
		let others = claims.iter().enumerate().filter(|(j, _)| *j != i);
		let highest = others.map(|(j, other)| u128::from(other.up_to(most(i, j))));
		(claim.share, highest.fold(claim.share.into(), u128::saturating_add))
	};
	split_against(budget, &claims.iter().enumerate().map(against).collect::<Vec<_>>())
}
