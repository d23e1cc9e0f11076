//! What the scores of a result say of each update, compared with the others'.
//!
//! All comes from the result's body (norms, distances, shares, novelties), which a proof can refute; so it is as true as the
//! result. `u` is an update, `c` its share, `a` the aggregate (the mean of the mixed rows), `p` the previous aggregate.
//!
//! - **Distance** `|u − a|` over the median of the active updates.
//! - **Novelty**: the part of `|u|²` that does not lie along `p`, over the median. What is sent again has none.
//! - **Share**: the update's share of the aggregate times the number of active updates.
//! - **Agreement** `⟨u, a − cu⟩ / (1 − c)`, over the median: how far an update agrees with what the others made. From the body:
//!   `2⟨u, a⟩ = |u|² + |a|² − |u − a|²`. The honest stand at 1, an update at a right angle to the others at 0, a turned one at −1.
//! - **Freshness**: the same, without the parts of `u` and `a` that lie along `p`: how far what is new in an update agrees with what
//!   is new in the others'. The honest stand at 1, noise at 0.
//!
//! The last two are inner products of long vectors that are mostly noise: one round may say little. So each comes with how clear
//! the round is (the median over the scatter of the updates), and a member's running figure moves the further the
//! clearer the round. The scatter is that of the upper half alone, which a hostile minority does not reach by standing low.
//!
//! Each is silent where it would say nothing: freshness among fewer than six active updates; the last two where the median is not positive or drowns in the scatter (no common
//! direction, or an aggregate that is not the majority's), and for an update that makes half of the aggregate or more; shares
//! where the rule picks a few updates.

use super::ONE;
use crate::contribution::{Score, SHARE_ONE};
use alloc::vec::Vec;

/// Least active updates that can be compared.
const LEAST_COMPARED: usize = 3;
/// Least active updates of which freshness is told: the middle of fewer is what two or three members have in common, and
/// one whose data differ from theirs is no free rider.
const LEAST_FRESH: usize = 6;
/// Most that one round says about agreement, in medians.
const MOST_SAID: i64 = 3 * ONE as i64;
/// Largest ratio: 2^16.
const MOST_RATIO: i128 = 1 << 32;

/// How an update stands among those of its round. Ratios are in units of 2^-16 and at most 2^16 in absolute value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conduct {
	/// Distance from the aggregate over the median.
	pub distance: Option<i64>,
	/// Novelty over the median.
	pub novelty: Option<i64>,
	/// How far it agrees with the others.
	pub agreement: Option<Said>,
	/// How far its new part agrees with theirs.
	pub freshness: Option<Said>,
	/// Its share over an equal one.
	pub share: Option<i64>,
}

/// What one round says of a figure that many rounds make clear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
	/// The figure over its median, in units of 2^-16, within ±3.
	pub value: i64,
	/// The median over the scatter of the updates, in units of 2^-16, at least 1.
	pub clearness: i64,
}

/// One update's figures before they are compared.
struct Figures {
	active: bool,
	distance: i128,
	novelty: Option<i128>,
	share: i128,
	agreement: Option<i128>,
	freshness: Option<i128>,
}

/// The median of a figure over the active updates, and its scatter.
struct Common {
	median: i128,
	scatter: i128,
}

impl Common {
	/// Of those that have the figure, if they are most of the `count` active updates and it is clear.
	fn of(mut all: Vec<i128>, count: usize) -> Option<Self> {
		all.sort_unstable();
		let median = quantile(&all, 1, 2);
		let scatter = above(&all, median);
		(all.len().saturating_mul(2) > count && median > 0 && median >= scatter.saturating_mul(2))
			.then_some(Self { median, scatter })
	}

	fn say(&self, own: i128) -> Option<Said> {
		let value = ratio(own, self.median)?.clamp(MOST_SAID.saturating_neg(), MOST_SAID);
		Some(Said { value, clearness: ratio(self.median, self.scatter.max(1))? })
	}
}

