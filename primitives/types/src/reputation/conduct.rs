//! What the scores of a result say of each update, compared with the others'.
//!
//! All comes from the result's body (norms, distances, shares, novelties), which a proof can refute; so it is as true as the
//! result. `u` is an update, `a` the aggregate (the mean of the mixed rows), `p` the previous aggregate.
//!
//! - **Distance** `|u − a|` over the median of the active updates.
//! - **Against.** `⟨u, a⟩` without what `u` itself brought into `a`: how far an update agrees with what the others made. From the body:
//!   `2⟨u, a⟩ = |u|² + |a|² − |u − a|²`. The honest stand at one common value, an update at a right angle to the aggregate at 0, a
//!   turned one at minus that value. `against` is how far an update stands below the median, in medians: 0, 1, 2. Where
//!   updates scatter much it is in units of their scatter, taken from the upper half alone, which a hostile minority does not
//!   reach by standing low.
//! - **Novelty**: the part of `|u|²` that does not lie along `p`, over the median. What is sent again has none.
//! - **Fresh**: the same, without the parts of `u` and `a` that lie along `p`: how far what is new in an update agrees with what is
//!   new in the others'. The honest stand at one common value, noise at 0. One round says little about one member; many do.
//! - **Share**: the update's share of the aggregate times the number of active updates.
//!
//! Each is silent where it would say nothing: `against` where the median update does not point along the aggregate (no common
//! direction, or an aggregate that is not the majority's), `fresh` where the common value drowns in the scatter, shares where the
//! rule picks a few updates.

use super::ONE;
use crate::contribution::{Score, SHARE_ONE};
use alloc::vec::Vec;

/// Least active updates that can be compared.
const LEAST_COMPARED: usize = 3;
/// Where updates scatter: as many distances from the median to the upper quartile are the unit. Of a normal distribution these
/// are 2.7 standard deviations.
const SCATTERS: i128 = 4;
/// Most that one round says about freshness, in medians.
const MOST_FRESH: i64 = 3 * ONE as i64;
/// Largest ratio: 2^16.
const MOST_RATIO: i128 = 1 << 32;

/// How an update stands among those of its round. Ratios are in units of 2^-16 and at most 2^16 in absolute value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conduct {
	/// Distance from the aggregate over the median.
	pub distance: Option<i64>,
	/// How far below the median it points along the aggregate, in medians.
	pub against: Option<i64>,
	/// Novelty over the median.
	pub novelty: Option<i64>,
	/// How far its new part agrees with the others', over the median, within ±3.
	pub fresh: Option<i64>,
	/// Its share over an equal one.
	pub share: Option<i64>,
}

/// One update's figures before they are compared.
struct Figures {
	active: bool,
	distance: i128,
	common: i128,
	novelty: Option<i128>,
	fresh: Option<i128>,
	share: i128,
}

/// How each of the scored updates of a round stands; in their order.
pub fn conducts(scores: &[Score]) -> Vec<Conduct> {
	let figures = figures(scores);
	let active = || figures.iter().filter(|figures| figures.active);
	let count = active().count();
	if count < LEAST_COMPARED {
		return scores.iter().map(|_| Conduct::default()).collect();
	}
	let sorted = |of: fn(&Figures) -> i128| {
		let mut all: Vec<i128> = active().map(of).collect();
		all.sort_unstable();
		all
	};
	let distance = quantile(&sorted(|figures| figures.distance), 1, 2);
	let common = sorted(|figures| figures.common);
	let (common, scatter) = (quantile(&common, 1, 2), above_median(&common));
	let unit = common.max(scatter.saturating_mul(SCATTERS));
	let told = |of: fn(&Figures) -> Option<i128>| {
		let mut all: Vec<i128> = active().filter_map(of).collect();
		all.sort_unstable();
		(all.len() == count).then_some(all)
	};
	let novelty = told(|figures| figures.novelty).map(|all| quantile(&all, 1, 2));
	let fresh = told(|figures| figures.fresh);
	let fresh = fresh.map(|all| (quantile(&all, 1, 2), above_median(&all)));
	let fresh = fresh.filter(|(median, scatter)| median >= scatter).map(|(median, _)| median);
	let equal = i128::from(SHARE_ONE).checked_div(count as i128).unwrap_or(0);
	// The rule spreads its weight if most have at least half of an equal share.
	let spreads = quantile(&sorted(|figures| figures.share), 1, 2).saturating_mul(2) >= equal;

	let conduct = |own: &Figures| Conduct {
		distance: ratio(own.distance, distance),
		against: if common > 0 { ratio(common.saturating_sub(own.common), unit) } else { None },
		novelty: own.novelty.zip(novelty).and_then(|(own, median)| ratio(own, median)),
		fresh: own
			.fresh
			.zip(fresh)
			.and_then(|(own, median)| ratio(own, median))
			.map(|fresh| fresh.clamp(MOST_FRESH.saturating_neg(), MOST_FRESH)),
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
	let fresh = |score: &Score| {
		let old = along(score)?.saturating_mul(aggregate_along) >> 32;
		let own = of_share(own(score), score.novelty?);
		Some(inner(score).saturating_sub(old).saturating_sub(own))
	};
	let each = |score: &Score| Figures {
		active: score.active,
		distance: score.distance.into(),
		common: inner(score).saturating_sub(own(score)),
		novelty: score.novelty.map(i128::from),
		fresh: fresh(score),
		share: score.weight_share.into(),
	};
	scores.iter().map(each).collect()
}

/// The value `numerator / denominator` of the way through an ascending list, the lower of two; 0 of an empty one.
fn quantile(ascending: &[i128], numerator: usize, denominator: usize) -> i128 {
	let place = ascending.len().saturating_sub(1).saturating_mul(numerator).checked_div(denominator).unwrap_or(0);
	ascending.get(place).copied().unwrap_or(0)
}

/// How far the upper quartile lies above the median.
fn above_median(ascending: &[i128]) -> i128 {
	quantile(ascending, 3, 4).saturating_sub(quantile(ascending, 1, 2))
}

/// `value` over `unit` in units of 2^-16, within ±2^16; nothing if the unit is not positive.
fn ratio(value: i128, unit: i128) -> Option<i64> {
	if unit <= 0 {
		return None;
	}
	let ratio = value.saturating_mul(ONE.into()).checked_div(unit)?;
	i64::try_from(ratio.clamp(MOST_RATIO.saturating_neg(), MOST_RATIO)).ok()
}
