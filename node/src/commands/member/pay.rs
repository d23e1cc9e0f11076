//! `guild member pay`: money from one member to another. A member that is admitted later owns nothing, and deposits must be covered.

use super::{owned_by, show};
use crate::{
	commands::{gov::SignArgs, units::Money, who},
	exit::CliError,
};
use clap::Args;
use guild_agreement::text::amount;
use guild_primitives::MemberId;
use guild_runtime::{constants::EXISTENTIAL_DEPOSIT, AccountId, Balance, Runtime};
use pallet_balances::{AccountData, Call};
use serde::Serialize;

/// Arguments of `guild member pay`.
#[derive(Debug, Args)]
pub struct PayArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The member that is paid, by its name or account.
	#[arg(long, value_name = "MEMBER")]
	member: String,
	/// How much, in whole units: 100 or 0.5.
	#[arg(long)]
	amount: Money,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Paid {
	from: MemberId,
	member: MemberId,
	/// In smallest units.
	amount: Balance,
}

impl PayArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let signer = self.sign.signer()?;
		let (key, node) = (&signer.0, &signer.1);
		let payer = owned_by(key, node)?;
		let members = node.members()?.members;
		let member = who::member(&self.member, &members)?;
		if member.id == payer.id {
			return Err(CliError::usage(format!("{} would pay itself", payer.name), "name another member"));
		}
		let money = self.amount.0;
		let at = node.best()?.hash;
		// To the account that names the member: there its deposits are held.
		let (own, its) = (show::account(node, payer.owner.0, at)?, show::account(node, member.id.0, at)?);
		check(&own, &its, money).map_err(|(what, next)| {
			CliError::refused(what, format!("account {}, at {}", payer.owner, node.url()), next)
		})?;
		let call = Call::<Runtime>::transfer_keep_alive { dest: AccountId::from(member.id.0).into(), value: money };
		let json = Paid { from: payer.id, member: member.id, amount: money };
		let mut text = format!("{} is paid {} (account {})", member.name, amount(money), member.id);
		if member.owner.0 != member.id.0 {
			text += ": that is where its deposits are held; its present owner takes it with `guild member withdraw`";
		}
		self.sign.submit(&signer, call.into(), &json, &text)
	}
}

/// Whether the chain would move this amount: else what is wrong, and what to do. The fee comes on top.
fn check(own: &AccountData<Balance>, its: &AccountData<Balance>, money: Balance) -> Result<(), (String, &'static str)> {
	// What is frozen may be held as well; and the account must live on.
	let stays = own.frozen.saturating_sub(own.reserved).max(EXISTENTIAL_DEPOSIT);
	let most = own.free.saturating_sub(stays);
	if money == 0 {
		return Err(("nothing would be paid".into(), "give an amount above 0"));
	}
	if money > most {
		return Err((
			format!(
				"{} cannot be paid: {} is free, of which {} can leave, and the fee besides",
				amount(money),
				amount(own.free),
				amount(most)
			),
			"pay less; what is held of a member shows with `guild member show`",
		));
	}
	if its.free.saturating_add(money) < EXISTENTIAL_DEPOSIT {
		return Err((
			format!("{} is too little: an account owns {} at least", amount(money), amount(EXISTENTIAL_DEPOSIT)),
			"pay more",
		));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::UNIT;

	fn owns(free: Balance, reserved: Balance, frozen: Balance) -> AccountData<Balance> {
		AccountData { free, reserved, frozen, ..AccountData::default() }
	}

	#[test]
	fn what_can_leave_is_what_is_free_less_what_must_stay() {
		let nobody = owns(0, 0, 0);
		let check = |own, money| check(&own, &nobody, money);
		assert_eq!(check(owns(10 * UNIT, 90 * UNIT, 0), 10 * UNIT - EXISTENTIAL_DEPOSIT), Ok(()));
		let (what, _) = check(owns(10 * UNIT, 90 * UNIT, 0), 10 * UNIT).unwrap_err();
		assert_eq!(what, "10 cannot be paid: 10 is free, of which 9.999 can leave, and the fee besides");
		// What is frozen beyond what is held stays.
		assert!(check(owns(10 * UNIT, UNIT, 5 * UNIT), 6 * UNIT).is_ok());
		assert!(check(owns(10 * UNIT, UNIT, 5 * UNIT), 6 * UNIT + 1).is_err());
		assert!(check(owns(0, 0, 0), 1).is_err());
		assert!(check(owns(10 * UNIT, 0, 0), 0).unwrap_err().0.contains("nothing"));
	}

	#[test]
	fn an_empty_account_is_paid_what_it_can_live_by() {
		let own = owns(10 * UNIT, 0, 0);
		let (what, _) = check(&own, &owns(0, 0, 0), EXISTENTIAL_DEPOSIT - 1).unwrap_err();
		assert!(what.contains("owns 0.001 at least"), "{what}");
		assert_eq!(check(&own, &owns(EXISTENTIAL_DEPOSIT, 0, 0), 1), Ok(()));
	}
}
