//! Amounts as people read them.

use crate::{Amount, AMOUNT_DECIMALS, UNIT};

/// An amount of smallest units in whole ones, with as many decimals as it has: `12.5`.
pub fn amount(amount: Amount) -> String {
	let (whole, rest) = (amount / UNIT, amount % UNIT);
	if rest == 0 {
		return whole.to_string();
	}
	let digits = format!("{rest:0width$}", width = AMOUNT_DECIMALS as usize);
	format!("{whole}.{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_have_the_decimals_that_they_have() {
		assert_eq!([0, 1, UNIT, 12 * UNIT + UNIT / 2].map(amount), ["0", "0.000000000001", "1", "12.5"]);
	}
}