/// How each of the scored updates of a round stands; in their order.
pub fn conducts(scores: &[Score]) -> Vec<Conduct> {
	let figures = figures(scores);
	let active = || figures.iter().filter(|figures| figures.active);
	let count = active().count();
	if count < LEAST_COMPARED {
		return scores.iter().map(|_| Conduct::default()).collect();
	}
	let median = |of: fn(&Figures) -> Option<i128>| {
		let mut all: Vec<i128> = active().filter_map(of).collect();
		all.sort_unstable();
		quantile(&all, 1, 2)
	};
	let common = |of: fn(&Figures) -> Option<i128>| Common::of(active().filter_map(of).collect(), count);
	let distance = median(|figures| Some(figures.distance));
	let novelty = median(|figures| figures.novelty);
	let agreement = common(|figures| figures.agreement);
	let freshness = if count < LEAST_FRESH { None } else { common(|figures| figures.freshness) };
	let equal = i128::from(SHARE_ONE).checked_div(count as i128).unwrap_or(0);
	// The rule spreads its weight if most have at least half of an equal share.
	let spreads = median(|figures| Some(figures.share)).saturating_mul(2) >= equal;

	let conduct = |own: &Figures| Conduct {
		distance: ratio(own.distance, distance),
		novelty: own.novelty.and_then(|own| ratio(own, novelty)),
		agreement: agreement.as_ref().zip(own.agreement).and_then(|(common, own)| common.say(own)),
		freshness: freshness.as_ref().zip(own.freshness).and_then(|(common, own)| common.say(own)),
		share: if spreads && own.active { ratio(own.share, equal) } else { None },
	};
	figures.iter().map(conduct).collect()
}

/// Each update's figures. Norms and distances are below 2^32 and shares at most 2^32, so nothing here exceeds 2^127; a result
/// that somebody made up saturates.
fn figures(scores: &[Score]) -> Vec<Figures> {
	let squared = |value: u64| i128::from(value.min(u32::MAX.into())).saturating_pow(2);
	let of_share = |value: i128, share: u64| value.saturating_mul(share.min(SHARE_ONE).into()) >> 32;
	let reach = |score: &Score| squared(score.norm).saturating_sub(squared(score.distance));
	// Length along the previous aggregate, with 16 fraction bits.
	let along = |score: &Score| {
		let old = SHARE_ONE.saturating_sub(score.novelty?);
		let part = squared(score.norm).saturating_mul(old.into());
		Some(i128::try_from(part.unsigned_abs().isqrt()).unwrap_or(0))
	};
	let sum = |of: &dyn Fn(&Score) -> i128| {
		scores.iter().fold(0i128, |sum, score| sum.saturating_add(of_share(of(score), score.weight_share)))
	};
	// |a|² = Σ share · (|u|² − |u − a|²), and a's length along p: exact where the shares are the coefficients, that is where
	// none is negative and p has none.
	let aggregate = sum(&reach);
	let aggregate_along = sum(&|score| along(score).unwrap_or(0));
	let inner = |score: &Score| reach(score).saturating_add(aggregate) >> 1;
	let own = |score: &Score| of_share(squared(score.norm), score.weight_share);
	// Per unit of what the others made of the aggregate.
	let of_others = |value: i128, share: u64| {
		let others = SHARE_ONE.saturating_sub(share);
		(others > SHARE_ONE / 2).then(|| (value << 16).checked_div((others >> 16).into()).unwrap_or(0))
	};
	let agreement = |score: &Score| of_others(inner(score).saturating_sub(own(score)), score.weight_share);
	let freshness = |score: &Score| {
		let old = along(score)?.saturating_mul(aggregate_along) >> 32;
		let own = of_share(own(score), score.novelty?);
		of_others(inner(score).saturating_sub(old).saturating_sub(own), score.weight_share)
	};
	let each = |score: &Score| Figures {
		active: score.active,
		distance: score.distance.into(),
		novelty: score.novelty.map(i128::from),
		share: score.weight_share.into(),
		agreement: agreement(score),
		freshness: freshness(score),
	};
	scores.iter().map(each).collect()
}

/// The value `numerator / denominator` of the way through an ascending list, the lower of two; 0 of an empty one.
fn quantile(ascending: &[i128], numerator: usize, denominator: usize) -> i128 {
	let place = ascending.len().saturating_sub(1).saturating_mul(numerator).checked_div(denominator).unwrap_or(0);
	ascending.get(place).copied().unwrap_or(0)
}

/// How far the upper half of an ascending list lies above its median, on average; of a normal distribution 0.8 standard
/// deviations.
fn above(ascending: &[i128], median: i128) -> i128 {
	let upper = ascending.len() / 2;
	let sum = ascending.iter().rev().take(upper).fold(0i128, |sum, x| sum.saturating_add(x.saturating_sub(median)));
	sum.checked_div(i128::try_from(upper).unwrap_or(1)).unwrap_or(0)
}

/// `value` over `unit` in units of 2^-16, within ±2^16; nothing if the unit is not positive.
fn ratio(value: i128, unit: i128) -> Option<i64> {
	if unit <= 0 {
		return None;
	}
	let ratio = value.saturating_mul(ONE.into()).checked_div(unit)?;
	i64::try_from(ratio.clamp(MOST_RATIO.saturating_neg(), MOST_RATIO)).ok()
}
