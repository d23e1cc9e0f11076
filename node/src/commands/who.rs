//! Members and accounts, as they are typed.

use crate::exit::CliError;
use guild_primitives::{AccountBytes, MemberId, MemberView};
use sp_core::crypto::Ss58Codec;
use sp_runtime::AccountId32;
use std::str::FromStr;

/// An account, typed as 64 hexadecimal digits or as an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Account(pub AccountBytes);

impl FromStr for Account {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		if let Ok(bytes) = text.parse() {
			return Ok(Self(bytes));
		}
		let account = AccountId32::from_ss58check(text)
			.map_err(|_| "an account is 64 hexadecimal digits or an address, as `guild key show` prints them")?;
		Ok(Self(AccountBytes(account.into())))
	}
}

/// The member with this name, or this account: the one that names it, or the one that owns it now.
///
/// # Errors
/// *refused* if there is none, or if several have the name.
pub fn member<'a>(text: &str, members: &'a [MemberView]) -> Result<&'a MemberView, CliError> {
	let account = text.parse::<Account>().ok().map(|account| account.0);
	let is_meant = |view: &&MemberView| match account {
		Some(account) => view.id.0 == account.0 || view.owner == account,
		None => view.name.as_str() == text,
	};
	let mut found = members.iter().filter(is_meant);
	match (found.next(), found.next()) {
		(Some(member), None) => Ok(member),
		(None, _) => Err(CliError::refused(
			format!("there is no member `{text}`"),
			format!("{} members", members.len()),
			"see names and accounts with `guild member list`",
		)),
		(Some(_), Some(_)) => Err(CliError::refused(
			format!("several members have the name `{text}`"),
			format!("{} members", members.len()),
			"name it by its account: see `guild member list`",
		)),
	}
}

/// The member with this name or account, or the one that once had this account: what is known of it may outlast it.
///
/// # Errors
/// As [`member`], of a name.
pub fn member_or_former(text: &str, members: &[MemberView]) -> Result<MemberId, CliError> {
	match (member(text, members), text.parse::<Account>()) {
		(Ok(view), _) => Ok(view.id),
		(Err(_), Ok(account)) => Ok(MemberId(account.0 .0)),
		(Err(error), Err(_)) => Err(error),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{MemberKeys, NodeKey, Text, Tier, WorkerKey};

	fn view(seed: u8, owner: u8, name: &str) -> MemberView {
		MemberView {
			id: MemberId([seed; 32]),
			owner: AccountBytes([owner; 32]),
			name: Text::new(name).unwrap(),
			tier: Tier::Validator,
			keys: MemberKeys { duty: AccountBytes([0; 32]), worker: WorkerKey([0; 32]), node: NodeKey([0; 32]) },
			admitted_at: 0,
		}
	}

	#[test]
	fn a_member_is_known_by_its_name_and_by_either_account() {
		let members = [view(1, 9, "Nordwind AG"), view(2, 2, "Aare"), view(3, 3, "Aare")];
		let of = |text: &str| member(text, &members).map(|view| view.id.0[0]);
		assert_eq!(of("Nordwind AG"), Ok(1));
		assert_eq!((of(&"01".repeat(32)), of(&format!("0x{}", "09".repeat(32)))), (Ok(1), Ok(1)));
		let address = AccountId32::from([2; 32]).to_ss58check();
		assert_eq!(of(&address), Ok(2));
		assert!(of("Aare").unwrap_err().what.contains("several"));
		assert!(of("nordwind ag").unwrap_err().what.contains("no member"));
	}

	#[test]
	fn a_former_member_is_known_by_its_account_alone() {
		let members = [view(1, 9, "Nordwind AG")];
		assert_eq!(member_or_former(&"09".repeat(32), &members), Ok(MemberId([1; 32])));
		assert_eq!(member_or_former(&"07".repeat(32), &members), Ok(MemberId([7; 32])));
		assert!(member_or_former("Aare", &members).is_err());
	}
}
