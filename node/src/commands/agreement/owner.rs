//! `guild agreement accept`, `fund`, `leave`, `release`, `wind-up`: what an owner signs.

use crate::{
	commands::{gov::SignArgs, show, units::Money, who},
	exit::CliError,
};
use clap::Args;
use guild_agreement::{text::amount, Amount};
use guild_primitives::{AgreementId, MemberId, RoundIndex};
use guild_runtime::{Runtime, RuntimeEvent};
use pallet_rewards::{Call, Event};
use serde::Serialize;
use sp_core::H256;

/// Arguments of `guild agreement accept`.
#[derive(Debug, Args)]
pub struct AcceptArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
}

/// Arguments of `guild agreement fund`.
#[derive(Debug, Args)]
pub struct FundArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
	/// How much, in whole units: 5000 or 0.5.
	#[arg(long)]
	amount: Money,
}

/// Arguments of `guild agreement leave`.
#[derive(Debug, Args)]
pub struct LeaveArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
}

/// Arguments of `guild agreement release`.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
	/// The party, by its name or account.
	#[arg(long, value_name = "MEMBER")]
	member: String,
}

/// Arguments of `guild agreement wind-up`.
#[derive(Debug, Args)]
pub struct WindUpArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The agreement.
	#[arg(long)]
	agreement: AgreementId,
}

/// What the chain says was done. Amounts are in smallest units.
#[derive(PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "done", rename_all = "kebab-case")]
enum Done {
	Accepted { member: MemberId, held: Amount, bound_from: RoundIndex },
	Funded { funder: MemberId, amount: Amount },
	Leaving { member: MemberId, bound_before: RoundIndex },
	Released { member: MemberId, amount: Amount },
	Returned { funder: MemberId, amount: Amount },
	WoundUp,
	NotReceived { member: MemberId, amount: Amount },
}

impl Done {
	/// What an event says was done about this agreement.
	fn of(event: &RuntimeEvent, about: AgreementId) -> Option<Self> {
		let RuntimeEvent::Rewards(event) = event else { return None };
		let (agreement, done) = match event {
			Event::Accepted { agreement, member, held, bound_from } => {
				(agreement, Self::Accepted { member: *member, held: *held, bound_from: *bound_from })
			}
			Event::Funded { agreement, funder, amount } => {
				(agreement, Self::Funded { funder: *funder, amount: *amount })
			}
			Event::Leaving { agreement, member, bound_before } => {
				(agreement, Self::Leaving { member: *member, bound_before: *bound_before })
			}
			Event::Released { agreement, member, amount } => {
				(agreement, Self::Released { member: *member, amount: *amount })
			}
			Event::Returned { agreement, funder, amount } => {
				(agreement, Self::Returned { funder: *funder, amount: *amount })
			}
			Event::WoundUp { agreement } => (agreement, Self::WoundUp),
			Event::NotReceived { agreement, member, amount } => {
				(agreement, Self::NotReceived { member: *member, amount: *amount })
			}
			_ => return None,
		};
		(*agreement == about).then_some(done)
	}

	fn words(&self, name: impl Fn(&MemberId) -> String) -> String {
		match self {
			Self::Accepted { member, held, bound_from } => {
				format!("{} is a party from round {bound_from} on; {} of it is held", name(member), amount(*held))
			}
			Self::Funded { funder, amount: paid } => {
				format!("{} has paid {} into the escrow", name(funder), amount(*paid))
			}
			Self::Leaving { member, bound_before } => format!(
				"{} leaves: round {bound_before} does not bind it any more; then its deposit can be released",
				name(member)
			),
			Self::Released { member, amount: left } => {
				format!("{} is no party any more, and has {} of its deposit back", name(member), amount(*left))
			}
			Self::Returned { funder, amount: part } => format!("{} has {} back", name(funder), amount(*part)),
			Self::WoundUp => "the agreement is wound up: nothing of it is held any more".into(),
			Self::NotReceived { member, amount: part } => format!(
				"{} could not receive {}: its account owns too little to exist; it stays, and can be given back again",
				name(member),
				amount(*part)
			),
		}
	}
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Answer {
	agreement: AgreementId,
	events: Vec<Done>,
	block: H256,
}

impl AcceptArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		submit(&self.sign, self.agreement, Call::accept { agreement: self.agreement })
	}
}

impl FundArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let (agreement, amount) = (self.agreement, self.amount.0);
		submit(&self.sign, agreement, Call::fund { agreement, amount })
	}
}

impl LeaveArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		submit(&self.sign, self.agreement, Call::leave { agreement: self.agreement })
	}
}

impl ReleaseArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		let members = self.sign.node.connect()?.members()?.members;
		let member = who::member_or_former(&self.member, &members)?;
		submit(&self.sign, self.agreement, Call::release { agreement: self.agreement, member })
	}
}

impl WindUpArgs {
	pub(super) fn run(self) -> Result<(), CliError> {
		submit(&self.sign, self.agreement, Call::wind_up { agreement: self.agreement })
	}
}

/// Signs with the owner's key, and says what the chain says was done.
fn submit(sign: &SignArgs, agreement: AgreementId, call: Call<Runtime>) -> Result<(), CliError> {
	let (key, node) = sign.signer()?;
	let included = node.submit(&key, call.into(), sign.until())?;
	let events: Vec<_> = included.events.iter().filter_map(|event| Done::of(event, agreement)).collect();
	if sign.json {
		return show::json(&Answer { agreement, events, block: included.block });
	}
	let members = node.members()?.members;
	events.iter().try_for_each(|done| show::line(&done.words(|member| show::name_of(member, &members))))
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::UNIT;

	#[test]
	fn what_was_done_is_what_the_event_about_this_agreement_says() {
		let member = MemberId([1; 32]);
		let event = RuntimeEvent::Rewards(Event::Accepted { agreement: 3, member, held: 200 * UNIT, bound_from: 7 });
		assert_eq!(Done::of(&event, 4), None);
		let done = Done::of(&event, 3).unwrap();
		assert_eq!(done.words(|_| "Aare".into()), "Aare is a party from round 7 on; 200 of it is held");
		// More than 2^64 smallest units is a JSON number, too.
		let done = Done::Funded { funder: member, amount: 100_000_000 * UNIT };
		let json = serde_json::to_string(&Answer { agreement: 3, events: vec![done], block: H256::zero() }).unwrap();
		assert!(json.contains("\"done\":\"funded\"") && json.contains("\"amount\":100000000000000000000"), "{json}");
	}
}
